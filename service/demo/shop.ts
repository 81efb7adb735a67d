import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { addApp, changeApp } from '../api/app-registry.ts';
import { signingSecretOf } from '../outbox/signing-secret.ts';
import type { LocalMariadb } from '../database/local-mariadb.ts';
import { startService } from '../service-process.ts';
import type { LocalStripe } from '../stripe/local-stripe/server.ts';

/** One thing that happened between a person, the example app, billing and Stripe. */
export interface Scene {
  what: string;
  /** What was seen of it. */
  seen: string;
  held: boolean;
}

const act = { app: 'gauges', operator: 'demo' };
const program = join(import.meta.dirname, '../sdk/example/app.ts');
const secondsMax = 20;

/**
 * Plays how an app sells a plan: service/sdk/example, an ordinary app with a database of its own, signs somebody up, sends
 * her to Stripe's page (local Stripe's here), lets her in once she has paid, and is told when she cancels.
 */
export async function playShop(stripe: LocalStripe, { urls }: LocalMariadb): Promise<Scene[]> {
  const signing = randomBytes(32);
  const service = await startService({
    BILLING_DATABASE_URL: urls.billing.app,
    STRIPE_WEBHOOK_SECRETS: 'whsec_the_other_process_takes_them',
    STRIPE_API_KEY: stripe.apiKey,
    STRIPE_API_BASE: stripe.url,
    APP_SIGNING_SECRET: signing.toString('base64'),
  });
  const key = await addApp(act, { scopes: ['read', 'checkout'], webhookUrl: null, mode: 'test' });
  const app = spawn(process.execPath, [program], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: {
      MAIN_APP_URL: urls.main.app,
      BILLING_URL: service.url,
      BILLING_KEY: key,
      BILLING_WEBHOOK_SECRET: signingSecretOf(signing, act.app, 1),
      PRICE: await createPrice(stripe),
    },
  });
  try {
    const address = await addressOf(app);
    await changeApp(act, { webhookUrl: `${address}/billing` });
    return await playScenes(stripe, address);
  } finally {
    await end(app);
    await service.stop();
  }
}

async function playScenes(stripe: LocalStripe, app: string): Promise<Scene[]> {
  const scenes: Scene[] = [];
  const scene = (what: string, seen: string, held: boolean) => scenes.push({ what, seen, held });

  const { customer } = await post(`${app}/sign-up`, { email: 'ada@example.com', name: 'Ada Lovelace' });
  const reports = async () => (await fetch(`${app}/reports?customer=${customer}`)).status;
  const before = await reports();
  scene('Ada signs up at the app, and asks for a report', answered(before), before === 402);

  const { url } = await post(`${app}/buy`, { customer });
  const paid = await fetch(url!, {
    method: 'POST',
    body: new URLSearchParams({ payment_method: 'pm_card_visa' }),
    redirect: 'manual',
  });
  scene('she buys the plan, on Stripe’s own page', answered(paid.status), paid.status === 303);

  const entitled = await within(async () => (await reports()) === 200);
  scene('billing hears of it from Stripe, the app from billing', entitled ? 'the report opens' : 'nothing', entitled);

  const client = stripe.client();
  const subscription = (await client.subscriptions.list({ limit: 1 })).data[0]!;
  await client.subscriptions.cancel(subscription.id);
  const refused = await within(async () => (await reports()) === 402);
  scene('she cancels, and the app is told', refused ? 'the report is closed' : 'nothing', refused);
  return scenes;
}

async function createPrice(stripe: LocalStripe): Promise<string> {
  const client = stripe.client();
  const product = await client.products.create({ name: 'Reports', metadata: { plan: 'pro', features: 'reports' } });
  const recurring = { interval: 'month' } as const;
  return (await client.prices.create({ product: product.id, currency: 'eur', unit_amount: 2900, recurring })).id;
}

async function addressOf(app: ChildProcess): Promise<string> {
  const [line] = (await once(app.stdout!, 'data')) as [Buffer];
  return line.toString().trim();
}

async function end(app: ChildProcess): Promise<void> {
  const ended = app.exitCode === null ? once(app, 'exit') : undefined;
  app.kill('SIGTERM');
  await ended;
}

async function post(url: string, body: unknown): Promise<Record<string, string>> {
  const response = await fetch(url, { method: 'POST', body: JSON.stringify(body) });
  return (await response.json()) as Record<string, string>;
}

const answered = (status: number) => `answered ${status}`;

async function within(isSo: () => Promise<boolean>): Promise<boolean> {
  const end = performance.now() + secondsMax * 1000;
  while (performance.now() < end) {
    if (await isSo()) return true;
    await wait(50);
  }
  return false;
}
