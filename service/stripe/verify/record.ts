import { Readable } from 'node:stream';
import { hostname } from 'node:os';
import packageJson from '../../../package.json' with { type: 'json' };
import { timeName } from '../../backup/names.ts';
import type { Store } from '../../backup/store/store.ts';
import { codeCommit, operatorName } from '../../operator.ts';
import type { Kind } from '../read/kinds.ts';
import type { Settled } from '../read/settle.ts';
import type { Difference } from './difference.ts';

/** What was compared of one kind in one account. */
export interface Comparison {
  /** `own`: the account whose key billing holds. */
  account: string;
  kind: Kind;
  /** Objects that were compared: those that Stripe listed, or the sample. */
  compared: number;
  /** Differed at first, and no longer a moment later. */
  inFlight: number;
  drift: number;
  repaired: number;
}

/** The dated proof that billing equals Stripe, or that it does not. Also what --json prints. Times are ISO 8601. */
export interface Verification {
  format: 'bulkhead-verification';
  version: 1;
  result: 'equal' | 'drift';
  mode: 'live' | 'test';
  startedAt: string;
  endedAt: string;
  seconds: number;
  /** Objects of each kind that were chosen at random; null where all were compared. */
  sample: number | null;
  comparisons: Comparison[];
  /** Of all comparisons together. */
  compared: number;
  inFlight: number;
  /** What is still not equal. */
  drift: number;
  repaired: number;
  /** What was in doubt before and was read afresh. */
  settled: Settled;
  /** Some of what differed, field by field; values that say who a person is are left out. */
  differences: (Difference & { repaired: boolean })[];
  madeBy: { operator: string; host: string; bulkhead: string; commit: string };
}

export function madeBy(): Verification['madeBy'] {
  return { operator: operatorName(), host: hostname(), bulkhead: packageJson.version, commit: codeCommit() };
}

/** Stores a record as JSON and as Markdown, under a name of its own: an old record is never written over. */
export async function storeVerification(store: Store, record: Verification): Promise<string> {
  const name = `verifications/${timeName(new Date(record.startedAt))}-${record.result}`;
  await store.put(`${name}.json`, Readable.from([Buffer.from(`${JSON.stringify(record, null, 2)}\n`)]));
  await store.put(`${name}.md`, Readable.from([Buffer.from(inMarkdown(record))]));
  return name;
}

/** The record for a person and an auditor. */
export function inMarkdown(record: Verification): string {
  const { result, drift, repaired, settled } = record;
  const facts: [string, string][] = [
    ['Result', result],
    ['Mode', record.mode],
    ['Started, ended', `${record.startedAt}, ${record.endedAt} (${record.seconds.toFixed(1)} s)`],
    ['Compared', record.sample === null ? 'all objects' : `${record.sample} of each kind, chosen at random`],
    ['Still different', String(drift)],
    ['Repaired', String(repaired)],
    ['In doubt, read afresh before', `${settled.read}; not readable: ${settled.failed}; waiting: ${settled.waiting}`],
    ['By', `${record.madeBy.operator} on ${record.madeBy.host}, Bulkhead ${record.madeBy.bulkhead}`],
    ['Commit', record.madeBy.commit],
  ];
  return [
    `# Billing and Stripe: ${result}`,
    '',
    '| | |',
    '| --- | --- |',
    ...facts.map(([name, value]) => `| ${name} | ${value} |`),
    '',
    '| account | kind | compared | in flight | repaired | still different |',
    '| --- | --- | ---: | ---: | ---: | ---: |',
    ...record.comparisons.map(
      (line) =>
        `| ${line.account} | ${line.kind} | ${line.compared} | ${line.inFlight} | ${line.repaired} | ${line.drift} |`,
    ),
    '',
    ...record.differences.flatMap((difference) => describeDifference(difference).map((line) => `    ${line}`)),
    ...(record.differences.length > 0 ? [''] : []),
  ].join('\n');
}

const problems = {
  missing: 'not here',
  gone: 'not at Stripe',
  differs: 'differs',
  unreadable: 'Stripe’s answer cannot be read',
} as const;

/** An object that differs, and below it each column that does. */
export function describeDifference(difference: Verification['differences'][number]): string[] {
  const { kind, id, account, problem, columns, repaired } = difference;
  const place = account === null ? '' : ` of ${account}`;
  return [
    `${kind} ${id}${place}: ${problems[problem]}${repaired ? ' (repaired)' : ''}`,
    ...columns.map(({ column, here, atStripe }) =>
      here === undefined ? `  ${column}: differs` : `  ${column}: here ${here}, at Stripe ${atStripe}`,
    ),
  ];
}

/** The record for a terminal. */
export function describeVerification(record: Verification): string {
  const count = (number: number, what: string) => `${String(number).padStart(9)}  ${what}\n`;
  return (
    record.differences.map((difference) => `${describeDifference(difference).join('\n')}\n`).join('') +
    record.comparisons
      .map(({ account, kind, compared, drift }) =>
        count(
          compared,
          `${kind}s${account === 'own' ? '' : ` of ${account}`}${drift === 0 ? '' : `: ${drift} differ`}`,
        ),
      )
      .join('') +
    `Billing and Stripe ${record.drift === 0 ? 'are equal' : `differ in ${record.drift} objects`}` +
    `${record.repaired === 0 ? '' : `; ${record.repaired} were repaired`}, in ${record.seconds.toFixed(1)} s.\n`
  );
}
