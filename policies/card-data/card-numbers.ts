import { type Issuer, issuers, testNumbers, testPrefixes } from '../card-data.ts';

/** Runs of 12 digits and more, single spaces or dashes between them, with no word character on either side. */
const digitRuns = /(?<!\w)\d(?:[ -]?\d){11,}(?!\w)/g;
const separators = /([ -])/;

const lengths = issuers.flatMap((issuer) => issuer.lengths);
const digitsMin = Math.min(...lengths);
const digitsMax = Math.max(...lengths);
const published = new Set(testNumbers);

/** Replaces every card number in a text; returns the very same string where there is none. */
export function withoutCardNumbers(text: string, replacement: string): string {
  return text.replace(digitRuns, (run) => withoutCardNumbersInRun(run, replacement));
}

/** People write an expiry date, a security code or another number beside it: every sequence of whole groups is tried. */
function withoutCardNumbersInRun(run: string, replacement: string): string {
  // Groups of digits at the even places, what separates them at the odd ones.
  const parts = run.split(separators);
  const kept: string[] = [];
  for (let first = 0; first < parts.length;) {
    const end = endOfCardNumber(parts, first);
    kept.push(end === undefined ? parts[first]! : replacement);
    const next = end ?? first + 1;
    kept.push(parts[next] ?? '');
    first = next + 1;
  }
  return kept.join('');
}

/** The place after the longest card number that begins with the group at `first`; undefined where none does. */
function endOfCardNumber(parts: readonly string[], first: number): number | undefined {
  let end: number | undefined;
  let digits = '';
  for (let index = first; index < parts.length && digits.length < digitsMax; index += 2) {
    digits += parts[index]!;
    if (isCardNumber(digits)) end = index + 1;
  }
  return end;
}

/** Issuer prefix, length and check digit together: the check digit alone matches one long run of digits in nine. */
export function isCardNumber(digits: string): boolean {
  if (digits.length < digitsMin || digits.length > digitsMax) return false;
  return passesLuhn(digits) && issuerOf(digits) !== undefined;
}

/** Six equal digits in a row, or nine that count: one real number in ten thousand has these, and most invented ones. */
const invented = /(\d)\1{5}|123456789|234567890|987654321|876543210/;

/** Whether a card with this number may be somebody's: not published for tests, and not made up by hand. */
export function isRealCardNumber(digits: string): boolean {
  if (new Set(digits).size <= 2 || invented.test(digits) || !isCardNumber(digits)) return false;
  return !published.has(digits) && !testPrefixes.some((prefix) => digits.startsWith(prefix));
}

/** Whether nearly all cards of its issuer are as long as this card number. */
export function hasUsualLength(digits: string): boolean {
  return issuerOf(digits)?.usual === digits.length;
}

function issuerOf(digits: string): Issuer | undefined {
  return issuers.find(
    ({ prefixes, lengths }) =>
      lengths.includes(digits.length) &&
      prefixes.some(([low, high]) => {
        const prefix = Number(digits.slice(0, String(low).length));
        return prefix >= low && prefix <= high;
      }),
  );
}

/** ISO/IEC 7812-1 annex B. */
function passesLuhn(digits: string): boolean {
  let sum = 0;
  for (let index = 0; index < digits.length; index += 1) {
    const digit = digits.charCodeAt(digits.length - 1 - index) - 48;
    const doubled = digit * 2;
    sum += index % 2 === 0 ? digit : doubled > 9 ? doubled - 9 : doubled;
  }
  return sum % 10 === 0;
}
