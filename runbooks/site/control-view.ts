import type { Control, Evidence, RecordedEvidence } from '../../policies/controls.ts';
import type { ChainRecord } from '../../service/evidence/chains.ts';
import { titleOf } from './kinds.ts';
import { findMechanism, type Mechanism } from './mechanism.ts';
import { type PolicyValue, readPolicyValue } from './policy-value.ts';
import { isApproved, type WallChange } from './wall-changes.ts';

/** What is wrong with one piece of evidence comes before what is right with it. */
export type EvidenceState = 'missing' | 'failed' | 'overdue' | 'current';

/** `absent`: what should hold the control up is not in the code, whatever the records say. */
export type ControlState = 'absent' | EvidenceState;

export interface EvidenceView {
  wanted: Evidence;
  /** What it is called: `Restore drills (billing)`. */
  name: string;
  state: EvidenceState;
  /** What was counted where no record decides: `3 of the 100 newest changes …`; null where one does. */
  counted: string | null;
  /** The one that decides: the newest, or a page's last failure. */
  newest: ChainRecord | null;
  recent: readonly ChainRecord[];
}

export interface ControlView {
  control: Control;
  mechanisms: readonly Mechanism[];
  policies: readonly PolicyValue[];
  evidence: readonly EvidenceView[];
  /** The worst of its evidence, or `absent`. */
  state: ControlState;
  /** The piece of evidence that is worst; of several the one whose record is oldest. */
  weakest: EvidenceView;
  lastEvidenceAt: string | null;
}

/** What a control is judged by. */
export interface Found {
  /** Those that count: read, in the chain, and not dated in the future. */
  records: readonly ChainRecord[];
  /** The newest changes of the wall. */
  changes: readonly WallChange[];
  repository: string;
  now: Date;
}

/** The worst first. */
export const controlStates: readonly ControlState[] = ['absent', 'missing', 'failed', 'overdue', 'current'];
const dayMilliseconds = 24 * 60 * 60 * 1000;
const recentMax = 10;

/** A control as it is now. */
export async function viewControl(control: Control, found: Found): Promise<ControlView> {
  const mechanisms = control.mechanisms.map((mechanism) => findMechanism(found.repository, mechanism));
  const policies = await Promise.all(control.policies.map((name) => readPolicyValue(name)));
  const evidence = control.evidence.map((wanted) =>
    wanted.kind === 'approvals' ? viewApprovals(wanted, found) : viewRecords(wanted, found),
  );
  const absent = mechanisms.some(({ line }) => line === null) || policies.some(({ value }) => value === null);
  const weakest = evidence.toSorted(worstFirst)[0];
  if (weakest === undefined) throw new Error(`${control.id} says of nothing that it shows it`);
  return {
    ...{ control, mechanisms, policies, evidence, weakest },
    state: absent ? 'absent' : weakest.state,
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

/** Where the overview lists a framework's controls. */
export function anchorOfFramework(name: Control['framework']): string {
  return name.toLowerCase().replace(/\W+/g, '-');
}

function worstFirst(one: EvidenceView, other: EvidenceView): number {
  const byState = controlStates.indexOf(one.state) - controlStates.indexOf(other.state);
  return byState || endOf(one) - endOf(other);
}

/** What no record decides is as new as the code. */
function endOf({ newest }: EvidenceView): number {
  return newest === null ? Number.MAX_SAFE_INTEGER : Date.parse(newest.endedAt);
}

function viewRecords(wanted: RecordedEvidence, { records, now }: Found): EvidenceView {
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
    ...{ wanted, newest, counted: null, name: titleOf(wanted) },
    recent: recent.slice(0, recentMax),
    state: stateOf(wanted, newest, now),
  };
}

/** The newest; but of records that are about pages, one page's failure is not made up for by the next page's success. */
function deciding(newestFirst: readonly ChainRecord[]): ChainRecord | null {
  const newestOfPages = [...new Map(newestFirst.toReversed().map((record) => [record.facts['page'], record])).values()];
  return newestOfPages.find(({ result }) => result === 'failed') ?? newestFirst[0] ?? null;
}

function stateOf({ everyDays }: RecordedEvidence, newest: ChainRecord | null, now: Date): EvidenceState {
  if (newest === null) return 'missing';
  if (newest.result === 'failed') return 'failed';
  return now.getTime() - Date.parse(newest.endedAt) > everyDays * dayMilliseconds ? 'overdue' : 'current';
}

function viewApprovals(wanted: Evidence, { changes }: Found): EvidenceView {
  const approved = changes.filter(isApproved).length;
  return {
    ...{ wanted, newest: null, recent: [], name: titleOf(wanted) },
    counted:
      changes.length === 0
        ? 'no history of commits was there'
        : `${approved} of the ${changes.length} newest changes of the wall name a second person who reviewed or merged them`,
    state: approved === 0 ? 'missing' : approved < changes.length ? 'failed' : 'current',
  };
}
