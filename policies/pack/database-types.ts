import { isSet, type Resource, valueAt } from './resource.ts';

/** RDS’s three kinds of database. An instance of a cluster inherits much; what it inherits is judged at the cluster. */
export const instanceType = 'aws:rds/instance:Instance';
export const clusterType = 'aws:rds/cluster:Cluster';
export const clusterInstanceType = 'aws:rds/clusterInstance:ClusterInstance';

/** A read replica takes its engine, its password and its last snapshot from its source, and RDS refuses to hear of its own. */
export function isReplica(resource: Resource): boolean {
  return ['replicateSourceDb', 'replicationSourceIdentifier'].some((path) => isSet(valueAt(resource, path)));
}
