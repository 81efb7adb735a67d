import { expect, test } from 'vitest';
import { daysInWords, took } from './times.ts';

test.each([
  ['00.000', '00.000', '0 ms'],
  ['00.000', '00.041', '41 ms'],
  ['00.000', '01.000', '1.0 seconds'],
  ['00.000', '59.940', '59.9 seconds'],
])('from second %s to second %s it took %s', (from, until, words) => {
  const at = (second: string) => `2026-11-30T21:14:${second}Z`;
  expect(took({ startedAt: at(from), endedAt: at(until) })).toBe(words);
});

test.each([
  [1.0208333333333333, '24.5 hours'],
  [7, '7 days'],
  [8.26, '8.3 days'],
])('%d days are %s', (days, words) => {
  expect(daysInWords(days)).toBe(words);
});
