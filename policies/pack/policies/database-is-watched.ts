import { clusterInstanceType, clusterType, instanceType } from '../database-types.ts';
import type { Graph } from '../graph.ts';
import { demandPointer } from '../pointer.ts';
import { demand, type Policy, unverifiable, type Verdict, violation } from '../policy.ts';
import { holdsUnknown, isSet, type Resource, valueAt } from '../resource.ts';

/** Unset is unwatched: no Enhanced Monitoring, no Performance Insights. An instance of a cluster may have either from the cluster. */
export const databaseIsWatched: Policy = {
  id: 'database-is-watched',
  requirement: 'A database’s server is measured from within, and so is what its statements wait for.',
  reason:
    'CloudWatch alone shows that a database is slow; only these two show why, also for the hour before the alarm.',
  source: 'SOC 2 CC7.2; Checkov CKV_AWS_118, CKV_AWS_353',
  mend: 'set monitoringInterval to seconds, monitoringRoleArn, and databaseInsightsMode or performanceInsightsEnabled: true',
  types: [instanceType, clusterInstanceType],
  *judgeGraph(graph) {
    for (const resource of graph.ofType(instanceType, clusterInstanceType)) yield* judgeServer(graph, resource);
    for (const cluster of graph.ofType(clusterType)) {
      if (isSet(valueAt(cluster, 'dbClusterInstanceClass'))) yield* judgeServer(graph, cluster);
    }
  },
};

function* judgeServer(graph: Graph, resource: Resource): Generator<Verdict> {
  const clusters = resource.type === clusterInstanceType ? graph.targets(resource, 'clusterIdentifier') : [];
  const holders = [resource, ...clusters.filter(({ type }) => type === clusterType)];
  const holderOf = (path: string) => holders.find((holder) => valueAt(holder, path) !== undefined) ?? resource;
  yield* demand(
    holderOf('monitoringInterval'),
    'monitoringInterval',
    (seconds) => typeof seconds === 'number' && seconds > 0,
    (seconds) => `monitoringInterval is ${seconds}, and the policy asks for Enhanced Monitoring`,
  );
  yield* demandPointer(graph, holderOf('monitoringRoleArn'), 'monitoringRoleArn', {
    types: ['aws:iam/role:Role'],
    asks: 'the role that lets RDS write its measurements',
  });
  yield* judgeInsights(resource, holders);
}

function* judgeInsights(resource: Resource, holders: readonly Resource[]): Generator<Verdict> {
  const enabled = holders.map((holder) => valueAt(holder, 'performanceInsightsEnabled'));
  const modes = holders.map((holder) => valueAt(holder, 'databaseInsightsMode'));
  if (enabled.includes(true) || modes.some((mode) => mode === 'standard' || mode === 'advanced')) return;
  if (holdsUnknown(enabled)) yield unverifiable(resource, 'performanceInsightsEnabled');
  else if (holdsUnknown(modes)) yield unverifiable(resource, 'databaseInsightsMode');
  else {
    yield violation(
      resource,
      'neither performanceInsightsEnabled is true nor databaseInsightsMode set, and the policy asks for one of them',
    );
  }
}
