import { residency } from '../../residency.ts';
import { clusterType, instanceType } from '../database-types.ts';
import type { Graph } from '../graph.ts';
import { type Policy, shown, unverifiable, type Verdict, violation } from '../policy.ts';
import { isInResidency, isUnsaid, regionOf, regionOfArn } from '../region.ts';
import { type Resource, unknown, valueAt } from '../resource.ts';

/** Each resource that copies a database, by the property that names the original. */
const originals: Readonly<Record<string, string>> = {
  [instanceType]: 'replicateSourceDb',
  [clusterType]: 'replicationSourceIdentifier',
  'aws:rds/snapshotCopy:SnapshotCopy': 'sourceDbSnapshotIdentifier',
  'aws:rds/clusterSnapshotCopy:ClusterSnapshotCopy': 'sourceDbClusterSnapshotIdentifier',
  'aws:rds/instanceAutomatedBackupsReplication:InstanceAutomatedBackupsReplication': 'sourceDbInstanceArn',
};

/** A copy lies where its resource does, but for a snapshot’s, which may say another region. Unset is no copy. */
export const databaseStartsNoCopyElsewhere: Policy = {
  id: 'database-starts-no-copy-elsewhere',
  requirement: `A replica, a snapshot’s copy and a replicated backup stay in ${residency.zone}, as their original does.`,
  reason: 'A copy is a transfer of everybody’s data; out of the zone it needs more than a line of configuration.',
  source: 'GDPR 44; policies/residency.ts',
  mend: 'copy only from and to the regions of policies/residency.ts',
  types: Object.keys(originals),
  *judgeGraph(graph) {
    for (const [type, path] of Object.entries(originals)) {
      for (const copy of graph.ofType(type)) {
        if (valueAt(copy, path) === undefined) continue;
        yield* judgeOriginal(graph, copy, path);
        yield* judgeCopy(copy);
      }
    }
  },
};

function* judgeOriginal(graph: Graph, copy: Resource, path: string): Generator<Verdict> {
  const value = valueAt(copy, path);
  if (value === unknown) {
    const regions = graph.targets(copy, path).map(regionOf);
    if (regions.length === 0 || regions.some(isUnsaid)) yield unverifiable(copy, path);
    for (const region of regions.filter((one) => !isUnsaid(one) && !isInResidency(one))) {
      yield violation(copy, `${path} is in ${shown(region)}, which is not in ${residency.zone}`);
    }
    return;
  }
  const region = regionOfArn(String(value));
  if (region !== undefined && !isInResidency(region)) {
    yield violation(copy, `${path} is ${shown(value)}, which is not in ${residency.zone}`);
  }
}

function* judgeCopy(copy: Resource): Generator<Verdict> {
  for (const path of ['destinationRegion', 'sourceRegion']) {
    const region = valueAt(copy, path);
    if (region === unknown) yield unverifiable(copy, path);
    else if (region !== undefined && !isInResidency(region)) {
      yield violation(copy, `${path} is ${shown(region)}, which is not in ${residency.zone}`);
    }
  }
  const region = regionOf(copy);
  if (isUnsaid(region)) yield unverifiable(copy, 'region');
  else if (!isInResidency(region))
    yield violation(copy, `region is ${shown(region)}, which is not in ${residency.zone}`);
}
