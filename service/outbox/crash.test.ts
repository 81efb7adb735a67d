import { setTimeout as wait } from 'node:timers/promises';
import { createConnection } from 'mariadb';
import { afterAll, afterEach, beforeAll, beforeEach, expect, onTestFinished, test } from 'vitest';
import { connectBilling } from '../database/billing-prisma.ts';
import type { LocalMariadb } from '../database/local-mariadb.ts';
import { startPrivateMariadb } from '../database/local-mariadb/private.ts';
import { readEntitlements } from '../entitlements/read.ts';
import { seededRandom, seedFor } from '../stripe/local-stripe/state/seeded-random.ts';
import { appSigningSecret } from '../testing/api-stage.ts';
import { BillingRows } from '../testing/billing-rows.ts';
import { post } from '../testing/http.ts';
import { Receiver, taking } from '../testing/receiver.ts';
import { Sender } from '../testing/sender.ts';
import { type ServiceProcess, startService } from '../testing/service-process.ts';
import {
  customerObject,
  type EventBody,
  eventOf,
  productObject,
  subscriptionItem,
  subscriptionObject,
} from '../testing/stripe-objects.ts';

const seed = Number(process.env['SEED'] ?? 1);
const kills = 8;
const customers = 60;
const seatsEach = 6;
let local: LocalMariadb;
let rows: BillingRows;
let app: Receiver;
let service: ServiceProcess;

const start = async () => {
  service = await startService({
    BILLING_DATABASE_URL: local.urls.billing.app,
    APP_SIGNING_SECRET: appSigningSecret,
  });
};

beforeAll(async () => {
  local = await startPrivateMariadb();
  rows = await BillingRows.open(local.adminUrl);
});
afterAll(async () => {
  await rows.close();
  await local.stop();
});
beforeEach(async () => {
  app = await Receiver.start();
  await rows.empty();
  await rows.query('DELETE FROM billing_apps');
  await rows.query(
    `INSERT INTO billing_apps (name, scopes, webhook_url, created_at) VALUES ('shop', 'read', ?, UTC_TIMESTAMP(3))`,
    [app.url],
  );
  await start();
});
afterEach(async () => {
  await service.end('SIGKILL');
  await app.stop();
});

const customer = (id: string) =>
  eventOf('customer.created', customerObject({ id, metadata: { bulkhead_app: 'shop' } }));
/** The state of a subscription at a second: so many seats. */
const seats = (id: string, quantity: number): EventBody =>
  eventOf(
    'customer.subscription.updated',
    subscriptionObject({ id: id.replace('cus', 'sub'), customer: id }, [subscriptionItem({ quantity })]),
    { created: 1_767_225_600 + quantity },
  );
const deliver = (event: EventBody) => post(service.port, JSON.stringify(event));

async function until(isSo: () => Promise<boolean> | boolean, secondsMax = 30): Promise<void> {
  const end = performance.now() + secondsMax * 1000;
  while (!(await isSo())) {
    if (performance.now() > end) throw new Error(`not so within ${secondsMax} s: ${service.output().slice(-2000)}`);
    await wait(20);
  }
}
const count = async (sql: string) =>
  Number((await rows.query<{ n: bigint }>(`SELECT COUNT(*) AS n FROM ${sql}`))[0]!.n);
/** Nothing is left to do: neither for the relay nor for the deliverer. */
const isDone = async () =>
  (await count('billing_outbox WHERE done_at IS NULL')) + (await count(`billing_changes WHERE state = 'pending'`)) ===
  0;

/** Every change reached the app, each customer's in order, and the last of them is what is true. */
async function expectAllTold(ids: readonly string[]): Promise<void> {
  process.env['BILLING_DATABASE_URL'] = local.urls.billing.app;
  const billing = await connectBilling();
  const truth = await readEntitlements(billing, ids);
  await billing.end();
  for (const id of ids) {
    const changes = await rows.query<{ sequence: bigint; body: unknown }>(
      'SELECT sequence, body FROM billing_changes WHERE customer_id = ? ORDER BY sequence',
      [id],
    );
    const heard = app.sequencesOf(id);
    const firsts = heard.filter((sequence, index) => heard.indexOf(sequence) === index);
    expect(firsts).toEqual(changes.map(({ sequence }) => Number(sequence)));
    expect(changes.at(-1)?.body).toEqual(truth.get(id));
    const last = app.messages.findLast((message) => message.customer === id)!;
    expect(JSON.parse(last.body)).toMatchObject({ data: { entitlements: { seats: truth.get(id)!.seats } } });
  }
}

