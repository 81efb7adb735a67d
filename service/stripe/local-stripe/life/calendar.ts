export type Interval = 'day' | 'week' | 'month' | 'year';

export interface Rhythm {
  readonly interval: Interval;
  readonly interval_count: number;
}

const daySeconds = 86_400;

/** A time plus some intervals, in seconds. The 31st plus a month is that month's last day, as at Stripe; all in UTC. */
export function addIntervals(from: number, { interval, interval_count }: Rhythm, times: number): number {
  const count = interval_count * times;
  if (interval === 'day') return from + count * daySeconds;
  if (interval === 'week') return from + count * 7 * daySeconds;
  const date = new Date(from * 1_000);
  const months = date.getUTCFullYear() * 12 + date.getUTCMonth() + (interval === 'month' ? count : 12 * count);
  const [year, month] = [Math.floor(months / 12), months % 12];
  const lastDay = new Date(Date.UTC(year, month + 1, 0)).getUTCDate();
  const midnight = Date.UTC(year, month, Math.min(date.getUTCDate(), lastDay)) / 1_000;
  return midnight + (((from % daySeconds) + daySeconds) % daySeconds);
}

/** The end of the period that holds `after`: the first time on the anchor's rhythm that is later. */
export function periodEnd(anchor: number, rhythm: Rhythm, after: number): number {
  return addIntervals(anchor, rhythm, timesUntilAfter(anchor, rhythm, after));
}

/** The start of the period that ends at `end`: the last time on the anchor's rhythm that is earlier. */
export function periodStart(anchor: number, rhythm: Rhythm, end: number): number {
  return addIntervals(anchor, rhythm, timesUntilAfter(anchor, rhythm, end - 1) - 1);
}

function timesUntilAfter(anchor: number, rhythm: Rhythm, after: number): number {
  const longest = { day: 1, week: 7, month: 31, year: 366 }[rhythm.interval] * rhythm.interval_count * daySeconds;
  let times = Math.floor((after - anchor) / longest);
  while (addIntervals(anchor, rhythm, times) <= after) times += 1;
  return times;
}
