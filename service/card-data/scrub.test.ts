import { describe, expect, test } from 'vitest';
import { removedText } from '../../policies/card-data.ts';
import { depthMax, scrub, TooDeep } from './scrub.ts';

const gone = removedText;

/** What is left of a JSON text, as the service would store it. */
function scrubbed(json: string): unknown {
  const value: unknown = JSON.parse(json);
  scrub(value);
  return JSON.parse(JSON.stringify(value));
}

describe('removed', () => {
  test.each<[string, unknown, unknown]>([
    ['a number in a text', { description: 'paid with 4242424242424242' }, { description: `paid with ${gone}` }],
    ['a number with spaces', { description: '4242 4242 4242 4242' }, { description: gone }],
    ['a number with dashes', { description: '4242-4242-4242-4242' }, { description: gone }],
    ['a number beside its expiry date', { note: '4242 4242 4242 4242 12/27' }, { note: `${gone} 12/27` }],
    ['a number that is a JSON number', { note: 4242424242424242 }, { note: gone }],
    ['a negative one', { note: -4242424242424242 }, { note: gone }],
    ['the digits of a fraction', { note: 0.4242424242424242 }, { note: gone }],
    ['a number beyond 2^53, whose last digits are lost', { note: 4000000000000000006 }, { note: gone }],
    ['a negative number beyond 2^53', { note: -4000000000000000006 }, { note: gone }],
    ['two numbers', { note: '4242424242424242,5555555555554444' }, { note: `${gone},${gone}` }],
    ['in a list', { notes: ['a', '4242424242424242', 4242424242424242] }, { notes: ['a', gone, gone] }],
    ['in a list of lists', [[['4242424242424242']]], [[[gone]]]],
    ['deep inside', { a: { b: { c: [{ d: '378282246310005' }] } } }, { a: { b: { c: [{ d: gone }] } } }],
    ['JSON inside a text', { note: '{"n":"4242424242424242"}' }, { note: `{"n":"${gone}"}` }],
    ['beside letters of another script', { note: '卡4242424242424242号' }, { note: `卡${gone}号` }],
    ['the name of a field', { metadata: { '4242424242424242': 'x' } }, { metadata: { [gone]: 'x' } }],
    ['a part of the name of a field', { 'no 4242 4242 4242 4242': 1 }, { [`no ${gone}`]: 1 }],
    ['a name and what it holds', { '4242424242424242': { cvc: 1 } }, { [gone]: { cvc: gone } }],
    ['a security code as text', { metadata: { cvc: '123' } }, { metadata: { cvc: gone } }],
    ['a security code as number', { metadata: { CVV2: 123 } }, { metadata: { CVV2: gone } }],
    ['a security code as list', { card: { cvc: [1, 2, 3] } }, { card: { cvc: gone } }],
    ['a security code as object', { cvv: { value: '123' } }, { cvv: gone }],
    ['an empty security code', { cvc: '' }, { cvc: gone }],
    ['a magnetic track', { source: { track2Data: ';4242=2712?' } }, { source: { track2Data: gone } }],
    ['whatever a card number’s field holds', { cardNumber: 'not even digits' }, { cardNumber: gone }],
    ['a number in a card', { card: { number: '42' } }, { card: { number: gone } }],
    [
      'a number in each of a list of cards',
      { cards: [{ number: 1 }, { number: 2 }] },
      { cards: [{ number: gone }, { number: gone }] },
    ],
    [
      'pan, cid and csc in a payment',
      { payment_method: { pan: 1, cid: 2, csc: 3 } },
      { payment_method: { pan: gone, cid: gone, csc: gone } },
    ],
  ])('%s', (_, value, clean) => {
    expect(scrub(value)).toBeGreaterThan(0);
    expect(value).toEqual(clean);
    expect(scrub(value), 'scrubbed twice is scrubbed once').toBe(0);
  });

  test.each([
    ['an escaped number', String.raw`{"note":"\u0034242424242424242"}`, { note: gone }],
    ['an escaped name', String.raw`{"\u0063vc":"123"}`, { cvc: gone }],
    ['a name that stands twice, hidden first', '{"note":"4242424242424242","note":"x"}', { note: 'x' }],
    ['a name that stands twice, hidden last', '{"note":"x","note":"4242424242424242"}', { note: gone }],
    ['a number with an exponent', '{"note":4.242424242424242e15}', { note: gone }],
    ['a number with decimals', '{"note":4242424242424242.0}', { note: gone }],
  ])('%s', (_, json, clean) => expect(scrubbed(json)).toEqual(clean));

  test('inside a field named __proto__, which JSON.parse makes an ordinary one', () => {
    const value: unknown = JSON.parse('{"__proto__":{"cvc":"123"},"a":{"__proto__":"4242424242424242"}}');
    scrub(value);
    expect(JSON.stringify(value)).toBe(`{"__proto__":{"cvc":"${gone}"},"a":{"__proto__":"${gone}"}}`);
  });
});

describe('kept', () => {
  test.each<[string, unknown]>([
    [
      'what is held of a card',
      {
        card: { brand: 'visa', last4: '4242', exp_month: 12, exp_year: 2027, iin: '424242' },
        billing_details: { name: 'Ada Lovelace' },
        note: '424242******4242',
      },
    ],
    ['the results of checks', { checks: { cvc_check: 'pass', cvv_status: 'ok', address_line1_check: null } }],
    ['a token', { cardNumberToken: 'tok_1MtHbELkdIwHu7ix' }],
    ['a gift card’s number', { gift_card: { number: 'GIFT-77' }, gift_card_number: 'GIFT-77' }],
    ['an invoice’s number', { object: 'invoice', number: 'A-0001' }],
    ['a number outside of any card', { receipt: { number: '2710-3398' } }],
    ['fields that are null', { cvc: null, card: { number: null } }],
    ['ids', { id: 'evt_4242424242424242', payment_intent: 'pi_3MtwBwLkdIwHu7ix28a3tqPa' }],
    ['times and amounts', { created: 1_767_225_600, created_milliseconds: 1_767_225_600_000, amount: 999_999_999_999 }],
    ['the greatest exact integer', { amount: Number.MAX_SAFE_INTEGER, debt: Number.MIN_SAFE_INTEGER }],
    ['fractions', { percentage: 19.6, ratio: 0.1 + 0.2 }],
    ['a phone number', { phone: '+49 170 4242 4242' }],
    ['nothing', {}],
  ])('%s', (_, value) => {
    const before = structuredClone(value);
    expect(scrub(value)).toBe(0);
    expect(value).toEqual(before);
  });

  test.each([null, undefined, true, 4242424242424242, '4242424242424242'])('%j alone is no JSON object', (value) =>
    expect(scrub(value)).toBe(0),
  );
});

describe('nesting', () => {
  const nested = (levels: number) => JSON.parse(`${'{"a":['.repeat(levels / 2)}1${']}'.repeat(levels / 2)}`) as unknown;

  test('as deep as the limit is read', () => expect(scrub(nested(depthMax))).toBe(0));
  test('deeper is refused', () => expect(() => scrub(nested(depthMax + 2))).toThrow(TooDeep));
  test('a hundred thousand levels are refused, not a stack overflow', () =>
    expect(() => scrub(nested(100_000))).toThrow(TooDeep));
});
