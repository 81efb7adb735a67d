import { afterAll, beforeAll, expect, test } from 'vitest';
import { databaseSecondsMax } from '../../policies/api.ts';
import { retryAfterSeconds } from '../../policies/webhook.ts';
import { billingPrisma } from '../database/billing-prisma.ts';
import { expectDocumented } from '../testing/api-document.ts';
import { type ApiStage, askApi, startApiStage } from '../testing/api-stage.ts';
import { BillingRows } from '../testing/billing-rows.ts';
import type { Reply } from '../testing/http.ts';
import { withinSeconds } from '../within-seconds.ts';
import { allRoutes } from './all-routes.ts';
import { makeKey } from './key.ts';

let stage: ApiStage;
let shop: string;
let price: string;

beforeAll(async () => {
  stage = await startApiStage();
  shop = await stage.app('shop');
  const client = stage.stripe.client();
  const { id: product } = await client.products.create({ name: 'Pro' });
  const recurring = { interval: 'month' } as const;
  price = (await client.prices.create({ product, currency: 'eur', unit_amount: 1900, recurring })).id;
  for (const reference of ['stays', 'goes']) await ask('createCustomer', { reference });
});
afterAll(async () => {
  await billingPrisma.$disconnect();
  await stage.stop();
});

const back = 'https://app.example.com/';
const bodyOf = (operation: string, customer: string): object | undefined =>
  ({
    createCustomer: { reference: customer },
    createCheckoutSession: { customer, items: [{ price }], success_url: back, cancel_url: back },
    createPortalSession: { customer, return_url: back },
  })[operation];

/** A request that would be done were the database there. */
function ask(operation: string, { key = shop, reference = 'stays' } = {}): Promise<Reply> {
  const { method, path } = allRoutes.find((route) => route.operation === operation)!;
  const body = bodyOf(operation, reference);
  return askApi(stage.service.port, key, { method, path: path.replace('{ref}', reference), ...(body && { body }) });
}

/** Erasing is asked for of a customer that nobody else here asks about. */
const askAll = async (): Promise<Record<string, Reply>> => {
  const replies = allRoutes.map(async ({ operation, method }) => {
    return [operation, await ask(operation, { reference: method === 'DELETE' ? 'goes' : 'stays' })] as const;
  });
  return Object.fromEntries(await Promise.all(replies));
};
const statusesOf = (replies: Record<string, Reply>) =>
  Object.fromEntries(Object.entries(replies).map(([operation, { status }]) => [operation, status]));

/** Asks again and again, and counts what was answered 200. */
function startReading(): () => Promise<number> {
  let reading = true;
  const readers = Array.from({ length: 4 }, async () => {
    let answered = 0;
    while (reading) answered += (await ask('getEntitlements')).status === 200 ? 1 : 0;
    return answered;
  });
  return async () => {
    reading = false;
    return (await Promise.all(readers)).reduce((sum, answered) => sum + answered, 0);
  };
}

/** On a connection of its own: the server goes away between two calls. */
async function accesses(): Promise<number> {
  const rows = await BillingRows.open(stage.local.adminUrl);
  const found = await rows.query(
    `SELECT sequence FROM billing_access_log WHERE action = 'getEntitlements' AND result = '200'`,
  );
  await rows.close();
  return found.length;
}

/** Whose key is asked for, and then one question: each may wait as long as the policy says. */
const answerSecondsMax = 2 * databaseSecondsMax + 2;
/** More than one statement carries, several times over. */
const crowd = 300;

const freeze = (signal: NodeJS.Signals) => Promise.resolve(void process.kill(stage.local.processId, signal));
const ways = {
  'is stopped': { away: () => stage.local.stopServer('SIGTERM'), back: () => stage.local.startServer() },
  'is frozen': { away: () => freeze('SIGSTOP'), back: () => freeze('SIGCONT') },
};

test.each(Object.entries(ways))(
  'while the database %s each route says so in time, no key opens, and what was answered stands in the log',
  async (_way, { away, back: comeBack }) => {
    const before = statusesOf(await askAll());
    expect(Object.values(before).every((status) => status < 300)).toBe(true);
    const accessesBefore = await accesses();
    const stopReading = startReading();
    let answered = 0;
    try {
      await expect.poll(accesses).toBeGreaterThan(accessesBefore);
      await away();
      const [replies, unknown, wrong, ...many] = await withinSeconds(
        answerSecondsMax,
        Promise.all([
          askAll(),
          ask('getCustomer', { key: makeKey('test').text }),
          ask('getCustomer', { key: `${shop.slice(0, -4)}ffff` }),
          ...Array.from({ length: crowd }, () => ask('getEntitlements')),
        ]),
      );
      for (const [operation, reply] of Object.entries(replies)) {
        expectDocumented(operation, reply);
        expect(JSON.parse(reply.body), operation).toMatchObject({ type: '/problems/database-unavailable' });
        expect(reply.headers['retry-after']).toBe(String(retryAfterSeconds));
      }
      expect(unknown.status).toBe(503);
      // What is remembered of a key for a few seconds is enough to refuse.
      expect([401, 503]).toContain(wrong.status);
      expect(new Set(many.map(({ status }) => status))).toEqual(new Set([503]));
    } finally {
      await comeBack();
      answered = await stopReading();
    }
    await expect.poll(async () => statusesOf(await askAll()), { timeout: 15_000 }).toEqual(before);
    expect(answered).toBeGreaterThan(0);
    expect((await accesses()) - accessesBefore).toBeGreaterThanOrEqual(answered);
    expect(stage.service.output()).not.toMatch(/SELECT|INSERT|bk_test_[0-9a-f]{16}_/);
  },
  60_000,
);
