import type { Input } from '@pulumi/pulumi';
import type { stackOutputs } from '../../policies/stack-outputs.ts';
import { makeDataStores } from '../components/make-data-stores.ts';
import { NetworkReference } from '../components/network-reference.ts';
import { awsProvider } from '../components/provider.ts';
import type { Surroundings } from '../components/surroundings.ts';
import { readConfiguration } from '../configuration/read.ts';

type BillingOutputs = Record<(typeof stackOutputs.billing)[number], Input<unknown>>;

/** Billing's database, with backups and jobs of its own, and the service that receives Stripe's webhooks. */
export function billing(): BillingOutputs {
  const configuration = readConfiguration('billing');
  const network = new NetworkReference();
  const surroundings: Surroundings = {
    databaseClass: 'billing',
    configuration,
    options: { provider: awsProvider('billing', configuration) },
    network: network.partOf('billing'),
  };
  const stores = makeDataStores(surroundings);
  return {
    serviceUrl: `https://${configuration.domainName}`,
    webhookUrl: `https://${configuration.domainName}/webhooks/stripe`,
    databaseEndpoint: stores.database.endpoint,
    dumpBucket: stores.buckets.dumps.bucket,
  };
}
