/** Hours of each unit that rate() takes. */
const unitHours: Readonly<Record<string, number>> = { minute: 1 / 60, hour: 1, day: 24 };

const weekDays = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'];
const hoursADay = unitHours['day']!;
const hoursAWeek = weekDays.length * hoursADay;

/**
 * The longest that passes between two runs of an EventBridge or AWS Backup schedule, in hours; undefined for a text that
 * it does not read: single runs, and cron by day of the month, by month or by year, whose gaps are no cadence.
 * https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html
 */
export function longestGapHours(expression: string): number | undefined {
  const rate = /^rate\((\d+) (minute|hour|day)s?\)$/.exec(expression);
  if (rate !== null) return Number(rate[1]) > 0 ? Number(rate[1]) * unitHours[rate[2]!]! : undefined;
  const cron = /^cron\((\S+) (\S+) (\S+) (\S+) (\S+)(?: (\S+))?\)$/.exec(expression);
  if (cron === null) return undefined;
  const [, minute, hour, dayOfMonth, month, dayOfWeek, year] = cron;
  if (!['*', '?'].includes(dayOfMonth!) || month !== '*' || ![undefined, '*'].includes(year)) return undefined;
  const minutes = valuesOf(minute!, 0, 59);
  const hours = valuesOf(hour!, 0, 23);
  const days =
    dayOfWeek === '?' ? weekDays.map((_, index) => index + 1) : valuesOf(named(dayOfWeek!), 1, weekDays.length);
  if (minutes === undefined || hours === undefined || days === undefined) return undefined;
  const runs = days.flatMap((day) =>
    hours.flatMap((at) => minutes.map((past) => (day - 1) * hoursADay + at + past / 60)),
  );
  const inOrder = runs.toSorted((one, other) => one - other);
  return Math.max(...inOrder.map((run, index) => (inOrder[index + 1] ?? inOrder[0]! + hoursAWeek) - run));
}

/** Days of the week by their numbers: AWS counts from 1, Sunday. */
function named(days: string): string {
  return days.replace(/[A-Z]{3}/gi, (name) => String(weekDays.indexOf(name.toUpperCase()) + 1));
}

/** The numbers of one field of a cron: a star, numbers, ranges, and steps of them. */
function valuesOf(field: string, lowest: number, highest: number): number[] | undefined {
  const values = new Set<number>();
  for (const part of field.split(',')) {
    const match = /^(?:\*|(\d+)(?:-(\d+))?)(?:\/(\d+))?$/.exec(part);
    if (match === null) return undefined;
    const [, first, last, step] = match;
    const from = first === undefined ? lowest : Number(first);
    const to = last !== undefined ? Number(last) : first === undefined || step !== undefined ? highest : from;
    const by = Number(step ?? 1);
    if (from < lowest || to > highest || from > to || by < 1) return undefined;
    for (let value = from; value <= to; value += by) values.add(value);
  }
  return [...values];
}
