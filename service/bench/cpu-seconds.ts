import { readFileSync } from 'node:fs';

/** Kernel ticks a second, as Linux reports CPU times. */
const ticksPerSecond = 100;

/** User and system time of a process so far; fields 14 and 15 of /proc/<pid>/stat, counted after the name's bracket. */
export function cpuSeconds(processId: number): number {
  const fields = readFileSync(`/proc/${processId}/stat`, 'utf8').split(') ')[1]!.split(' ');
  return (Number(fields[11]) + Number(fields[12])) / ticksPerSecond;
}
