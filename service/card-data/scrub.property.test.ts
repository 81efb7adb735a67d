import fc from 'fast-check';
import { expect, test } from 'vitest';
import { issuers } from '../../policies/card-data.ts';
import { scrub, TooDeep } from './scrub.ts';

const seed = Number(process.env['SEED'] ?? 1);

/** A second opinion, written otherwise than the code: every stretch of a text that begins and ends at a word boundary. */
function cardNumbersIn(text: string): string[] {
  const found: string[] = [];
  for (let start = 0; start < text.length; start += 1) {
    if (!isDigit(text[start]) || isWord(text[start - 1])) continue;
    let digits = '';
    for (let end = start; end < text.length && digits.length <= 19; end += 1) {
      if (isDigit(text[end])) digits += text[end]!;
      else if (!/[ -]/.test(text[end]!) || !isDigit(text[end - 1])) break;
      if (isDigit(text[end]) && !isWord(text[end + 1]) && hasIssuer(digits) && checkSum(digits) % 10 === 0) {
        found.push(text.slice(start, end + 1));
      }
    }
  }
  return found;
}

const isDigit = (character: string | undefined) => character !== undefined && /[0-9]/.test(character);
const isWord = (character: string | undefined) => character !== undefined && /\w/.test(character);

function hasIssuer(digits: string): boolean {
  return issuers.some(({ prefixes, lengths }) =>
    prefixes.some(([low, high]) => {
      for (let prefix = low; prefix <= high; prefix += 1) if (digits.startsWith(String(prefix))) return true;
      return false;
    })
      ? lengths.includes(digits.length)
      : false,
  );
}

function checkSum(digits: string): number {
  return [...digits].reverse().reduce((sum, digit, index) => {
    if (index % 2 === 0) return sum + Number(digit);
    return sum + [...String(Number(digit) * 2)].reduce((inner, one) => inner + Number(one), 0);
  }, 0);
}

/** A number that some issuer could have given out. */
const cardNumber = fc.constantFrom(...issuers).chain(({ prefixes, lengths }) =>
  fc
    .tuple(fc.constantFrom(...prefixes), fc.constantFrom(...lengths), fc.nat(), fc.nat({ max: 10 ** 9 }))
    .map(([[low, high], length, pick, random]) => {
      const prefix = String(low + (pick % (high - low + 1)));
      const body = `${prefix}${String(random).repeat(19)}`.slice(0, length - 1);
      return `${body}${[...'0123456789'].find((digit) => checkSum(body + digit) % 10 === 0)}`;
    }),
);

/** Spaces and dashes anywhere between the digits, as people write them. */
const written = fc
  .tuple(cardNumber, fc.array(fc.constantFrom('', '', '', ' ', '-'), { minLength: 19, maxLength: 19 }))
  .map(([digits, separators]) =>
    [...digits].map((digit, index) => (index === 0 ? '' : separators[index]!) + digit).join(''),
  );

const numeric = fc.stringMatching(/^[0-9 -]{1,40}$/);
const text = fc.oneof(
  fc.string({ unit: 'binary' }),
  numeric,
  fc
    .array(fc.oneof(written, numeric, fc.constantFrom(' ', ', ', ' 12/27 ', 'x', 'é')), { maxLength: 5 })
    .map((parts) => parts.join('')),
);
const name = fc.oneof(text, fc.constantFrom('card', 'number', 'cvc', 'metadata', 'last4', 'gift_card', '__proto__'));
const number = fc.oneof(
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  cardNumber.map(Number),
  cardNumber.map((digits) => -Number(digits)),
);
const anything = fc.letrec((tie) => ({
  value: fc.oneof({ maxDepth: 5 }, text, number, fc.boolean(), fc.constant(null), tie('list'), tie('object')),
  list: fc.array(tie('value'), { maxLength: 5 }),
  object: fc.dictionary(name, tie('value'), { maxKeys: 6 }),
}));
const body = fc.oneof(anything.object, anything.list).map((value) => JSON.stringify(value));

test('whatever is scrubbed holds no card number afterwards, however it was written', () => {
  fc.assert(
    fc.property(body, (json) => {
      const value: unknown = JSON.parse(json);
      scrub(value);
      const stored = JSON.stringify(value);
      expect(cardNumbersIn(stored)).toEqual([]);
      expect(scrub(value), 'scrubbed twice is scrubbed once').toBe(0);
    }),
    { seed, numRuns: 3000 },
  );
});

test('the second opinion does find card numbers', () => {
  fc.assert(
    fc.property(written, (digits) => {
      expect(cardNumbersIn(JSON.stringify({ a: digits, [digits]: 1 }))).toContain(digits);
    }),
    { seed, numRuns: 300 },
  );
});

test('what holds no card data stays as it is', () => {
  const harmless = fc.letrec((tie) => ({
    value: fc.oneof({ maxDepth: 5 }, fc.stringMatching(/^[a-z é]*$/), fc.maxSafeInteger(), fc.boolean(), tie('object')),
    object: fc.dictionary(fc.stringMatching(/^[a-z]{1,8}_x$/), tie('value'), { maxKeys: 6 }),
  }));
  fc.assert(
    fc.property(harmless.object, (value) => {
      fc.pre(cardNumbersIn(JSON.stringify(value)).length === 0);
      const before = structuredClone(value);
      expect(scrub(value)).toBe(0);
      expect(value).toEqual(before);
    }),
    { seed, numRuns: 1000 },
  );
});

test('no JSON text makes it throw, but one that is nested too deep', () => {
  fc.assert(
    fc.property(fc.json({ maxDepth: 90, stringUnit: 'binary' }), (json) => {
      const value: unknown = JSON.parse(json);
      try {
        scrub(value);
      } catch (error) {
        expect(error).toBeInstanceOf(TooDeep);
      }
    }),
    { seed, numRuns: 2000 },
  );
});
