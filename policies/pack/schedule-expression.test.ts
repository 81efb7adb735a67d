import { expect, test } from 'vitest';
import { longestGapHours } from './schedule-expression.ts';

test.each([
  ['rate(6 hours)', 6],
  ['rate(1 day)', 24],
  ['rate(90 minutes)', 1.5],
  ['cron(0 0/6 * * ? *)', 6],
  ['cron(15 */6 * * ? *)', 6],
  ['cron(0 3 * * ? *)', 24],
  ['cron(0 3 ? * * *)', 24],
  ['cron(0 3 ? * SUN *)', 168],
  ['cron(30 2 ? * 1,4 *)', 96],
  ['cron(0 8-18 ? * MON-FRI *)', 62],
  ['cron(0 0,6,12 * * ? *)', 12],
  ['cron(0 0/5 * * ? *)', 5],
  ['cron(0,30 * * * ? *)', 0.5],
])('%s leaves at most %d hours', (expression, hours) => {
  expect(longestGapHours(expression)).toBe(hours);
});

test.each([
  'at(2026-11-22T00:00:00)',
  'rate(0 hours)',
  'rate(6 fortnights)',
  'cron(0 3 1 * ? *)',
  'cron(0 3 ? 6 SUN *)',
  'cron(0 3 * * ? 2027)',
  'cron(0 24 * * ? *)',
  'cron(0 3 ? * XYZ *)',
  'cron(0 3 ? * SUN#1 *)',
  'cron(0 0/0 * * ? *)',
  'every day',
  '',
])('%s has no cadence that can be told', (expression) => {
  expect(longestGapHours(expression)).toBeUndefined();
});
