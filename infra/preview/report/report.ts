import { policies } from '../../../policies/pack/policies.ts';
import type { Told } from '../preview.ts';
import { changeLines, dangerLines } from './changes.ts';
import { costLines, inUsd } from './cost.ts';
import { crossingLines } from './crossings.ts';
import { tree } from './layout.ts';
import { resourceTree } from './resources.ts';
import { verdictLines } from './verdicts.ts';

interface ReportOptions {
  all?: boolean;
  diff?: string;
}

/** The whole report: what deletes data first, then each stack, then one line that says how it ended. */
export function asText(told: readonly Told[], seconds: number, { all = false, diff }: ReportOptions): string {
  const dangers = told.flatMap(({ stack, changes }) => dangerLines(stack, changes ?? {}));
  const sections = [
    ...(dangers.length > 0 ? [dangers] : []),
    ...told.map((each) => stackLines(each, { all, ...(diff !== undefined && { diff }) })),
    [closingLine(told, seconds)],
  ];
  return `${sections.map((lines) => lines.join('\n')).join('\n\n')}\n`;
}

function stackLines(
  { stack, snapshots, crossings, judgement, cost, outdated, changes }: Told,
  { all, diff }: { all: boolean; diff?: string },
): string[] {
  const projects = Object.entries(snapshots);
  return [
    stack,
    ...tree(projects.map(([project, snapshot]) => resourceTree(project, snapshot, { all }))),
    '* protected: Pulumi refuses to delete it',
    '',
    ...crossingLines(crossings),
    '',
    ...verdictLines(judgement, policies.length, { all }),
    '',
    ...costLines(cost, { all }),
    ...(changes === undefined
      ? []
      : ['', ...titled(`since ${diff}`, 'nothing is different', changeLines(changes, { all }))]),
    ...(Object.keys(outdated).length === 0
      ? []
      : [
          '',
          `SNAPSHOT NOT CURRENT: infra/preview/snapshot/ differs from the programs`,
          ...changeLines(outdated, { all }),
          '  fix: ./bulkhead preview --update, and commit what it writes',
        ]),
  ];
}

function titled(title: string, otherwise: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [`${title}: ${otherwise}`] : [`${title}:`, ...lines];
}

function closingLine(told: readonly Told[], seconds: number): string {
  const each = told.map(({ stack, snapshots, judgement, cost, outdated }) => {
    const count = Object.values(snapshots).reduce((sum, { resources }) => sum + Object.keys(resources).length, 0);
    const stale = Object.keys(outdated).length > 0 ? ', snapshot not current' : '';
    const violations = `${judgement.violations.length} violation${judgement.violations.length === 1 ? '' : 's'}`;
    return `${stack}: ${count} resources, ${violations}, ${inUsd(cost.usd)} a month${stale}`;
  });
  return [...each, `in ${seconds} s`].join('\n');
}

/** The same as data. A verdict names its resource and its policy, and holds nothing else of either. */
export function asJson(told: readonly Told[], seconds: number): string {
  const stacks = told.map(({ judgement, ...rest }) => ({
    ...rest,
    violations: judgement.violations.map(({ policy, resource, problem }) => ({
      ...placed(policy.id, resource, problem),
      requirement: policy.requirement,
      reason: policy.reason,
      source: policy.source,
      mend: policy.mend,
    })),
    unverifiable: judgement.unverifiable.map(({ policy, resource, problem, holdsWhenUp }) => ({
      ...placed(policy.id, resource, problem),
      holdsWhenUp,
    })),
  }));
  return `${JSON.stringify({ seconds, policies: policies.length, stacks }, null, 2)}\n`;
}

function placed(
  policy: string,
  { project, type, name }: { project: string; type: string; name: string },
  problem: string,
): Record<string, string> {
  return { policy, project, type, name, problem };
}
