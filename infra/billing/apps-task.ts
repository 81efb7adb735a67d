import type { Compute } from '../components/compute.ts';
import type { DataStores } from '../components/data-stores.ts';
import { keyRights } from '../components/key-rights.ts';
import { databaseUser } from '../components/secret-reference.ts';
import { evidenceEnvironment, evidenceRights } from '../components/store-access.ts';
import { environmentOf, makeTask } from '../components/task.ts';
import type { BillingSurroundings } from './service.ts';

/**
 * `bulkhead apps`, for operators to run with other words: it makes the keys of apps inside the network, and puts them into
 * secrets under `apps/`, which an operator made for them. A task's output is a log, where no key belongs.
 */
export function makeAppsTask(surroundings: BillingSurroundings, stores: DataStores, { stripe }: Compute): void {
  const { databaseClass, configuration } = surroundings;
  const plain = { STRIPE_MODE: configuration.stripeMode };
  makeTask(surroundings, stores, 'apps', {
    words: ['apps', 'list'],
    environment: environmentOf(
      { plain, secret: {} },
      databaseUser(surroundings, stores, 'app'),
      ...(stripe ? [stripe.apps] : []),
      evidenceEnvironment(surroundings),
    ),
    statements: [
      {
        Effect: 'Allow',
        Action: ['secretsmanager:GetSecretValue', 'secretsmanager:PutSecretValue'],
        Resource: stores.secrets.arnPatternOf('apps/*'),
      },
      keyRights(databaseClass, configuration, 'secrets', ['kms:GenerateDataKey', 'kms:Decrypt']),
      ...evidenceRights(surroundings),
    ],
  });
}
