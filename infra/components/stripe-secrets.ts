import { Secret } from '@pulumi/aws/secretsmanager/secret.js';
import { holds, holdsTag } from '../../policies/tags.ts';
import type { BillingConfiguration } from '../configuration/schema.ts';
import type { DataStores } from './data-stores.ts';
import { type Environment, type SecretReference, secretReference } from './secret-reference.ts';
import type { Surroundings } from './surroundings.ts';

/** What the outside has to do with billing: Stripe, and the apps that billing tells of changes. */
export interface StripeEnvironments {
  /** STRIPE_WEBHOOK_SECRETS and the mode: for the service. */
  webhook: Environment;
  /** STRIPE_API_KEY and the mode: for the service and for jobs. */
  api: Environment;
  /** APP_SIGNING_SECRET, of which each app’s own is derived: for the service and for `bulkhead apps`. */
  apps: Environment;
}

/**
 * The two secrets that Stripe gives, and the one that signs what apps are told. They are made empty, and an operator
 * fills them: Stripe has no way to rotate its own by machine, and no value may pass through Pulumi’s state. Undefined for a class that does not call Stripe.
 */
export function makeStripeSecrets(surroundings: Surroundings, stores: DataStores): StripeEnvironments | undefined {
  const { configuration } = surroundings;
  if (!('stripeMode' in configuration)) return undefined;
  const plain = { STRIPE_MODE: (configuration as BillingConfiguration).stripeMode };
  return {
    webhook: {
      plain,
      secret: {
        STRIPE_WEBHOOK_SECRETS: makeSecret(surroundings, stores, 'stripe-webhook-secrets', 'STRIPE_WEBHOOK_SECRETS'),
      },
    },
    api: { plain, secret: { STRIPE_API_KEY: makeSecret(surroundings, stores, 'stripe-api-key', 'STRIPE_API_KEY') } },
    apps: {
      plain: {},
      secret: { APP_SIGNING_SECRET: makeSecret(surroundings, stores, 'app-signing-secret', 'APP_SIGNING_SECRET') },
    },
  };
}

function makeSecret(surroundings: Surroundings, stores: DataStores, part: string, variable: string): SecretReference {
  const { options } = surroundings;
  const secret = new Secret(
    part,
    {
      name: `${stores.secrets.prefix}${part}`,
      description: `${variable} (service/config.ts)`,
      kmsKeyId: stores.keys.secrets.arn,
      tags: { [holdsTag]: holds.sharedKey },
    },
    { ...options, protect: true },
  );
  return secretReference({ arn: secret.arn, arnPattern: stores.secrets.arnPatternOf(part) });
}
