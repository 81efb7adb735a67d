/** ISO 8601 in UTC; null where there is no time. */
export function isoOf(time: Date | null): string | null {
  return time === null ? null : time.toISOString();
}
