import { afterAll, beforeAll, expect, test } from 'vitest';
import { overlapMinutes } from '../../policies/sweep.ts';
import { addApp, rotateKey } from '../api/app-registry.ts';
import { scopes } from '../api/scopes.ts';
import { billingPrisma } from '../database/billing-prisma.ts';
import { type LocalStripe, startLocalStripe } from '../stripe/local-stripe/server.ts';
import { appSigningSecret, askApi } from '../testing/api-stage.ts';
import { type BackupStage, startBackupStage } from '../testing/backup-stage.ts';
import { Receiver, taking } from '../testing/receiver.ts';
import { type ServiceProcess, signingSecret, startService } from '../testing/service-process.ts';
import { type StripeGate, startStripeGate } from '../testing/stripe-gate.ts';

let stage: BackupStage;
let stripe: LocalStripe;
let gate: StripeGate;
let shop: Receiver;
let service: ServiceProcess;

beforeAll(async () => {
  stage = await startBackupStage();
  process.env['BILLING_DATABASE_URL'] = stage.mariadb.urls.billing.app;
  stripe = await startLocalStripe();
  gate = await startStripeGate(stripe.url);
  shop = await Receiver.start();
  service = await start();
  stripe.endpoints.add({ url: `http://127.0.0.1:${service.port}/webhooks/stripe`, enabled_events: ['*'] }, [
    signingSecret,
  ]);
});
afterAll(async () => {
  await service.end('SIGTERM');
  await billingPrisma.$disconnect();
  await gate.close();
  await stripe.stop();
  await shop.stop();
  await stage.stop();
});

const start = (port = 0) =>
  startService({
    BILLING_DATABASE_URL: stage.mariadb.urls.billing.app,
    ...{ STRIPE_API_KEY: stripe.apiKey, STRIPE_API_BASE: gate.url, APP_SIGNING_SECRET: appSigningSecret },
    PORT: String(port),
  });
const act = (app: string) => ({ app, operator: 'ada.operator' });
const ask = (key: string, path: string, body?: unknown) =>
  askApi(service.port, key, { path, ...(body !== undefined && { body }) });
const soon = { timeout: 20_000, interval: 50 };

interface Page {
  data: { sequence: string; customer_id: string; data: { status: string } }[];
  next: string;
}
const pull = async (key: string, after = '0') =>
  JSON.parse((await ask(key, `/v1/changes?after=${after}`)).body) as Page;
const messagesOf = (customer: string) =>
  shop.messages
    .filter((message) => message.customer === customer)
    .map(({ headers, body }) => {
      const { data } = JSON.parse(body) as { data: { entitlements: { status: string } } };
      return [headers['webhook-id'], data.entitlements.status] as const;
    });
const watermark = async () => {
  const [row] = await stage.admin.query<{ reached_at: Date }[]>(
    `SELECT reached_at FROM billing.billing_watermarks WHERE name = 'sweep'`,
  );
  return row?.reached_at;
};

test('a restored database serves on: keys, cursors, what was told, and where the sweep goes on', async () => {
  const client = stripe.client();
  const { id: product } = await client.products.create({ name: 'Pro', metadata: { plan: 'pro' } });
  const recurring = { interval: 'month' } as const;
  const { id: price } = await client.prices.create({ product, currency: 'eur', unit_amount: 1900, recurring });
  const posting = await addApp(act('shop'), { scopes, webhookUrl: shop.url, mode: 'test' });
  const pulling = await addApp(act('desk'), { scopes, webhookUrl: null, mode: 'test' });
  const subscriber = async (key: string, reference: string) => {
    const { id } = JSON.parse((await ask(key, '/v1/customers', { reference })).body) as { id: string };
    await client.subscriptions.create({ customer: id, items: [{ price }], trial_period_days: 7 });
    return id;
  };
  const cancel = async (customer: string) => {
    const [subscription] = (await client.subscriptions.list({ customer })).data;
    await client.subscriptions.cancel(subscription!.id);
  };

  const told = await subscriber(posting, 'told');
  const pulled = await subscriber(pulling, 'pulled');
  await expect.poll(() => messagesOf(told).length, soon).toBe(1);
  shop.answering = (response) => response.writeHead(503).end();
  const untold = await subscriber(posting, 'untold');
  await expect.poll(() => messagesOf(untold).length, soon).toBe(1);
  await expect.poll(() => pull(pulling), soon).toMatchObject({ data: [{ customer_id: pulled }] });
  const { next: early } = await pull(pulling);
  // An hour ago: a sweep that goes on from there can be told from one that begins now.
  await expect.poll(watermark, soon).toBeInstanceOf(Date);
  const swept = new Date(Math.floor(Date.now() / 1000) * 1000 - 3_600_000);
  await stage.admin.query(`UPDATE billing.billing_watermarks SET reached_at = ? WHERE name = 'sweep'`, [swept]);

  await stage.backUp();

  // What came after the backup is lost, but apps have seen it.
  shop.answering = taking;
  const lost = await rotateKey(act('shop'), { hours: 1, mode: 'test' });
  expect((await ask(lost, '/v1/changes')).status).toBe(200);
  await cancel(told);
  await cancel(pulled);
  await expect.poll(() => messagesOf(told).length, soon).toBe(2);
  await expect.poll(() => messagesOf(untold).length, soon).toBeGreaterThan(1);
  await expect.poll(async () => (await pull(pulling, early)).data.length, soon).toBe(1);
  const { next: late } = await pull(pulling, early);
  await stripe.idle();
  await service.end('SIGTERM');
  await billingPrisma.$disconnect();
  await stage.admin.query('DROP DATABASE billing');
  await stage.json(['restore', 'billing', '--yes', 'billing']);
  const posts = messagesOf(untold).length;
  const lists: number[] = [];
  gate.onTheWay = ({ path }) => {
    const from = /^\/v1\/events\?.*created(?:%5B|\[)gte(?:%5D|\])=(\d+)/.exec(path)?.[1];
    if (from !== undefined) lists.push(Number(from));
  };
  service = await start(service.port);

  expect((await ask(posting, '/v1/customers/told')).status).toBe(200);
  expect((await ask(lost, '/v1/customers/told')).status).toBe(401);
  await expect.poll(() => lists.length, soon).toBeGreaterThan(0);
  expect(lists[0]).toBe(swept.getTime() / 1000 - overlapMinutes * 60);
  await expect.poll(watermark, soon).not.toEqual(swept);

  // What was told before the backup is not told again; what was lost with the database is, under a new id.
  await expect.poll(() => messagesOf(told).length, soon).toBe(3);
  expect(messagesOf(told).map(([, status]) => status)).toEqual(['active', 'none', 'none']);
  const sequences = shop.sequencesOf(told);
  expect(sequences.toSorted((one, other) => one - other)).toEqual(sequences);
  expect(new Set(sequences).size).toBe(3);
  // What the backup held as not yet told comes again under the id that it had.
  await expect.poll(() => messagesOf(untold).length, soon).toBeGreaterThan(posts);
  expect(new Set(messagesOf(untold).map(([id]) => id)).size).toBe(1);
  // An app that pulls goes on from where it was, also where that was after the backup.
  await expect.poll(async () => (await pull(pulling, late)).data.length, soon).toBe(1);
  expect(await pull(pulling, late)).toMatchObject({ data: [{ customer_id: pulled, data: { status: 'none' } }] });
  expect((await pull(pulling, early)).data).toHaveLength(1);
  expect((await pull(pulling)).data.map(({ data: { status } }) => status)).toEqual(['active', 'none']);
}, 120_000);