test(`killed ${kills} times under load, every change is told, in order, and the last one is the truth`, async () => {
  const random = seededRandom(seedFor(seed, 'outbox crash'));
  const ids = Array.from({ length: customers }, (_, index) => `cus_${index}`);
  const sender = new Sender({ ports: () => [service.port], connections: 6, seed });
  try {
    sender.add([eventOf('product.created', productObject()), ...ids.map(customer)]);
    for (let kill = 1; kill <= kills; kill += 1) {
      const share = ids.filter((_, index) => index % kills === kill - 1);
      sender.add(share.flatMap((id) => Array.from({ length: seatsEach }, (_, index) => seats(id, index + 1))));
      await wait(200 + random() * 700);
      await service.end('SIGKILL');
      await start();
    }
    await sender.allAcknowledged(30);
  } finally {
    await sender.stop();
  }
  await until(isDone, 60);
  await expectAllTold(ids);
  const { stderr, exitCode } = await service.end('SIGTERM');
  expect({ stderr, exitCode }).toEqual({ stderr: '', exitCode: 0 });
}, 150_000);

/** Holds rows that a step writes, so that the service stops in it; returns what lets go. */
async function hold(sql: string): Promise<() => Promise<void>> {
  const { hostname: host, port, username: user, password } = new URL(local.adminUrl);
  const connection = await createConnection({
    ...{ host, port: Number(port), user, password: decodeURIComponent(password), database: 'billing' },
  });
  // A test that fails does not come to the line that lets go, and the next ones would wait for it.
  connection.on('error', () => undefined);
  onTestFinished(() => connection.destroy());
  await connection.query('START TRANSACTION');
  await connection.query(sql);
  return () => connection.end();
}
/** The server looks afresh only where nobody has asked it for a tenth of a second: asked more often it never sees a change. */
const isWaiting = async () => {
  await wait(150);
  return (await count(`information_schema.innodb_trx WHERE trx_state = 'LOCK WAIT'`)) > 0;
};

test('killed while a change is appended and its mark not done, it is appended once', async () => {
  await deliver(customer('cus_1'));
  await until(isDone);
  await rows.query(
    `INSERT INTO billing_outbox (kind, object_id, due_at) VALUES ('customer', 'cus_1', UTC_TIMESTAMP(3) + INTERVAL 2 SECOND)`,
  );
  const letGo = await hold(`SELECT * FROM billing_outbox WHERE done_at IS NULL FOR UPDATE`);
  await rows.query(
    `INSERT INTO billing_subscriptions (id, customer_id, status, currency, collection_method, items, start_date,
        cancel_at_period_end, livemode, created, version_event_id, version_tied, read_afresh, version)
      VALUES ('sub_1', 'cus_1', 'active', 'eur', 'charge_automatically', '[]', UTC_TIMESTAMP(), 0, 0, UTC_TIMESTAMP(), 'evt',
        0, 0, 1)`,
  );
  await until(isWaiting);
  await service.end('SIGKILL');
  await letGo();
  expect(await count('billing_changes')).toBe(0);
  await start();
  await until(isDone);
  expect(await count('billing_changes')).toBe(1);
  await expectAllTold(['cus_1']);
});

test('killed before the app answers, it is told again', async () => {
  app.answering = () => void service.end('SIGKILL');
  await deliver(customer('cus_1'));
  await deliver(seats('cus_1', 1));
  await service.ended;
  app.answering = taking;
  await start();
  await until(isDone);
  expect(app.messages).toHaveLength(2);
  await expectAllTold(['cus_1']);
});

test('killed as soon as the app has taken it, and that may not be written down, nothing is lost', async () => {
  app.answering = (response) => {
    response.on('finish', () => void service.end('SIGKILL'));
    response.writeHead(204).end();
  };
  await deliver(customer('cus_1'));
  await deliver(seats('cus_1', 1));
  await service.ended;
  app.answering = taking;
  await start();
  await deliver(seats('cus_1', 2));
  await until(isDone);
  await expectAllTold(['cus_1']);
});
