import type { Input } from '@pulumi/pulumi';
import type { stackOutputs } from '../../policies/stack-outputs.ts';
import { makeCompute } from '../components/compute.ts';
import { makeDataStores } from '../components/make-data-stores.ts';
import { NetworkReference } from '../components/network-reference.ts';
import { awsProvider } from '../components/provider.ts';
import type { Surroundings } from '../components/surroundings.ts';
import { makeTaskGroup } from '../components/task-group.ts';
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
    evidenceBucket: stores.buckets.evidence.bucket,
    // The app’s own repository adds what else its tasks have to reach.
    appSecurityGroupId: makeTaskGroup(surroundings, stores, 'app', []).group.id,
  };
}
