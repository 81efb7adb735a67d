import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Connection } from 'mariadb';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { FolderStore } from '../backup/store/folder-store.ts';
import { billingPrisma } from '../database/billing-prisma.ts';
import { expectDocumented } from '../testing/api-document.ts';
import { type ApiStage, askApi, startApiStage } from '../testing/api-stage.ts';
import { everyText } from '../testing/every-text.ts';
import { post as postWebhook, type Reply } from '../testing/http.ts';
import { type ServiceProcess, startService } from '../testing/service-process.ts';
import { type AnswerOnTheWay, type StripeGate, startStripeGate } from '../testing/stripe-gate.ts';
import { thinEventOf } from '../testing/stripe-objects.ts';
import { connectPrivacy } from './connect-privacy.ts';
import { eraseRequested } from './requested.ts';

let stage: ApiStage;
let gate: StripeGate;
/** Takes the place of the stage's own: its way to Stripe leads through the gate. */
let service: ServiceProcess;
let privacy: Connection;
let folder: string;
let shop: string;
let price: string;

beforeAll(async () => {
  stage = await startApiStage();
  gate = await startStripeGate(stage.stripe.url);
  await stage.service.end('SIGTERM');
  service = await startService({
    ...{ ...stage.environment, PORT: String(stage.service.port), STRIPE_API_BASE: gate.url, LOG_LEVEL: 'trace' },
  });
  privacy = await connectPrivacy(stage.local.urls.billing.privacy, 'URL');
  folder = mkdtempSync(join(tmpdir(), 'bulkhead-in-flight-'));
  shop = await stage.app('shop');
  const client = stage.stripe.client();
  const { id: product } = await client.products.create({ name: 'Pro', metadata: { plan: 'pro' } });
  const recurring = { interval: 'month' } as const;
  price = (await client.prices.create({ product, currency: 'eur', unit_amount: 1900, recurring })).id;
});
afterAll(async () => {
  await billingPrisma.$disconnect();
  await privacy.end();
  await service.end('SIGTERM');
  await gate.close();
  await stage.stop();
  rmSync(folder, { recursive: true });
});
afterEach(() => (gate.onTheWay = undefined));

const ask = (path: string, message: Partial<Parameters<typeof askApi>[2]> = {}) =>
  askApi(service.port, shop, { path, ...message });
const back = { success_url: 'https://app.example.com/ok', cancel_url: 'https://app.example.com/no' };
const checkout = (customer: string) =>
  ask('/v1/checkout-sessions', { body: { customer, items: [{ price }], ...back } });
const idOf = ({ body }: Reply) => (JSON.parse(body) as { id: string }).id;

async function person(reference: string): Promise<string> {
  const body = { reference, email: `${reference}@lovelace.example`, name: `Person ${reference}` };
  const id = idOf(await ask('/v1/customers', { body }));
  await stage.stripe.idle();
  return id;
}

/** Both halves of an erasure. Nothing waits for transactions that are under way: none is, but what a test holds back. */
async function erase(id: string): Promise<void> {
  expect((await ask(`/v1/customers/${id}`, { method: 'DELETE' })).status).toBe(202);
  const options = { store: new FolderStore(folder), stripe: stage.stripe.client(), askedBy: 'ada', settleSeconds: 0 };
  const { receipts, failed } = await eraseRequested(privacy, options);
  expect(failed).toEqual([]);
  expect(receipts).toMatchObject([{ customer: id, stripe: 'deleted' }]);
}

/** Holds back the first answer that fits, and tells when it is there. */
function holdBack(fits: (answer: AnswerOnTheWay) => boolean) {
  const [there, letGo] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  gate.onTheWay = (answer) => {
    if (!fits(answer)) return undefined;
    there.resolve();
    return letGo.promise;
  };
  return { there: there.promise, letGo: letGo.resolve };
}

/** Nothing of the person is in the database, nor in the log; and it could be found, as a neighbour's is. */
async function expectGone(reference: string): Promise<void> {
  await stage.stripe.idle();
  const text = (await everyText(stage.rows)) + service.output();
  expect(text).toContain('Person neighbour');
  for (const word of [reference, `Person ${reference}`]) expect(text.includes(word), word).toBe(false);
}

const readAt = (id: string) => stage.rows.query('SELECT done_at FROM billing_object_reads WHERE object_id = ?', [id]);
const soon = { timeout: 15_000, interval: 50 };

test('a read of Stripe that was under way during the erasure brings nobody back, nor does one that waited', async () => {
  await person('neighbour');
  const [read, waiting] = [await person('read-meanwhile'), await person('waiting-meanwhile')];
  const held = holdBack(({ path }) => path.startsWith(`/v1/customers/${read}`));
  await postWebhook(service.port, JSON.stringify(thinEventOf('v1.customer.updated', { id: read, type: 'customer' })));
  await held.there;
  // The settler is busy with the first one: this waits in the queue until it is over.
  await postWebhook(
    service.port,
    JSON.stringify(thinEventOf('v1.customer.updated', { id: waiting, type: 'customer' })),
  );
  await erase(read);
  await erase(waiting);
  held.letGo();
  for (const id of [read, waiting]) {
    await expect.poll(() => readAt(id), soon).toMatchObject([{ done_at: expect.any(Date) as Date }]);
  }
  await expectGone('read-meanwhile');
  await expectGone('waiting-meanwhile');
});

test('a checkout that was open during the erasure is not told of, and ends with the customer', async () => {
  const id = await person('buys-meanwhile');
  const open = idOf(await checkout(id));
  const held = holdBack(({ method, path }) => method === 'POST' && path === '/v1/checkout/sessions');
  const asked = checkout(id);
  await held.there;
  // One is paid between the request and the erasure, another is opened while it runs.
  stage.stripe.completeCheckout(open);
  expect((await ask(`/v1/customers/${id}`, { method: 'DELETE' })).status).toBe(202);
  await erase(id);
  held.letGo();
  expect((await asked).status).toBe(201);
  expect((await checkout(id)).status).toBe(410);
  expect((await ask(`/v1/customers/${id}/entitlements`)).status).toBe(410);
  await expectGone('buys-meanwhile');
});

test('a customer that was being made while its erasure was done is not made again out of that', async () => {
  const held = holdBack(({ method, path }) => method === 'POST' && path === '/v1/customers');
  const body = { reference: 'made-meanwhile', email: 'made-meanwhile@lovelace.example', name: 'Person made-meanwhile' };
  const asked = ask('/v1/customers', { body });
  await held.there;
  await stage.stripe.idle();
  const [{ id }] = (await stage.rows.query<{ id: string }>(
    `SELECT id FROM billing_customers WHERE app_reference = 'made-meanwhile'`,
  )) as [{ id: string }];
  await erase(id);
  gate.onTheWay = undefined;
  held.letGo();
  const refused = await asked;
  expectDocumented('createCustomer', refused);
  expect(JSON.parse(refused.body)).toMatchObject({ type: '/problems/customer-erased' });
  await expectGone('made-meanwhile');
});
