import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import createClient from 'openapi-fetch';
import type { components, paths } from './api.ts';
import { BillingError } from './billing-error.ts';
import { type Change, readPulled, readWebhook } from './change.ts';
import { followEverySeconds } from './defaults.ts';
import { EntitlementCache, type Entitlements } from './entitlement-cache.ts';
import { patientFetch } from './patient-fetch.ts';

export { WebhookVerificationError } from 'standardwebhooks';
export { BillingError } from './billing-error.ts';
export type { Change } from './change.ts';
export type { Entitlements } from './entitlement-cache.ts';

type Schemas = components['schemas'];
type Page = { limit?: number; after?: string };
/** The same key for the same wish: give one where the wish outlives the process. */
type Once = { idempotencyKey?: string };

export interface BillingOptions {
  /** Where billing answers, such as https://billing.internal:4242. */
  url: string;
  /** The app's key, bk_… */
  key: string;
  /** What webhooks are verified with, whsec_…; two during a rotation. Not needed by an app that pulls. */
  webhookSecret?: string | readonly string[];
}

export type Billing = ReturnType<typeof createBilling>;

/**
 * Billing as an app sees it. Methods throw a BillingError where billing refuses, and where it does not answer. A
 * customer is named by the app's own reference or by Stripe's id.
 */
export function createBilling({ url, key, webhookSecret = [] }: BillingOptions) {
  const secrets = typeof webhookSecret === 'string' ? [webhookSecret] : webhookSecret;
  const client = createClient<paths>({
    baseUrl: url.replace(/\/+$/, ''),
    headers: { Authorization: `Bearer ${key}` },
    fetch: patientFetch,
  });
  const of = (ref: string) => ({ path: { ref } });
  const once = ({ idempotencyKey = randomUUID() }: Once) => ({ header: { 'Idempotency-Key': idempotencyKey } });
  const cache = new EntitlementCache(async (ref) =>
    answered(await client.GET('/v1/customers/{ref}/entitlements', { params: of(ref) })),
  );
  const told = (change: Omit<Change, 'isNew'>): Change => ({ ...change, isNew: cache.tell(change) });

  return {
    /** Makes a customer, or finds the one that was made with this reference. */
    createCustomer: async (body: Schemas['CustomerRequest'], options: Once = {}): Promise<Schemas['Customer']> =>
      answered(await client.POST('/v1/customers', { body, params: once(options) })),

    customer: async (ref: string): Promise<Schemas['Customer']> =>
      answered(await client.GET('/v1/customers/{ref}', { params: of(ref) })),

    /** Has a customer erased (GDPR Art. 17). From then on it is gone for the app. */
    eraseCustomer: async (ref: string): Promise<Schemas['ErasureRequest']> =>
      answered(await client.DELETE('/v1/customers/{ref}', { params: of(ref) })),

    /** What a customer may use now: from memory where that is good, in microseconds. */
    entitlements: (ref: string): Promise<Entitlements> => cache.get(ref),

    subscriptions: async (ref: string, page: Page = {}): Promise<Schemas['SubscriptionPage']> =>
      answered(await client.GET('/v1/customers/{ref}/subscriptions', { params: { ...of(ref), query: page } })),

    invoices: async (ref: string, page: Page = {}): Promise<Schemas['InvoicePage']> =>
      answered(await client.GET('/v1/customers/{ref}/invoices', { params: { ...of(ref), query: page } })),

    /** A page of Stripe's on which the customer subscribes: send the person to its url. */
    createCheckoutSession: async (
      body: Schemas['CheckoutSessionRequest'],
      options: Once = {},
    ): Promise<Schemas['CheckoutSession']> =>
      answered(await client.POST('/v1/checkout-sessions', { body, params: once(options) })),

    /** A page of Stripe's on which the customer changes its card and its plan, and cancels. */
    createPortalSession: async (
      body: Schemas['PortalSessionRequest'],
      options: Once = {},
    ): Promise<Schemas['PortalSession']> =>
      answered(await client.POST('/v1/portal-sessions', { body, params: once(options) })),

    changes: async (page: Page = {}): Promise<Schemas['ChangePage']> =>
      answered(await client.GET('/v1/changes', { params: { query: page } })),

    /**
     * Takes a webhook: proves who sent it, and forgets what it made old. `body` as it came, before any parsing. Throws
     * where it is not billing's; then answer 400, else any 2xx.
     */
    handleWebhook: (headers: Parameters<typeof readWebhook>[1], body: string | Buffer): Change =>
      told(readWebhook(secrets, headers, body)),

    /**
     * Changes as they come, for an app that has no address to post to; the alternative to handleWebhook(). Begins behind
     * `after`, which the app keeps as the `sequence` of the last change it is done with. Ends when `signal` is aborted.
     */
    async *follow({ after = 0, signal }: { after?: number; signal: AbortSignal }): AsyncGenerator<Change, void> {
      while (!signal.aborted) {
        const page = answered(await client.GET('/v1/changes', { params: { query: { after: String(after) } } }));
        for (const pulled of page.data) {
          const change = told(readPulled(pulled));
          after = change.sequence;
          yield change;
          if (signal.aborted) return;
        }
        if (page.data.length > 0) continue;
        await wait(followEverySeconds * 1000, undefined, { signal }).catch(() => undefined);
      }
    },
  };
}

/** The answer's body; throws a BillingError where it is a refusal. */
function answered<Data>({ data, error, response }: { data?: Data; error?: unknown; response: Response }): Data {
  if (data !== undefined) return data;
  const problem = typeof error === 'object' && error !== null ? (error as Partial<Schemas['Problem']>) : {};
  throw new BillingError(response.status, {
    type: problem.type ?? 'about:blank',
    title: problem.title ?? 'Not an answer of billing’s',
    detail: problem.detail ?? `its status is ${response.status}`,
  });
}
