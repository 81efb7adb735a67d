import { Webhook } from 'standardwebhooks';
import type { components } from './api.ts';
import type { Entitlements } from './entitlement-cache.ts';

/** That a customer's entitlements changed, and what they are from then on. */
export interface Change {
  /** Grows with each change of a customer; gaps mean nothing. */
  sequence: number;
  type: string;
  /** Stripe's id. */
  customer: string;
  /** What the app calls the customer; null where billing no longer knows, and where the change was pulled. */
  reference: string | null;
  /** ISO 8601. */
  timestamp: string;
  entitlements: Entitlements;
  /** False where this change, or a newer one of this customer, came before: there is nothing to do. */
  isNew: boolean;
}

type HeaderFields = Headers | Record<string, string | string[] | undefined>;

interface Message {
  type: string;
  timestamp: string;
  data: { customer: string; reference: string | null; entitlements: Entitlements };
  sequence: number;
}

/**
 * Reads a webhook's body, as it came, once its signature is proven with one of the secrets. Throws standardwebhooks'
 * WebhookVerificationError where it is not billing's, or too old: answer that with 400.
 */
export function readWebhook(
  secrets: readonly string[],
  headers: HeaderFields,
  body: string | Buffer,
): Omit<Change, 'isNew'> {
  const text = body.toString();
  const plain = headers instanceof Headers ? Object.fromEntries(headers) : (headers as Record<string, string>);
  let fault: unknown = new Error('no webhookSecret was given to createBilling()');
  for (const secret of secrets) {
    try {
      new Webhook(secret).verify(text, plain);
      const { type, timestamp, data, sequence } = JSON.parse(text) as Message;
      return { sequence, type, timestamp, ...data };
    } catch (error) {
      fault = error;
    }
  }
  throw fault;
}

/** A change as GET /v1/changes tells it. */
export function readPulled(pulled: components['schemas']['Change']): Omit<Change, 'isNew'> {
  return {
    sequence: Number(pulled.sequence),
    type: pulled.type,
    customer: pulled.customer_id,
    reference: null,
    timestamp: pulled.created_at,
    entitlements: pulled.data as unknown as Entitlements,
  };
}
