import type { Graph } from '../graph.ts';
import { clusterType, instanceType } from '../database-types.ts';
import { planType, rulePathsOf } from '../plan-rules.ts';
import { type Policy, unverifiable, violation } from '../policy.ts';
import { holdsUnknown, type Resource, unknown, valueAt } from '../resource.ts';

const selectionType = 'aws:backup/selection:Selection';

/** Unset is not continuous. A plan that selects by tag, or not at all, may reach any database. */
export const pointInTimeIsNotOwnedTwice: Policy = {
  id: 'point-in-time-is-not-owned-twice',
  requirement: 'A database’s point in time is RDS’s own, and AWS Backup makes snapshots of it only.',
  reason:
    'Where AWS Backup backs up continuously it rewrites backupRetentionPeriod, and the next update rewrites it back.',
  source: 'https://docs.aws.amazon.com/aws-backup/latest/devguide/point-in-time-recovery.html; the design',
  mend: 'leave enableContinuousBackup out of plans that select databases',
  types: [planType],
  *judgeGraph(graph) {
    for (const plan of graph.ofType(planType)) {
      const rules = yield* rulePathsOf(plan);
      if (rules.length === 0 || !mayReachDatabases(graph, plan)) continue;
      for (const path of rules.map((rule) => `${rule}.enableContinuousBackup`)) {
        const continuous = valueAt(plan, path);
        if (continuous === unknown) yield unverifiable(plan, path);
        else if (continuous === true) yield violation(plan, `${path} is true, and the policy asks for false`);
      }
    }
  },
};

/** Whether the plan may be about a database: certainly not only if all it selects is something else, by ARN. */
function mayReachDatabases(graph: Graph, plan: Resource): boolean {
  const selections = graph.pointingAt(plan, [selectionType], 'planId');
  return selections.length === 0 || selections.some((selection) => selectsDatabases(graph, selection));
}

function selectsDatabases(graph: Graph, selection: Resource): boolean {
  const resources = valueAt(selection, 'resources');
  if (!Array.isArray(resources) || resources.length === 0 || valueAt(selection, 'selectionTags') !== undefined)
    return true;
  const targets = graph.targets(selection, 'resources');
  if (targets.some(({ type }) => type === instanceType || type === clusterType)) return true;
  if (holdsUnknown(resources) && targets.length === 0) return true;
  return resources.some((arn) => typeof arn === 'string' && !/^arn:[\w-]+:(?!rds:)[\w-]+:/.test(arn));
}
