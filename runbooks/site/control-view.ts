import type { Control, Evidence } from '../../policies/controls.ts';
import type { ChainRecord } from '../../service/evidence/chains.ts';
import { titleOf } from './kinds.ts';
import { findMechanism, type Mechanism } from './mechanism.ts';
import { type PolicyValue, readPolicyValue } from './policy-value.ts';

/** What is wrong with one piece of evidence comes before what is right with it. */
export type EvidenceState = 'missing' | 'failed' | 'overdue' | 'current';

export interface EvidenceView {
  wanted: Evidence;
  /** What it is called: `Restore drills (billing)`. */
  name: string;
  state: EvidenceState;
  /** The one that decides: the newest, or a page's last failure. */
  newest: ChainRecord | null;
  recent: readonly ChainRecord[];
}

export interface ControlView {
  control: Control;
  mechanisms: readonly Mechanism[];
  policies: readonly PolicyValue[];
  evidence: readonly EvidenceView[];
  /** The worst of its evidence; 'missing' as well where a mechanism or a policy is not there. */
  state: EvidenceState;
  lastEvidenceAt: string | null;
}

/** The worst first. */
export const evidenceStates: readonly EvidenceState[] = ['missing', 'failed', 'overdue', 'current'];
const dayMilliseconds = 24 * 60 * 60 * 1000;
const recentMax = 10;

/** A control as it is now. `records` are those that count: read, in the chain, and not dated in the future. */
export async function viewControl(
  control: Control,
  records: readonly ChainRecord[],
  { repository, now }: { repository: string; now: Date },
): Promise<ControlView> {
  const mechanisms = control.mechanisms.map((mechanism) => findMechanism(repository, mechanism));
  const policies = await Promise.all(control.policies.map((name) => readPolicyValue(name)));
  const evidence = control.evidence.map((wanted) => viewEvidence(wanted, records, now));
  const absent = mechanisms.some(({ line }) => line === null) || policies.some(({ value }) => value === null);
  const found = evidence.map(({ state }) => state);
  return {
    ...{ control, mechanisms, policies, evidence },
    state: absent ? 'missing' : (evidenceStates.find((state) => found.includes(state)) ?? 'missing'),
    lastEvidenceAt:
      evidence
        .flatMap(({ newest }) => newest?.endedAt ?? [])
        .sort()
        .at(-1) ?? null,
  };
}

/** The file of its page. */
export function pageOfControl({ id }: Pick<Control, 'id'>): string {
  return `control-${id}.html`;
}

function viewEvidence(wanted: Evidence, records: readonly ChainRecord[], now: Date): EvidenceView {
  const recent = records
    .filter(
      ({ kind, database, facts }) =>
        kind === wanted.kind &&
        (wanted.database ?? database) === database &&
        (wanted.page ?? facts['page']) === facts['page'],
    )
    .toSorted((one, other) => Date.parse(other.endedAt) - Date.parse(one.endedAt));
  const newest = deciding(recent);
  return {
    wanted,
    name: titleOf(wanted),
    newest,
    recent: recent.slice(0, recentMax),
    state: stateOf(wanted, newest, now),
  };
}

/** The newest; but of records that are about pages, one page's failure is not made up for by the next page's success. */
function deciding(newestFirst: readonly ChainRecord[]): ChainRecord | null {
  const newestOfPages = [...new Map(newestFirst.toReversed().map((record) => [record.facts['page'], record])).values()];
  return newestOfPages.find(({ result }) => result === 'failed') ?? newestFirst[0] ?? null;
}

function stateOf({ everyDays }: Evidence, newest: ChainRecord | null, now: Date): EvidenceState {
  if (newest === null) return 'missing';
  if (newest.result === 'failed') return 'failed';
  return now.getTime() - Date.parse(newest.endedAt) > everyDays * dayMilliseconds ? 'overdue' : 'current';
}
