import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { settledTogetherMax } from '../../../policies/stripe-api.ts';
import type { BillingConnection } from '../../database/billing-prisma.ts';
import { received } from '../../testing/in-order.ts';
import { eventOf, productObject } from '../../testing/stripe-objects.ts';
import { type StripeProxy, startStripeProxy } from '../../testing/stripe-proxy.ts';
import { startTruthStage, type TruthStage } from '../../testing/truth-stage.ts';
import { CommitLane } from '../../webhook/commit.ts';
import { GroupCommit } from '../../webhook/group-commit.ts';
import { backfill } from '../backfill/backfill-flow.ts';
import { stripeClient } from '../client.ts';
import { verify } from '../verify/verify-flow.ts';
import { connectToLook } from './known-rows.ts';
import { askToRead } from './queue.ts';
import { settleOnce } from './settle.ts';

const subscriptions = 150;

let stage: TruthStage;
let connection: BillingConnection;
let commits: GroupCommit;
let subscribed: string[];
let customers: string[];
let proxy: StripeProxy | undefined;
let notices: string[] = [];

beforeAll(async () => {
  stage = await startTruthStage(subscriptions);
  connection = await connectToLook();
  commits = new GroupCommit();
  subscribed = [...stage.stripe.account.subscriptions.newestFirst()].map(({ id }) => id);
  customers = [...stage.stripe.account.customers.newestFirst()].map(({ id }) => id);
});
afterAll(async () => {
  await commits.close();
  await connection.end();
  await stage.stop();
});
beforeEach(async () => {
  notices = [];
  await stage.empty();
  await backfill(stage.client, { pace: stage.pace });
});
afterEach(async () => {
  await proxy?.close();
  proxy = undefined;
});

const settle = (client = stage.client, by = commits) =>
  settleOnce(client, { commits: by, pace: stage.pace, notice: (line) => notices.push(line) });
const equal = async () => {
  const { result, drift } = await verify(stage.client, { livemode: false, pace: stage.pace, waitsSeconds: [0] });
  return { result, drift };
};
const doubt = (ids: readonly string[]) =>
  stage.rows.query(`UPDATE billing_subscriptions SET status = 'past_due', read_afresh = TRUE WHERE id IN (?)`, [ids]);
const doubts = () => stage.rows.query('SELECT id FROM billing_subscriptions WHERE read_afresh');
const queue = () => stage.rows.query('SELECT object_id, tries, done_at FROM billing_object_reads ORDER BY object_id');

/** A client that reaches local Stripe through a proxy which notes what is asked for. */
async function clientThroughProxy(before: (request: number, response: ServerResponse) => unknown = () => undefined) {
  proxy = await startStripeProxy(stage.stripe.url, before);
  return stripeClient({ STRIPE_API_KEY: stage.stripe.apiKey, STRIPE_API_BASE: proxy.url }, { maxNetworkRetries: 0 });
}

test('rows in doubt are read from Stripe, more of them than one round takes', async () => {
  await doubt(subscribed.slice(0, settledTogetherMax + 20));
  expect(await settle()).toEqual({ read: settledTogetherMax + 20, failed: 0, waiting: 0 });
  expect(await doubts()).toEqual([]);
  expect(await equal()).toEqual({ result: 'equal', drift: 0 });
  expect(await settle()).toEqual({ read: 0, failed: 0, waiting: 0 });
});

test('what was asked for is read: what is not here yet, what is gone, and what nobody knows', async () => {
  await stage.rows.query('DELETE FROM billing_subscriptions WHERE id = ?', [subscribed[3]]);
  const lane = new CommitLane();
  await lane.commit([received(eventOf('product.created', productObject({ id: 'prod_ghost' })))]);
  await lane.close();
  const asked = [
    { kind: 'subscription', id: String(subscribed[3]), account: null },
    { kind: 'product', id: 'prod_ghost', account: null },
    { kind: 'customer', id: 'cus_nobody', account: null },
    { kind: 'price', id: 'price_1', account: null },
  ];
  await askToRead(connection, asked, 'v1.test');
  expect(await settle()).toEqual({ read: 2, failed: 0, waiting: 0 });
  expect(await stage.rows.query(`SELECT deleted FROM billing_products WHERE id = 'prod_ghost'`)).toEqual([
    { deleted: 1 },
  ]);
  expect(await equal()).toEqual({ result: 'equal', drift: 0 });
});

