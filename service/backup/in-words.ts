const units = ['bytes', 'KiB', 'MiB', 'GiB', 'TiB'];
const step = 1024;

/** `3.2 GiB` */
export function inBytes(bytes: number): string {
  const unit = bytes < step ? 0 : Math.min(Math.floor(Math.log(bytes) / Math.log(step)), units.length - 1);
  return `${(bytes / step ** unit).toFixed(unit === 0 ? 0 : 1)} ${units[unit]}`;
}

/** `2 d 4 h`, `3 h 12 min`, `40 s`: two units at the most. */
export function inTime(milliseconds: number): string {
  const seconds = Math.round(milliseconds / 1000);
  const minutes = Math.floor(seconds / 60);
  const hours = Math.floor(minutes / 60);
  if (minutes === 0) return `${seconds} s`;
  if (hours === 0) return `${minutes} min ${seconds % 60} s`;
  const days = Math.floor(hours / 24);
  return days === 0 ? `${hours} h ${minutes % 60} min` : `${days} d ${hours % 24} h`;
}
