import { setTimeout as wait } from 'node:timers/promises';
import { pino } from 'pino';
import { Webhook } from 'standardwebhooks';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { answerBytesMax, postsInFlightMax, retryWaitSeconds } from '../../policies/outbox.ts';
import type { LocalMariadb } from '../database/local-mariadb.ts';
import { startPrivateMariadb } from '../database/local-mariadb/private.ts';
import { seededRandom, seedFor } from '../stripe/local-stripe/state/seeded-random.ts';
import { BillingRows, type DatabaseRow } from '../testing/billing-rows.ts';
import { type Answering, Receiver, taking } from '../testing/receiver.ts';
import { startDelivering } from './deliver.ts';
import type { Background } from './relay.ts';
import { signingSecretOf } from './signing-secret.ts';

// The waits of days, in parts of a second; as many of them, the first long enough to be seen.
vi.mock('../../policies/outbox.ts', async (original) => ({
  ...(await original<typeof import('../../policies/outbox.ts')>()),
  ...{ postSecondsMax: 0.4, appsReadEverySeconds: 0.1, lookEveryMilliseconds: 20 },
  retryWaitSeconds: [0.5, ...Array.from({ length: 8 }, () => 0.05)],
}));

const seed = Number(process.env['SEED'] ?? 1);
const appSigningSecret = Buffer.from('a secret of the tests');
let local: LocalMariadb;
let rows: BillingRows;
let shop: Receiver;
let desk: Receiver;
let delivering: Background | undefined;

beforeAll(async () => {
  local = await startPrivateMariadb({ 'innodb-flush-log-at-trx-commit': '0' });
  rows = await BillingRows.open(local.adminUrl);
  process.env['BILLING_DATABASE_URL'] = local.urls.billing.app;
});
afterAll(async () => {
  await rows.close();
  await local.stop();
});
beforeEach(async () => {
  shop = await Receiver.start();
  desk = await Receiver.start();
  await rows.empty();
  await rows.query('DELETE FROM billing_apps');
  for (const [name, { url }] of [
    ['shop', shop],
    ['desk', desk],
  ] as const) {
    await rows.query(
      `INSERT INTO billing_apps (name, scopes, webhook_url, created_at) VALUES (?, 'read', ?, UTC_TIMESTAMP(3))`,
      [name, url],
    );
  }
});
afterEach(async () => {
  await delivering?.end();
  delivering = undefined;
  await shop.stop();
  await desk.stop();
});

const start = (livemode = false) =>
  (delivering = startDelivering({ appSigningSecret, livemode, log: pino({ level: 'silent' }) }));

/** Changes as the relay appends them: `count` for each of the customers, in turn. */
async function append(customers: readonly string[], count = 1, app = 'shop'): Promise<void> {
  for (let round = 0; round < count; round += 1) {
    for (const customer of customers) {
      await rows.query(
        `INSERT INTO billing_changes (app_name, customer_id, type, body, body_sha256, created_at, state, next_try_at)
          VALUES (?, ?, 'entitlements.changed', ?, '', '2026-06-01 12:00:00.5', 'pending', UTC_TIMESTAMP(3))`,
        [app, customer, JSON.stringify({ customer_id: customer, status: 'active', seats: round })],
      );
    }
  }
}

const changes = () => rows.query('SELECT * FROM billing_changes ORDER BY sequence');
async function until(isSo: (changes: DatabaseRow[]) => boolean, secondsMax = 15): Promise<DatabaseRow[]> {
  const end = performance.now() + secondsMax * 1000;
  for (;;) {
    const found = await changes();
    if (isSo(found)) return found;
    if (performance.now() > end) throw new Error(`not so: ${JSON.stringify(found, stringOf)}`);
    await wait(20);
  }
}
const stringOf = (_: string, value: unknown) => (typeof value === 'bigint' ? String(value) : value);
const allAre =
  (...states: string[]) =>
  (found: DatabaseRow[]) =>
    found.every(({ state }) => states.includes(String(state)));
const customers = (count: number) => Array.from({ length: count }, (_, index) => `cus_${index}`);

