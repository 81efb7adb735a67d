import type { ChainRecord } from '../../service/evidence/chains.ts';

/**
 * Times as pages write them. None is told from now, as in "an hour ago": a page that lies in a folder is read on another
 * day than it was made on.
 */

/** `2026-11-30 21:14`, UTC. */
export function day(at: string): string {
  return at.slice(0, 16).replace('T', ' ');
}

/** `2026-11-30 21:14:05`, UTC: where several things of one minute stand side by side. */
export function second(at: string): string {
  return at.slice(0, 19).replace('T', ' ');
}

/** How long a record's work took. */
export function took({ startedAt, endedAt }: Pick<ChainRecord, 'startedAt' | 'endedAt'>): string {
  const milliseconds = Date.parse(endedAt) - Date.parse(startedAt);
  if (milliseconds < 1000) return `${milliseconds} ms`;
  const seconds = milliseconds / 1000;
  return seconds < 120 ? `${seconds.toFixed(1)} seconds` : `${Math.round(seconds / 60)} minutes`;
}

/** `24.5 hours`, `7 days`: so often, or so old. */
export function daysInWords(days: number): string {
  return days < 2 ? `${Math.round(days * 240) / 10} hours` : `${Math.round(days * 10) / 10} days`;
}
