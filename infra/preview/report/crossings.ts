import type { Crossing } from '../crossings.ts';
import { columns } from './layout.ts';

/** Each output with who reads it, and in how many properties of theirs. */
export function crossingLines(crossings: readonly Crossing[]): string[] {
  const names = crossings.map(({ project, output }) => `${project}.${output}`);
  const width = Math.min(Math.max(0, ...names.map(({ length }) => length)), columns / 2);
  return [
    'crosses between projects:',
    ...crossings.map(({ readers }, index) => `  ${names[index]!.padEnd(width)}  ${readersOf(readers)}`),
  ];
}

function readersOf(readers: Crossing['readers']): string {
  const counts = new Map<string, number>();
  for (const { project } of readers) counts.set(project, (counts.get(project) ?? 0) + 1);
  if (counts.size === 0) return 'no project reads it';
  return [...counts].map(([project, count]) => `${project} (${count})`).join(', ');
}
