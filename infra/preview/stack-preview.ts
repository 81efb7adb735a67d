import * as pulumi from '@pulumi/pulumi';
import { exitCode, Failure } from '../../failure.ts';
import { policies } from '../../policies/pack/policies.ts';
import type { StackProject } from '../../policies/stack-outputs.ts';
import type { StackName } from '../configuration/stack.ts';
import { type Estimate, estimate } from '../cost/estimate.ts';
import { type Change, changeOf, isChange } from './change.ts';
import { type Crossing, crossingsOf } from './crossings.ts';
import { type Judgement, judgeStack } from './judgement.ts';
import { recordBoth, type RecordedStack } from './programs.ts';
import { readSnapshot, type Snapshot, snapshotOf } from './snapshot.ts';

/** All that can be said of a stack without a cloud. */
export interface StackPreview {
  stack: StackName;
  /** What each project registers before it is up, which is what is committed, too. */
  snapshots: Readonly<Record<StackProject, Snapshot>>;
  crossings: readonly Crossing[];
  judgement: Judgement;
  cost: Estimate;
  /** How the committed snapshots differ from the programs, by project: empty where they are current. */
  outdated: Readonly<Partial<Record<StackProject, Change>>>;
}

const nothing: Snapshot = { outputs: {}, resources: {} };

/** Runs the programs of a stack, and the pack over them. Throws a Failure for a configuration that they refuse. */
export async function previewStack(stack: StackName): Promise<StackPreview> {
  const recorded = await recordOrFail(stack);
  const snapshots = snapshotsOf(recorded.preview);
  return {
    stack,
    snapshots,
    crossings: crossingsOf(recorded.up),
    judgement: judgeStack(policies, recorded),
    cost: estimate(Object.values(recorded.up).flatMap(({ resources }) => resources)),
    outdated: changesBetween((project) => readSnapshot(stack, project), snapshots),
  };
}

/** What becomes of each project that changes, by project. A project that was not there before is all new. */
export function changesBetween(
  before: (project: StackProject) => Snapshot | undefined,
  after: Readonly<Record<StackProject, Snapshot>>,
): Partial<Record<StackProject, Change>> {
  const changes: Partial<Record<StackProject, Change>> = {};
  for (const project of Object.keys(after) as StackProject[]) {
    const change = changeOf(before(project) ?? nothing, after[project]);
    if (isChange(change)) changes[project] = change;
  }
  return changes;
}

function snapshotsOf(recorded: RecordedStack): Record<StackProject, Snapshot> {
  const entries = Object.entries(recorded).map(([project, each]) => [project, snapshotOf(each)]);
  return Object.fromEntries(entries) as Record<StackProject, Snapshot>;
}

async function recordOrFail(stack: StackName): Promise<{ preview: RecordedStack; up: RecordedStack }> {
  try {
    return await recordBoth(stack);
  } catch (error) {
    // How a program refuses its configuration: its text ends with the mend.
    if (!pulumi.RunError.isInstance(error)) throw error;
    const [problem = '', fix = ''] = error.message.split('\n  fix: ');
    throw new Failure(`${stack}: ${problem}`, { fix, cause: error, exitCode: exitCode.wrongUse });
  }
}
