import { z } from 'zod';
import { exitCode, Failure } from '../../../failure.ts';

/** With seconds, or to the minute (-1 in zod's words). */
const isoTime = z.union([z.iso.datetime({ offset: true }), z.iso.datetime({ offset: true, precision: -1 })]);

/** Ten digits: every second from 2001 to 2286, and neither a date without its dashes nor milliseconds. */
const unixSecond = /^\d{10}$/;

/** Hours or days back from now, for schedules, which know no date. */
const duration = /^([1-9]\d{0,3})([hd])$/;
const hourMilliseconds = 3_600_000;
const unitMilliseconds = { h: hourMilliseconds, d: 24 * hourMilliseconds };

/** Reads a time that a sweep can begin at, to the second. Throws a Failure (exit 2) for anything else, and for the future. */
export function readSince(text: string, now = new Date()): Date {
  const since = new Date(unixSecond.test(text) ? Number(text) * 1000 : (isoTime.safeParse(text).data ?? NaN));
  const [, count, unit] = duration.exec(text) ?? [];
  if (count !== undefined) since.setTime(now.getTime() - Number(count) * unitMilliseconds[unit as 'h' | 'd']);
  since.setUTCMilliseconds(0);
  if (Number.isNaN(since.getTime())) throw wrong(`"${text}" is not a time with its zone`);
  if (since > now) throw wrong(`"${text}" is in the future`);
  return since;
}

function wrong(message: string): Failure {
  return new Failure(message, {
    fix: 'give the time of the snapshot or of the loss, such as 2026-11-24T06:15:00Z, its Unix second, or how far back from now: 48h, 2d',
    exitCode: exitCode.wrongUse,
  });
}
