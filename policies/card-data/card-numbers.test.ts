import { describe, expect, test } from 'vitest';
import { testNumbers } from '../card-data.ts';
import { hasUsualLength, isCardNumber, isRealCardNumber, withoutCardNumbers } from './card-numbers.ts';

/** Numbers that the networks and Stripe publish for tests. */
const published: Record<string, string> = {
  'Visa, 16 digits': '4242424242424242',
  'Visa, 13 digits': '4222222222222',
  'Visa, 19 digits': '4000000000000000006',
  'Visa debit': '4000056655665556',
  'Mastercard, 5-series': '5555555555554444',
  'Mastercard, 2-series': '2223003122003222',
  'Mastercard, lowest 2-series': '2221000000000009',
  'Mastercard, highest 2-series': '2720990000000007',
  'American Express, 37': '378282246310005',
  'American Express, 34': '343434343434343',
  Discover: '6011111111111117',
  'Discover, 65': '6510000000000034',
  'Diners Club, 14 digits': '36227206271667',
  'Diners Club, 30': '30569309025904',
  JCB: '3566002020360505',
  UnionPay: '6200000000000005',
  'UnionPay, 19 digits': '6205500000000000004',
  'Maestro, 12 digits': '675964982648',
};

describe('a card number', () => {
  test.each(Object.entries(published))('%s', (_, digits) => {
    expect(isCardNumber(digits)).toBe(true);
    expect(withoutCardNumbers(`pay ${digits}, please`, '#')).toBe('pay #, please');
  });
});

describe('not a card number', () => {
  test.each([
    ['a wrong check digit', '4242424242424241'],
    ['no issuer has this prefix', '1234567812345670'],
    ['no issuer has this length', '42424242424242'],
    ['just below the 2-series', '2220999999999995'],
    ['just above the 2-series', '2721000000000004'],
    ['a time in milliseconds', '1767225600000'],
  ])('%s', (_, digits) => {
    expect(isCardNumber(digits)).toBe(false);
    expect(withoutCardNumbers(digits, '#')).toBe(digits);
  });
});

describe('found in a text', () => {
  test.each([
    ['4242 4242 4242 4242', '#'],
    ['4242-4242-4242-4242', '#'],
    ['3782 822463 10005', '#'],
    ['4-2-4-2 4242 4242 4242', '#'],
    ['(4242424242424242)', '(#)'],
    ['card=4242424242424242;', 'card=#;'],
    ['é4242424242424242é', 'é#é'],
    ['"number":"4242424242424242"', '"number":"#"'],
    ['4242424242424242\n5555555555554444', '#\n#'],
    ['4242424242424242,5555555555554444', '#,#'],
    // An expiry date, a security code or a list of numbers beside it does not hide it.
    ['4242 4242 4242 4242 12/27', '# 12/27'],
    ['4242 4242 4242 4242 12/27 123', '# 12/27 123'],
    ['4242424242424242 123', '# 123'],
    ['order 12 4242424242424242', 'order 12 #'],
    ['2026-11-22 4242424242424242', '2026-11-22 #'],
    ['1 2 3 4242 4242 4242 4242 5 6', '1 2 3 # 5 6'],
    ['4242424242424242 5555555555554444', '# #'],
    ['4242424242424242-4242424242424242', '#-#'],
    ['4222222222222 4000000000000000006', '# #'],
  ])('%j becomes %j', (text, clean) => expect(withoutCardNumbers(text, '#')).toBe(clean));
});

describe('left as it is', () => {
  test.each([
    ...['', 'no digits', '4242', '4242 4242 4242', 'in_1MtHbELkdIwHu7ixl4OzzPMv', 'evt_4242424242424242'],
    ...[
      '4242424242424242x',
      'x4242424242424242',
      '42424242424242420000000',
      '+49 170 4242 4242',
      '2026-11-22 10:00:00',
    ],
    ...['1 2 3 4 5 6 7 8 9 10 11 12', '4242  4242  4242  4242'],
  ])('%j', (text) => expect(withoutCardNumbers(text, '#')).toBe(text));
});

test.each(['4', '4 ', '42-', '4242 4242 x', '1 2 3 4 5 6 7 8 9 10 1111'])(
  'a megabyte of %j is read in bounded time',
  (part) => {
    const text = part.repeat((1024 * 1024) / part.length);
    withoutCardNumbers(text, '#');
    withoutCardNumbers(`${text}x`, '#');
  },
  60_000,
);

describe('a card number that may be somebody’s', () => {
  /** A number that no test knows, made here so that this file holds none. */
  const made = (body: string) => [...'0123456789'].map((digit) => body + digit).find(isCardNumber)!;

  test.each([...Object.entries(published), ...testNumbers.map((digits) => ['published', digits] as const)])(
    '%s %s is not',
    (_, digits) => expect(isRealCardNumber(digits)).toBe(false),
  );
  test.each(testNumbers)('%s is no typing error: its check digit is right', (digits) => {
    expect(passesCheck(digits)).toBe(true);
  });
  test.each(['453201511283036', '555594820157312', '37120098165432'])('%s and its check digit is', (body) => {
    expect(isRealCardNumber(made(body))).toBe(true);
    expect(hasUsualLength(made(body))).toBe(true);
  });
  test('two digits in turn are not', () => expect(isRealCardNumber('4111111114444444')).toBe(false));
  test.each(['645099000000018', '621234567890123', '549876543210173'])(
    '%s and its check digit is made up by hand',
    (body) => expect(isRealCardNumber(made(body))).toBe(false),
  );
  test.each(['645099000001018', '621234568790123'])('%s and its check digit is not', (body) =>
    expect(isRealCardNumber(made(body))).toBe(true),
  );
  test('a range that Stripe made for tests is not', () =>
    expect(isRealCardNumber(made('400000987612345'))).toBe(false));
  test('14 digits of Diners Club are more often a company’s', () =>
    expect(hasUsualLength(made('3801298664685'))).toBe(false));
  test('a Visa of 13 digits is rare', () => expect(hasUsualLength(made('453201511283'))).toBe(false));
  test('a wrong check digit is not', () => {
    const digits = made('453201511283036');
    expect(isRealCardNumber(digits.slice(0, -1) + String((Number(digits.at(-1)) + 1) % 10))).toBe(false);
  });
});

function passesCheck(digits: string): boolean {
  const doubled = [...digits].reverse().map((digit, index) => Number(digit) * (index % 2 === 0 ? 1 : 2));
  return doubled.reduce((sum, value) => sum + Math.floor(value / 10) + (value % 10), 0) % 10 === 0;
}
