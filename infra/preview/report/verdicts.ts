import type { Resource } from '../../../policies/pack/resource.ts';
import type { Judged, Judgement } from '../judgement.ts';
import { paragraph } from './layout.ts';

/** Violations each with the problem, the reason and the mend; then what cannot be told yet, counted and listed. */
export function verdictLines(
  { violations, unverifiable }: Judgement,
  policyCount: number,
  { all }: { all: boolean },
): string[] {
  const judged = violations.length === 0 ? 'no violation' : counted(violations.length, 'VIOLATION');
  return [
    `policies: ${policyCount} judged, ${judged}, ${unverifiable.length} unverifiable until up`,
    ...violationLines(violations),
    ...unverifiableLines(unverifiable, all),
  ];
}

/** Each policy once, with all that it has against the stack. */
function violationLines(violations: readonly Judged[]): string[] {
  const byPolicy = Map.groupBy(violations, ({ policy }) => policy);
  return [...byPolicy].flatMap(([policy, judged]) => [
    `  VIOLATION ${policy.id}`,
    ...judged.flatMap(({ resource, problem }) => paragraph('    ', `${placeOf(resource)}: ${problem}`)),
    ...paragraph('    ', `why: ${policy.reason} (${policy.source})`),
    ...paragraph('    ', `fix: ${policy.mend}`),
  ]);
}

/** Apart: what holds with a stand-in’s ids, and what not even that shows. */
function unverifiableLines(unverifiable: Judgement['unverifiable'], all: boolean): string[] {
  const { true: holding = [], false: open = [] } = Object.groupBy(unverifiable, ({ holdsWhenUp }) => `${holdsWhenUp}`);
  const titled = (title: string, verdicts: readonly Judged[]) =>
    verdicts.length === 0
      ? []
      : [...paragraph('  ', `${verdicts.length} ${title}`), ...(all ? each : counts)(verdicts)];
  return [
    ...titled('that nobody can tell even then: only pulumi up shows them', open),
    ...titled('that hold once everything is up, judged with a stand-in’s ids and ARNs', holding),
  ];
}

function each(verdicts: readonly Judged[]): string[] {
  return verdicts.flatMap(({ policy, resource, problem }) =>
    paragraph('    ', `${policy.id}: ${placeOf(resource)}: ${problem}`),
  );
}

/** How many resources it is about, by policy and by what is not known. */
function counts(verdicts: readonly Judged[]): string[] {
  const alike = Map.groupBy(verdicts, ({ policy, problem }) => `${policy.id}: ${problem}`);
  return [...alike].flatMap(([what, { length }]) => paragraph('    ', `${what} (${length})`));
}

function placeOf({ project, type, name }: Pick<Resource, 'project' | 'type' | 'name'>): string {
  return `${project} ${type} ${name}`;
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 'S'}`;
}
