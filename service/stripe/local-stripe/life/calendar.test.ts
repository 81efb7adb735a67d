import { expect, test } from 'vitest';
import { addIntervals, periodEnd, periodStart } from './calendar.ts';

const at = (text: string) => Date.parse(text) / 1_000;
const month = { interval: 'month', interval_count: 1 } as const;

test('the 31st plus a month is the last day of a shorter month, and the anchor is not forgotten', () => {
  const anchor = at('2026-01-31T10:00:00Z');
  expect(addIntervals(anchor, month, 1)).toBe(at('2026-02-28T10:00:00Z'));
  expect(periodEnd(anchor, month, at('2026-02-28T10:00:00Z'))).toBe(at('2026-03-31T10:00:00Z'));
});

test('a leap day plus a year is the last of February', () => {
  expect(addIntervals(at('2024-02-29T00:00:00Z'), { interval: 'year', interval_count: 1 }, 1)).toBe(
    at('2025-02-28T00:00:00Z'),
  );
});

test('a period holds the time it was asked for, also before the anchor', () => {
  const anchor = at('2026-05-15T12:00:00Z');
  for (const rhythm of [
    month,
    { interval: 'week', interval_count: 2 },
    { interval: 'year', interval_count: 1 },
  ] as const) {
    for (const after of [at('2024-02-29T00:00:00Z'), anchor - 1, anchor, at('2031-12-31T23:59:59Z')]) {
      const end = periodEnd(anchor, rhythm, after);
      expect(end).toBeGreaterThan(after);
      expect(periodStart(anchor, rhythm, end)).toBeLessThanOrEqual(after);
      expect(periodEnd(anchor, rhythm, end)).toBeGreaterThan(end);
    }
  }
});
