import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { billingPrisma } from '../database/billing-prisma.ts';
import { signingSecretOf } from '../outbox/signing-secret.ts';
import { completeCheckout } from '../stripe/local-stripe/life/checkout.ts';
import { type ApiStage, appSigningSecret, startApiStage } from '../testing/api-stage.ts';

const program = join(import.meta.dirname, 'example/app.ts');
let stage: ApiStage;
let app: ChildProcess;
let address: string;

beforeAll(async () => {
  stage = await startApiStage();
  const client = stage.stripe.client();
  const product = await client.products.create({ name: 'Pro', metadata: { plan: 'pro', features: 'reports' } });
  const recurring = { interval: 'month' } as const;
  const price = await client.prices.create({ product: product.id, currency: 'eur', unit_amount: 1900, recurring });
  app = spawn(process.execPath, [program], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: {
      MAIN_APP_URL: stage.local.urls.main.app,
      BILLING_URL: `http://127.0.0.1:${stage.service.port}`,
      BILLING_KEY: await stage.app('gauges'),
      BILLING_WEBHOOK_SECRET: signingSecretOf(Buffer.from(appSigningSecret, 'base64'), 'gauges', 1),
      PRICE: price.id,
    },
  });
  address = String(((await once(app.stdout!, 'data')) as [Buffer])[0]).trim();
  await stage.rows.query('UPDATE billing_apps SET webhook_url = ?', [`${address}/billing`]);
}, 60_000);
afterAll(async () => {
  app.kill('SIGTERM');
  if (app.exitCode === null) await once(app, 'exit');
  await billingPrisma.$disconnect();
  await stage.stop();
});

async function ask(path: string, body?: unknown): Promise<{ status: number; body: Record<string, string> }> {
  const post = { method: 'POST', body: JSON.stringify(body), redirect: 'manual' } as const;
  const response = await fetch(`${address}${path}`, body === undefined ? {} : post);
  const answered = await response.text();
  return { status: response.status, body: (answered === '' ? {} : JSON.parse(answered)) as Record<string, string> };
}
async function until(isSo: () => Promise<boolean>): Promise<void> {
  const end = performance.now() + 20_000;
  while (!(await isSo())) {
    if (performance.now() > end) throw new Error(`not so: ${stage.service.output().slice(-2000)}`);
    await wait(50);
  }
}

test('signed up, sold to, let in, and locked out by a cancellation, without a sight of billing’s database', async () => {
  const { status, body: made } = await ask('/sign-up', { email: 'ada@example.com', name: 'Ada Lovelace' });
  expect(status).toBe(201);
  const reports = `/reports?customer=${made['customer']}`;
  expect(await ask(reports)).toMatchObject({ status: 402 });
  await stage.rows.query(
    `INSERT INTO main.quotes (customer_id, status, total, currency) VALUES (?, 'open', 100, 'eur')`,
    [made['customer']],
  );

  const { status: sent, body: page } = await ask('/buy', { customer: made['customer'] });
  expect(sent).toBe(200);
  completeCheckout(stage.stripe.account, /cs_\w+/.exec(page['url']!)![0]);
  await until(async () => (await ask(reports)).status === 200);
  expect(await ask(reports)).toEqual({ status: 200, body: { reports: 1 } });

  const client = stage.stripe.client();
  const [subscription] = (await client.subscriptions.list()).data;
  await client.subscriptions.cancel(subscription!.id);
  const isWithdrawn = async () => {
    const [quote] = await stage.rows.query<{ status: string }>('SELECT status FROM main.quotes');
    return quote!.status === 'withdrawn';
  };
  await until(isWithdrawn);
  expect(await ask(reports)).toMatchObject({ status: 402 });
});

test('what is not from billing changes nothing', async () => {
  expect(await ask('/billing', { data: { customer: 'cus_1', entitlements: { status: 'none' } } })).toMatchObject({
    status: 400,
  });
  expect(await ask('/reports?customer=4711')).toMatchObject({ status: 404 });
});
