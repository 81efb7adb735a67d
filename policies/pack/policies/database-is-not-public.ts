import { clusterInstanceType, clusterType, instanceType } from '../database-types.ts';
import type { Graph } from '../graph.ts';
import { demandPointer } from '../pointer.ts';
import { demand, demandValue, type Policy } from '../policy.ts';

const snapshotTypes = [
  'aws:rds/snapshot:Snapshot',
  'aws:rds/snapshotCopy:SnapshotCopy',
  'aws:rds/clusterSnapshot:ClusterSnapshot',
  'aws:rds/clusterSnapshotCopy:ClusterSnapshotCopy',
];
const types = [instanceType, clusterType, clusterInstanceType, ...snapshotTypes];

/** Unset is not public to the provider. Without a subnet group RDS takes the default VPC, whose subnets are public. */
export const databaseIsNotPublic: Policy = {
  id: 'database-is-not-public',
  requirement: 'A database has no public address, lies in subnets that we chose, and shares no snapshot.',
  reason: 'An address on the internet is found and tried within minutes, whatever else guards it.',
  source: 'PCI DSS 1.4.4; SOC 2 CC6.6; Checkov CKV_AWS_17',
  mend: 'leave publiclyAccessible, enableHttpEndpoint and sharedAccounts out, and set dbSubnetGroupName to a group of isolated subnets',
  types,
  *judgeResource(resource) {
    if (snapshotTypes.includes(resource.type)) {
      yield* demand(
        resource,
        'sharedAccounts',
        (accounts) => accounts === undefined || (Array.isArray(accounts) && accounts.length === 0),
        (accounts) => `sharedAccounts is ${accounts}, and a snapshot is shared with nobody`,
      );
      return;
    }
    if (resource.type === clusterType) {
      yield* demand(
        resource,
        'enableHttpEndpoint',
        (enabled) => enabled === undefined || enabled === false,
        (enabled) => `enableHttpEndpoint is ${enabled}: AWS’s Data API leads past every security group`,
      );
      return;
    }
    yield* demandValue(resource, 'publiclyAccessible', false, { orUnset: true });
  },
  *judgeGraph(graph: Graph) {
    for (const resource of graph.ofType(instanceType, clusterType)) {
      yield* demandPointer(graph, resource, 'dbSubnetGroupName', {
        types: ['aws:rds/subnetGroup:SubnetGroup'],
        asks: 'a subnet group of our own',
        refuses: (name) => name === 'default',
      });
    }
  },
};
