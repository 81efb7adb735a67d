import { SecurityGroup } from '@pulumi/aws/ec2/securityGroup.js';
import { SecurityGroupEgressRule } from '@pulumi/aws/vpc/securityGroupEgressRule.js';
import { SecurityGroupIngressRule } from '@pulumi/aws/vpc/securityGroupIngressRule.js';
import type { Input } from '@pulumi/pulumi';
import { databasePort } from '../../policies/databases.ts';
import type { stackOutputs } from '../../policies/stack-outputs.ts';
import type { DataStores } from '../components/data-stores.ts';
import { makeCompute } from '../components/compute.ts';
import { makeDataStores } from '../components/make-data-stores.ts';
import { nameOf } from '../components/names.ts';
import { NetworkReference } from '../components/network-reference.ts';
import { awsProvider } from '../components/provider.ts';
import type { Surroundings } from '../components/surroundings.ts';
import { readConfiguration } from '../configuration/read.ts';

type MainOutputs = Record<(typeof stackOutputs.main)[number], Input<unknown>>;

/**
 * The main app's database, with backups and jobs of its own. The app itself is deployed from its own repository: its
 * tasks reach the database by belonging to the security group that this stack gives out.
 */
export function main(): MainOutputs {
  const configuration = readConfiguration('main');
  const surroundings: Surroundings = {
    databaseClass: 'main',
    configuration,
    options: { provider: awsProvider('main', configuration) },
    network: new NetworkReference().partOf('main'),
  };
  const stores = makeDataStores(surroundings);
  makeCompute(surroundings, stores);
  return {
    databaseEndpoint: stores.database.endpoint,
    dumpBucket: stores.buckets.dumps.bucket,
    appSecurityGroupId: makeAppSecurityGroup(surroundings, stores).id,
  };
}

function makeAppSecurityGroup({ configuration, options, network }: Surroundings, stores: DataStores): SecurityGroup {
  const name = nameOf('main', configuration.stack, 'app');
  const group = new SecurityGroup('app', { name, description: 'the main app', vpcId: network.vpcId }, options);
  const database = stores.database.securityGroup;
  const port = { ipProtocol: 'tcp', fromPort: databasePort, toPort: databasePort };
  new SecurityGroupIngressRule(
    'database-from-app',
    { securityGroupId: database.id, referencedSecurityGroupId: group.id, description: name, ...port },
    options,
  );
  new SecurityGroupEgressRule(
    'app-to-database',
    { securityGroupId: group.id, referencedSecurityGroupId: database.id, description: 'database', ...port },
    options,
  );
  return group;
}
