import { addApp } from '../api/app-registry.ts';
import { type Scope, scopes } from '../api/scopes.ts';
import type { LocalMariadb } from '../database/local-mariadb.ts';
import { startPrivateMariadb } from '../database/local-mariadb/private.ts';
import { type LocalStripe, startLocalStripe } from '../stripe/local-stripe/server.ts';
import { BillingRows } from './billing-rows.ts';
import { ask, type Message, type Reply } from './http.ts';
import { type ServiceProcess, signingSecret, startService } from './service-process.ts';

/** What the apps' signing secrets are derived from, under test. */
export const appSigningSecret = Buffer.alloc(32, 'app signing').toString('base64');

/** A service with local Stripe beside it, whose webhooks come to it, and a way to make apps. */
export interface ApiStage {
  local: LocalMariadb;
  rows: BillingRows;
  stripe: LocalStripe;
  service: ServiceProcess;
  /** What the service was started with. */
  environment: Record<string, string>;
  /** Makes an app and returns its key. */
  app: (name: string, granted?: readonly Scope[]) => Promise<string>;
  stop: () => Promise<void>;
}

/** Starts everything. The registry of apps works in this process, as billing's app user. */
export async function startApiStage(variables: Record<string, string> = {}): Promise<ApiStage> {
  const local = await startPrivateMariadb();
  process.env['BILLING_DATABASE_URL'] = local.urls.billing.app;
  const rows = await BillingRows.open(local.adminUrl);
  const stripe = await startLocalStripe();
  const environment = {
    BILLING_DATABASE_URL: local.urls.billing.app,
    STRIPE_API_KEY: stripe.apiKey,
    STRIPE_API_BASE: stripe.url,
    APP_SIGNING_SECRET: appSigningSecret,
    ...variables,
  };
  const service = await startService(environment);
  stripe.endpoints.add({ url: `http://127.0.0.1:${service.port}/webhooks/stripe`, enabled_events: ['*'] }, [
    signingSecret,
  ]);
  return {
    ...{ local, rows, stripe, service, environment },
    app: (name, granted = scopes) =>
      addApp({ app: name, operator: 'ada.operator' }, { scopes: granted, webhookUrl: null, mode: 'test' }),
    stop: async () => {
      await stripe.stop();
      await service.end('SIGTERM');
      await rows.close();
      await local.stop();
    },
  };
}

let keys = 0;
/** An Idempotency-Key that was not used before. */
export const newKey = () => `key-${process.pid}-${(keys += 1)}`;

/** Asks the API as an app; a body is sent as JSON, with an Idempotency-Key of its own unless `headers` bring one. */
export function askApi(
  port: number,
  key: string,
  {
    body,
    headers = {},
    method = body === undefined ? 'GET' : 'POST',
    path,
  }: Omit<Message, 'body'> & { body?: unknown },
): Promise<Reply> {
  const json = body === undefined ? {} : { 'Content-Type': 'application/json' };
  const once = method === 'POST' ? { 'Idempotency-Key': newKey() } : {};
  return ask(port, {
    method,
    ...(path !== undefined && { path }),
    headers: { Authorization: `Bearer ${key}`, ...json, ...once, ...headers },
    ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
}
