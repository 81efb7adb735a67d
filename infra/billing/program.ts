import type { Input } from '@pulumi/pulumi';
import type { stackOutputs } from '../../policies/stack-outputs.ts';
import { makeCompute } from '../components/compute.ts';
import { makeDataStores } from '../components/make-data-stores.ts';
import { NetworkReference } from '../components/network-reference.ts';
import { awsProvider } from '../components/provider.ts';
import { makeAppsTask } from './apps-task.ts';
import { readConfiguration } from '../configuration/read.ts';
import { type BillingSurroundings, makeService } from './service.ts';

type BillingOutputs = Record<(typeof stackOutputs.billing)[number], Input<unknown>>;

/** Billing's database, with backups and jobs of its own, and the service that receives Stripe's webhooks. */
export function billing(): BillingOutputs {
  const configuration = readConfiguration('billing');
  const network = new NetworkReference();
  const surroundings: BillingSurroundings = {
    databaseClass: 'billing',
    configuration,
    options: { provider: awsProvider('billing', configuration) },
    network: network.partOf('billing'),
  };
  const stores = makeDataStores(surroundings);
  const compute = makeCompute(surroundings, stores);
  makeAppsTask(surroundings, stores, compute);
  return {
    ...makeService(surroundings, stores, compute, network.output('publicSubnetIds')),
    databaseEndpoint: stores.database.endpoint,
    dumpBucket: stores.buckets.dumps.bucket,
    evidenceBucket: stores.buckets.evidence.bucket,
  };
}