describe('a message', () => {
  test('is what Standard Webhooks says, and tells the change', async () => {
    await rows.query(
      `INSERT INTO billing_customers (id, balance, delinquent, deleted, livemode, created, version_event_id,
          version_tied, read_afresh, version, app_name, app_reference)
        VALUES ('cus_0', 0, 0, 0, 0, UTC_TIMESTAMP(), 'evt', 0, 0, 1, 'shop', 'workspace-7')`,
    );
    await append(['cus_0']);
    start();
    const [change] = await until(allAre('delivered'));
    const [{ body, headers }] = shop.messages as [(typeof shop.messages)[number]];
    expect(JSON.parse(body)).toEqual({
      type: 'entitlements.changed',
      timestamp: '2026-06-01T12:00:00.500Z',
      data: {
        customer: 'cus_0',
        reference: 'workspace-7',
        entitlements: { customer_id: 'cus_0', status: 'active', seats: 0 },
      },
      sequence: Number(change!['sequence']),
    });
    expect(headers).toMatchObject({
      'webhook-id': `chg_${String(change!['sequence'])}`,
      'content-type': 'application/json',
    });
    expect(new Webhook(signingSecretOf(appSigningSecret, 'shop', 1)).verify(body, headers)).toBeTruthy();
    expect(() => new Webhook(signingSecretOf(appSigningSecret, 'desk', 1)).verify(body, headers)).toThrow();
    expect(change).toMatchObject({ tries: 1, last_error: null, next_try_at: null, delivered_at: expect.any(Date) });
  });

  test('names no reference of a customer that was erased, or is another app’s', async () => {
    await append(['cus_0']);
    start();
    await until(allAre('delivered'));
    expect(JSON.parse(shop.messages[0]!.body)).toMatchObject({ data: { customer: 'cus_0', reference: null } });
  });

  test.each([
    ['during a rotation is signed with both secrets', '+', [1, 2]],
    ['after a rotation with the new one alone', '-', [2]],
  ])('%s', async (_, sign, verifying) => {
    await rows.query(
      `UPDATE billing_apps SET signing_generation = 2, signing_previous_until = UTC_TIMESTAMP(3) ${sign} INTERVAL 1 HOUR`,
    );
    await append(['cus_0']);
    start();
    await until(allAre('delivered'));
    const [{ body, headers }] = shop.messages as [(typeof shop.messages)[number]];
    const verifies = (generation: number) => {
      try {
        new Webhook(signingSecretOf(appSigningSecret, 'shop', generation)).verify(body, headers);
        return true;
      } catch {
        return false;
      }
    };
    expect([1, 2, 3].filter(verifies)).toEqual(verifying);
  });
});

test('each customer hears in order, at least once, whatever the app answers', async () => {
  const random = seededRandom(seedFor(seed, 'answers'));
  const all = customers(60);
  await append(all, 5);
  const taken = new Map<string, number[]>(all.map((customer) => [customer, []]));
  let mostAtOnce = 0;
  const underWay = new Map<string, number>();
  shop.answering = (response, { customer, sequence }) => {
    underWay.set(customer, (underWay.get(customer) ?? 0) + 1);
    mostAtOnce = Math.max(mostAtOnce, underWay.get(customer)!);
    setTimeout(() => {
      underWay.set(customer, underWay.get(customer)! - 1);
      const fate = random();
      if (fate < 0.1) return response.destroy();
      if (fate < 0.3) return response.writeHead(500).end();
      taken.get(customer)!.push(sequence);
      return response.writeHead(200).end('thanks');
    }, random() * 10);
  };
  start();
  const told = await until(allAre('delivered'), 30);
  for (const customer of all) {
    const own = told.filter(({ customer_id: id }) => id === customer).map(({ sequence }) => Number(sequence));
    const heard = taken.get(customer)!;
    // One that came too late for the deliverer came twice, and still before the next.
    expect(heard.filter((sequence, index) => sequence !== heard[index - 1])).toEqual(own);
  }
  expect(mostAtOnce).toBe(1);
});

