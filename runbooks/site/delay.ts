const [minuteSeconds, hourSeconds, daySeconds] = [60, 3600, 86_400];

/** How long after a change something was: `5 days later`. */
export function delayOf(from: string, to: string): string {
  const seconds = (Date.parse(to) - Date.parse(from)) / 1000;
  if (seconds < 0) return 'dated before the change';
  if (seconds < minuteSeconds) return 'within a minute';
  const [size, unit] =
    seconds < hourSeconds
      ? [minuteSeconds, 'minute']
      : seconds < daySeconds
        ? [hourSeconds, 'hour']
        : [daySeconds, 'day'];
  const count = Math.floor(seconds / size);
  return `${count} ${unit}${count === 1 ? '' : 's'} later`;
}
