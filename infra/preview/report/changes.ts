import { shown } from '../../../policies/pack/policy.ts';
import type { StackProject } from '../../../policies/stack-outputs.ts';
import type { Change, Danger, PropertyChange } from '../change.ts';
import { paragraph } from './layout.ts';

type Changes = Readonly<Partial<Record<StackProject, Change>>>;

/** What costs data or a protection, in capitals and first. */
export function dangerLines(stack: string, changes: Changes): string[] {
  return Object.entries(changes).flatMap(([project, { dangers }]) =>
    dangers.flatMap(({ kind, resource, holds, because }) => [
      ...paragraph('', `${words[kind].head} ${stack}.${project} ${resource}`),
      ...paragraph('  ', `${words[kind].meaning} ${holds}; by ${because}`),
    ]),
  );
}

const words: Readonly<Record<Danger['kind'], { head: string; meaning: string }>> = {
  replaces: { head: 'REPLACES', meaning: 'deleted and made anew, and with it goes' },
  removes: { head: 'DELETES', meaning: 'with it goes' },
  unprotects: { head: 'UNPROTECTS', meaning: 'from now on a change may delete' },
};

/** What is added, removed and changed, property by property; long lists are folded unless all are asked for. */
export function changeLines(changes: Changes, { all }: { all: boolean }): string[] {
  const lines = Object.entries(changes).flatMap(([project, change]) => [
    `  ${project}: ${change.added.length} added, ${change.removed.length} removed, ${change.changed.length} changed`,
    ...change.added.map((resource) => `    + ${resource}`),
    ...change.removed.map((resource) => `    - ${resource}`),
    ...change.changed.flatMap(({ resource, properties }) => [
      `    ~ ${resource}`,
      ...properties.flatMap((property) => propertyLines(property)),
    ]),
    ...change.outputs.flatMap((property) => ['    ~ outputs', ...propertyLines(property)]),
  ]);
  if (all || lines.length <= linesShown) return lines;
  return [...lines.slice(0, linesShown), `  … ${lines.length - linesShown} more lines (--all)`];
}

/** As many as a screen has room for. */
const linesShown = 40;

function propertyLines({ path, before, after }: PropertyChange): string[] {
  const name = path.replace(/^properties\./, '');
  return paragraph('        ', `${name}: ${shown(before)} → ${shown(after)}`);
}