test('a customer that was deleted at Stripe is deleted here, and keeps what it was called', async () => {
  const { id } = await stage.client.customers.create({ name: 'Leaving', email: 'leaving@example.com' });
  await askToRead(connection, [{ kind: 'customer', id, account: null }], 'v1.test');
  await settle();
  await stage.client.customers.del(id);
  await askToRead(connection, [{ kind: 'customer', id, account: null }], 'v1.test');
  expect(await settle()).toMatchObject({ read: 1 });
  const select = 'SELECT name, deleted FROM billing_customers WHERE id = ?';
  expect(await stage.rows.query(select, [id])).toEqual([{ name: 'Leaving', deleted: 1 }]);
});

test('a row of this very second is read once its second is over, and then stands', async () => {
  const { id } = await stage.client.customers.create({ name: 'One' });
  const [event] = [...stage.stripe.account.events.newestFirst()];
  const lane = new CommitLane();
  const twin = { ...event!, id: 'evt_twin', data: { object: { ...event!.data.object, name: 'Another' } } };
  await lane.commit([received(event as never), received(twin)]);
  await lane.close();
  expect(await settle()).toMatchObject({ read: 1, failed: 0 });
  const select = 'SELECT name, read_afresh FROM billing_customers WHERE id = ?';
  expect(await stage.rows.query(select, [id])).toEqual([{ name: 'One', read_afresh: 0 }]);
});

test('an object on a test clock stands a second after its row, however far that is', async () => {
  const clock = await stage.client.testHelpers.testClocks.create({ frozen_time: 2_000_000_000 });
  const { id } = await stage.client.customers.create({ name: 'Then', test_clock: clock.id });
  const [event] = [...stage.stripe.account.events.newestFirst()].filter(({ type }) => type === 'customer.created');
  const lane = new CommitLane();
  await lane.commit([received({ ...event!, created: 2_000_000_000 } as never)]);
  await lane.close();
  await stage.rows.query(`UPDATE billing_customers SET name = 'Other', read_afresh = TRUE WHERE id = ?`, [id]);
  await settle();
  expect(await stage.rows.query('SELECT name, read_afresh FROM billing_customers WHERE id = ?', [id])).toEqual([
    { name: 'Then', read_afresh: 0 },
  ]);
  await stage.client.customers.del(id);
});

