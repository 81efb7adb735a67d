import { clusterInstancesMin } from '../../databases.ts';
import { clusterInstanceType, clusterType, instanceType, isReplica } from '../database-types.ts';
import type { Graph } from '../graph.ts';
import { demandValue, type Policy, type Verdict, violation } from '../policy.ts';
import { isSet, type Resource, valueAt } from '../resource.ts';
import { sayMissing } from '../pointing.ts';

const types = [instanceType, clusterType];

/** Unset is one zone to RDS. A Multi-AZ cluster that is not Aurora’s says its size itself, and is three servers always. */
export const databaseSurvivesAZone: Policy = {
  id: 'database-survives-a-zone',
  requirement: 'A database goes on when one availability zone is lost.',
  reason: 'A restore takes an hour; a standby in another zone takes over in a minute or two, and loses nothing.',
  source: 'SOC 2 A1.2; Checkov CKV_AWS_157',
  mend: 'set multiAz: true; give an Aurora cluster a second ClusterInstance, in another zone',
  types,
  *judgeGraph(graph) {
    for (const instance of graph.ofType(instanceType)) {
      if (isReplica(instance)) continue;
      yield* demandValue(instance, 'multiAz', true);
    }
    for (const cluster of graph.ofType(clusterType)) {
      if (!isSet(valueAt(cluster, 'dbClusterInstanceClass'))) yield* judgeCluster(graph, cluster);
    }
  },
};

function* judgeCluster(graph: Graph, cluster: Resource): Generator<Verdict> {
  const instances = graph.pointingAt(cluster, [clusterInstanceType], 'clusterIdentifier');
  if (instances.length < clusterInstancesMin) {
    const problem = `ClusterInstances of it: ${instances.length}, and the policy asks for ${clusterInstancesMin}`;
    yield sayMissing(graph, cluster, [clusterInstanceType], 'clusterIdentifier', problem);
    return;
  }
  const zones = instances.map((instance) => valueAt(instance, 'availabilityZone'));
  const [zone] = zones;
  if (typeof zone === 'string' && zones.every((other) => other === zone)) {
    yield violation(
      cluster,
      `availabilityZone is "${zone}" for each ClusterInstance, and the policy asks for two zones`,
    );
  }
}