describe('an app that', () => {
  const once =
    (answering: Answering): Answering =>
    (response, message, request) => {
      shop.answering = taking;
      answering(response, message, request);
    };
  test.each<[does: string, answering: Answering, fault: string | RegExp]>([
    ['answers 500', (response) => response.writeHead(500).end(), 'answered 500'],
    ['answers 410', (response) => response.writeHead(410).end(), 'answered 410'],
    [
      'sends elsewhere',
      (response) => response.writeHead(302, { location: `${desk.url}/elsewhere` }).end(),
      'answered 302: redirects are not followed',
    ],
    ['hangs', () => undefined, /^no answer within/],
    ['says 200 too late', (response) => void setTimeout(() => response.writeHead(200).end(), 600), /^no answer within/],
    ['closes the connection', (response) => response.destroy(), 'ECONNRESET'],
    ['resets the connection', (_, __, request) => request.socket.resetAndDestroy(), 'ECONNRESET'],
    ['speaks no HTTP', (_, __, request) => request.socket.end('hello\r\n\r\n'), /^HPE_/],
    [
      'sends endless headers',
      (_, __, request) => request.socket.end(`HTTP/1.1 200 OK\r\nx: ${'y'.repeat(100_000)}`),
      'HPE_HEADER_OVERFLOW',
    ],
    [
      'answers 500 with an endless body',
      (response) => {
        response.writeHead(500);
        const more = setInterval(() => response.write('z'.repeat(answerBytesMax)), 1);
        response.on('close', () => clearInterval(more));
      },
      'answered 500',
    ],
  ])('%s is told again, and why is written down', async (_, answering, fault) => {
    shop.answering = once(answering);
    await append(['cus_0']);
    start();
    const [refused] = await until(([change]) => change!['tries'] === 1);
    expect(refused!['last_error']).toMatch(fault);
    const [change] = await until(allAre('delivered'));
    expect(change).toMatchObject({ tries: 2, last_error: null });
    expect(shop.messages).toHaveLength(2);
    expect(desk.messages).toEqual([]);
  });

  test.each<[does: string, answering: Answering]>([
    [
      'takes it and never ends its answer',
      (response) => {
        response.writeHead(200);
        response.write('and');
      },
    ],
    [
      'takes it and sends a huge answer',
      (response) => {
        response.writeHead(200);
        const more = setInterval(() => response.write('z'.repeat(answerBytesMax)), 1);
        response.on('close', () => clearInterval(more));
      },
    ],
  ])('%s was told', async (_, answering) => {
    shop.answering = answering;
    await append(['cus_0']);
    start();
    expect(await until(allAre('delivered'))).toMatchObject([{ tries: 1 }]);
    expect(shop.messages).toHaveLength(1);
  });

  test('closes a kept connection just when it is used again is told at once, on a new one', async () => {
    await append(['cus_0', 'cus_0']);
    shop.answering = (response, { sequence }, request) => {
      const first = shop.messages.filter((message) => message.sequence === sequence).length === 1;
      if (shop.messages.length > 1 && first) request.socket.resetAndDestroy();
      else taking(response, shop.messages[0]!, request);
    };
    start();
    expect(await until(allAre('delivered'))).toMatchObject([{ tries: 1 }, { tries: 1 }]);
    expect(shop.messages).toHaveLength(3);
  });

  test('never takes it has a dead letter after the last try, and hears what comes after it', async () => {
    await append(['cus_0', 'cus_1']);
    await append(['cus_0']);
    const [first] = await changes();
    shop.answering = (response, { sequence }) =>
      response.writeHead(sequence === Number(first!['sequence']) ? 500 : 200).end();
    start();
    const found = await until(allAre('delivered', 'dead'));
    expect(found).toMatchObject([
      { state: 'dead', tries: retryWaitSeconds.length + 1, last_error: 'answered 500', next_try_at: null },
      { state: 'delivered', tries: 1 },
      { state: 'delivered', tries: 1 },
    ]);
    const own = shop.sequencesOf('cus_0');
    expect(own).toEqual([...Array<number>(retryWaitSeconds.length + 1).fill(own[0]!), Number(found[2]!['sequence'])]);
  });

  test('hangs holds up no other app, and of its own customers only those it hangs for', async () => {
    const hanging = customers(postsInFlightMax - 1);
    shop.answering = (response, message, request) => {
      if (!hanging.includes(message.customer)) taking(response, message, request);
    };
    await append([...hanging, 'cus_quick']);
    await append(hanging, 1, 'desk');
    start();
    const isTold = ({ app_name: app, customer_id: id }: DatabaseRow) => app === 'desk' || id === 'cus_quick';
    const found = await until((all) => all.filter(isTold).every(({ state }) => state === 'delivered'));
    expect(found.filter((change) => !isTold(change) && change['state'] !== 'pending')).toEqual([]);
  });

  test.each([
    ['has no address any more', 'webhook_url = NULL'],
    ['was revoked', 'revoked_at = UTC_TIMESTAMP(3)'],
  ])('%s is left its changes to pull, and no more is posted', async (_, assignment) => {
    shop.answering = (response) => response.writeHead(500).end();
    await append(customers(3));
    start();
    await until((found) => found.every(({ tries }) => Number(tries) > 0));
    await rows.query(`UPDATE billing_apps SET ${assignment} WHERE name = 'shop'`);
    await until(allAre('pulled'));
    const count = shop.messages.length;
    await wait(300);
    expect(shop.messages).toHaveLength(count);
  });

  test('moved is posted to where it is now', async () => {
    shop.answering = (response) => response.writeHead(500).end();
    await append(['cus_0']);
    start();
    await until(([change]) => Number(change!['tries']) > 0);
    await rows.query(`UPDATE billing_apps SET webhook_url = ? WHERE name = 'shop'`, [desk.url]);
    await until(allAre('delivered'));
    expect(desk.messages).toHaveLength(1);
  });
});

test('in live mode nothing is posted without TLS', async () => {
  await append(['cus_0']);
  start(true);
  await until(([change]) => Number(change!['tries']) > 0);
  expect((await changes())[0]!['last_error']).toMatch('https://');
  expect(shop.messages).toEqual([]);
});

test('ended in the middle of a post it tells again, and counts no try', async () => {
  shop.answering = () => undefined;
  await append(['cus_0']);
  start();
  while (shop.messages.length === 0) await wait(5);
  await delivering!.end();
  expect(await changes()).toMatchObject([{ state: 'pending', tries: 0 }]);
  shop.answering = taking;
  start();
  await until(allAre('delivered'));
  expect(shop.messages).toHaveLength(2);
});