test('an object of a connected account is asked for in its name, and kept under it', async () => {
  const named: unknown[] = [];
  const server = createServer((request, response) => {
    named.push(request.headers['stripe-account']);
    response.end(JSON.stringify(productObject({ id: 'prod_theirs' })));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  try {
    const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    await askToRead(connection, [{ kind: 'product', id: 'prod_theirs', account: 'acct_1' }], 'v1.test');
    expect(await settle(stripeClient({ STRIPE_API_KEY: 'sk_test_x', STRIPE_API_BASE: base }))).toMatchObject({
      read: 1,
    });
    const select = `SELECT account_id FROM billing_products WHERE id = 'prod_theirs'`;
    expect(await stage.rows.query(select)).toEqual([{ account_id: 'acct_1' }]);
    expect(named).toEqual(['acct_1']);
  } finally {
    server.closeAllConnections();
    server.close();
  }
});

test('several settlers at once read each object once', async () => {
  const ids = subscribed.slice(0, 120);
  await doubt(ids);
  const others = [new GroupCommit(), new GroupCommit()];
  const all = await Promise.all([settle(), ...others.map((by) => settle(stage.client, by))]);
  await Promise.all(others.map((by) => by.close()));
  const read = all.reduce((sum, one) => sum + one.read, 0);
  const reads = await stage.rows.query<{ copies: bigint }>(
    'SELECT COUNT(*) AS copies FROM billing_webhooks WHERE object_id IN (?) GROUP BY object_id',
    [ids],
  );
  // One of each is the backfill's.
  expect(new Set(reads.map((row) => Number(row.copies)))).toEqual(new Set([2]));
  // Whoever came too late left the rest to the others; nothing is left.
  expect({ read, left: await doubts() }).toEqual({ read: 120, left: [] });
});

test('an object that another process is reading is left to it', async () => {
  await doubt([subscribed[0]!]);
  const lock = `SELECT GET_LOCK(SHA2(CONCAT('bulkhead read ', DATABASE(), ' ', ?), 256), 0)`;
  await stage.rows.query(lock, [subscribed[0]]);
  expect(await settle()).toEqual({ read: 0, failed: 0, waiting: 1 });
  await stage.rows.query('SELECT RELEASE_ALL_LOCKS()');
  expect(await settle()).toEqual({ read: 1, failed: 0, waiting: 0 });
});

test('asked for again while it is read, an object is read once more', async () => {
  await askToRead(connection, [{ kind: 'customer', id: customers[0]!, account: null }], 'v1.test');
  let again: Promise<unknown> | undefined;
  const client = await clientThroughProxy(async (request) => {
    if (request > 1) return;
    again = askToRead(connection, [{ kind: 'customer', id: customers[0]!, account: null }], 'v1.test');
    await again;
  });
  expect(await settle(client)).toEqual({ read: 2, failed: 0, waiting: 0 });
});

test('with 500 and 429 for a fifth of all calls everything is settled', async () => {
  await doubt(subscribed.slice(0, 100));
  stage.stripe.setFaults({ apiErrorRate: 0.1, apiRateLimitRate: 0.1 });
  try {
    const { read, failed, waiting } = await settle();
    expect({ read, failed, waiting }).toEqual({ read: 100, failed: 0, waiting: 0 });
  } finally {
    stage.stripe.setFaults({ apiErrorRate: 0, apiRateLimitRate: 0 });
  }
  expect(await equal()).toEqual({ result: 'equal', drift: 0 });
}, 120_000);

test('what cannot be read is put off, longer each time, and holds up nobody', async () => {
  await doubt(subscribed.slice(0, 3));
  const failing = await clientThroughProxy((request, response) =>
    request === 2 ? response.writeHead(500).end('{"error":{}}') : undefined,
  );
  expect(await settle(failing)).toEqual({ read: 2, failed: 1, waiting: 1 });
  expect(await doubts()).toHaveLength(1);
  expect((await queue()).filter((row) => row['done_at'] === null)).toMatchObject([{ tries: 1 }]);
  // Not due yet.
  expect(await settle()).toEqual({ read: 0, failed: 0, waiting: 1 });
  await stage.rows.query('UPDATE billing_object_reads SET next_try_at = NOW(3) - INTERVAL 1 SECOND');
  expect(await settle()).toEqual({ read: 1, failed: 0, waiting: 0 });
});

describe('hostile answers', () => {
  const answers: Record<string, string> = {
    'no JSON': '<html>',
    'a number': '7',
    'an empty object': '{}',
    'an object without an id': '{"object":"subscription"}',
    'another object': '{"object":"subscription","id":"sub_other"}',
    'another kind of object': '{"object":"invoice","id":"SUB"}',
    'the right id, and nothing else': '{"object":"subscription","id":"SUB"}',
    'a 404 that is not Stripe’s': '404 {"error":{"message":"no such page"}}',
  };
  test.each(Object.entries(answers))('%s: put off, and the row stays', async (_, text) => {
    const server = createServer((_, response) => {
      const [status, body] = text.startsWith('404 ') ? [404, text.slice(4)] : [200, text];
      response.writeHead(status, { 'Content-Type': 'application/json' }).end(body.replace('SUB', subscribed[0]!));
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    try {
      await doubt([subscribed[0]!]);
      const before = await stage.rows.projections();
      const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
      const hostile = stripeClient({ STRIPE_API_KEY: 'sk_test_x', STRIPE_API_BASE: base }, { maxNetworkRetries: 0 });
      expect(await settle(hostile)).toEqual({ read: 0, failed: 1, waiting: 1 });
      expect(notices).toHaveLength(1);
      expect(await stage.rows.projections()).toEqual(before);
    } finally {
      server.closeAllConnections();
      server.close();
    }
  });

  test('a key that Stripe does not know ends the round at once', async () => {
    await doubt([subscribed[0]!]);
    const client = await clientThroughProxy((_, response) => response.writeHead(401).end('{"error":{"message":"no"}}'));
    await expect(settle(client)).rejects.toThrow('Stripe does not know this STRIPE_API_KEY');
    expect(await doubts()).toHaveLength(1);
  });
});
