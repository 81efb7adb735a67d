import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { differencesNamedMax, windowObjectsMin } from '../../policies/verify.ts';
import { listOfPlaceholders } from '../database/statement.ts';
import { startCommand } from '../testing/command.ts';
import { received } from '../testing/in-order.ts';
import { signingSecret, startService } from '../testing/service-process.ts';
import { customerObject, eventOf, invoiceObject, productObject } from '../testing/stripe-objects.ts';
import { type TruthStage, startTruthStage } from '../testing/truth-stage.ts';
import { CommitLane } from '../webhook/commit.ts';
import { backfill } from './backfill/backfill-flow.ts';
import { noFaults } from './local-stripe/webhooks/faults.ts';
import type { Verification } from './verify/record.ts';
import { verify, type VerifyOptions } from './verify/verify-flow.ts';

const subscriptions = 250;

let stage: TruthStage;
let folder: string;
/** Objects of Stripe, newest first. */
let customers: string[];
let subscribed: string[];
let invoices: string[];

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'bulkhead-verify-'));
  stage = await startTruthStage(subscriptions);
  customers = [...stage.stripe.account.customers.newestFirst()].map(({ id }) => id);
  subscribed = [...stage.stripe.account.subscriptions.newestFirst()].map(({ id }) => id);
  invoices = [...stage.stripe.account.invoices.newestFirst()].map(({ id }) => id);
});
afterAll(async () => {
  await stage.stop();
  rmSync(folder, { recursive: true });
});
beforeEach(async () => {
  await stage.empty();
  await backfill(stage.client, { pace: stage.pace });
});

const verifyNow = (options: Partial<VerifyOptions> = {}): Promise<Verification> =>
  verify(stage.client, { livemode: false, pace: stage.pace, waitsSeconds: [0], ...options });
const update = (sql: string, values: unknown[] = []) => stage.rows.query(sql, values);

async function commit(...events: ReturnType<typeof eventOf>[]): Promise<void> {
  const lane = new CommitLane();
  await lane.commit(events.map(received));
  await lane.close();
}

test('what a backfill has filled is equal, and was compared in full', async () => {
  const record = await verifyNow();
  expect(record).toMatchObject({ result: 'equal', drift: 0, repaired: 0, inFlight: 0, differences: [] });
  expect(record.comparisons.map(({ kind, compared }) => [kind, compared])).toEqual([
    ['product', 1],
    ...['customer', 'subscription', 'invoice'].map((kind) => [kind, subscriptions]),
  ]);
});

describe('drift of every kind is found, told without personal values, and repaired', () => {
  const drifts: Record<string, [() => Promise<unknown>, (found: Verification['differences']) => void]> = {
    'a row that is missing': [
      () => update('DELETE FROM billing_subscriptions WHERE id = ?', [subscribed[7]]),
      (found) => expect(found).toMatchObject([{ kind: 'subscription', id: subscribed[7], problem: 'missing' }]),
    ],
    'a column of money': [
      () => update('UPDATE billing_invoices SET total = 1 WHERE id = ?', [invoices[3]]),
      (found) =>
        expect(found).toMatchObject([
          { id: invoices[3], problem: 'differs', columns: [{ column: 'total', here: '1', atStripe: '1900' }] },
        ]),
    ],
    'columns that say who a person is': [
      () => update(`UPDATE billing_customers SET email = 'x@example.com', balance = 5 WHERE id = ?`, [customers[0]]),
      (found) => {
        expect(found[0]?.columns).toEqual([{ column: 'email' }, { column: 'balance', here: '5', atStripe: '0' }]);
        expect(JSON.stringify(found)).not.toContain('@');
      },
    ],
    items: [
      () => update(`UPDATE billing_subscriptions SET items = '[]' WHERE id = ?`, [subscribed.at(-1)]),
      (found) => expect(found).toMatchObject([{ columns: [{ column: 'items', here: '[]' }] }]),
    ],
    'a row that Stripe has not': [
      () =>
        commit(eventOf('invoice.created', invoiceObject({ id: 'in_ghost', customer: customers[1], status: 'draft' }))),
      (found) => expect(found).toMatchObject([{ id: 'in_ghost', problem: 'gone', columns: [] }]),
    ],
    'a product that is only here': [
      () => commit(eventOf('product.created', productObject({ id: 'prod_ghost' }))),
      (found) => expect(found).toMatchObject([{ id: 'prod_ghost', problem: 'gone' }]),
    ],
    'a deletion that Stripe knows nothing of': [
      () => commit(eventOf('customer.deleted', customerObject({ id: customers[5] }), { created: nowSeconds() - 1000 })),
      (found) => expect(found[0]).toMatchObject({ id: customers[5], problem: 'differs' }),
    ],
    'a subscription that ended here alone, and cannot go back by an event': [
      () =>
        update(
          `UPDATE billing_subscriptions SET status = 'canceled', version = version + (1 << 38) * 12 WHERE id = ?`,
          [subscribed[9]],
        ),
      (found) => expect(found[0]?.columns).toEqual([{ column: 'status', here: 'canceled', atStripe: 'active' }]),
    ],
  };
  test.each(Object.entries(drifts))('%s', async (_, [drift, expectFound]) => {
    await drift();
    const found = await verifyNow();
    expect(found).toMatchObject({ result: 'drift', drift: 1, repaired: 0 });
    expectFound(found.differences);
    expect(await update('SELECT * FROM billing_access_log')).toEqual([]);

    const repaired = await verifyNow({ repair: true });
    expect(repaired).toMatchObject({ result: 'equal', drift: 0, repaired: 1, differences: [{ repaired: true }] });
    expect(await update('SELECT action, result, subject_id FROM billing_access_log')).toEqual([
      { action: 'repair', result: 'repaired', subject_id: found.differences[0]!.id },
    ]);
    expect(await verifyNow()).toMatchObject({ result: 'equal', drift: 0, repaired: 0 });
  });

  test('after the repair of an ended row, what Stripe tells of it has it read again', async () => {
    const id = customers[5]!;
    await commit(eventOf('customer.deleted', customerObject({ id }), { created: nowSeconds() - 1000 }));
    await verifyNow({ repair: true });
    await stage.client.customers.update(id, { name: 'Renamed' });
    const object = { ...stage.stripe.account.customers.get(id)! };
    await commit(eventOf('customer.updated', object, { created: nowSeconds() + 2 }));
    const name = () => update('SELECT name, read_afresh FROM billing_customers WHERE id = ?', [id]);
    expect(await name()).toMatchObject([{ read_afresh: 1 }]);
    expect((await verifyNow()).settled).toMatchObject({ read: 1, failed: 0 });
    expect(await name()).toEqual([{ name: 'Renamed', read_afresh: 0 }]);
  });
});

const nowSeconds = () => Math.floor(Date.now() / 1000);

test('many rows of one second, and many more than a window holds, are told apart from those that are not listed', async () => {
  const ids = Array.from({ length: windowObjectsMin + 300 }, (_, index) => `prod_${index}`);
  const made = nowSeconds() - 10_000;
  for (const [index, id] of ids.entries()) {
    stage.stripe.account.quietly(() => {
      stage.stripe.account.add({
        ...stage.stripe.account.products.newestFirst().next().value!,
        ...{ id, created: index < 150 ? made : made - index },
      });
    });
  }
  await backfill(stage.client, { pace: stage.pace });
  await update(`UPDATE billing_products SET created = ? WHERE id = 'prod_2100'`, [new Date(1_000_000_000_000)]);
  await commit(eventOf('product.created', productObject({ id: 'prod_ghost', created: made })));
  await commit(eventOf('product.deleted', productObject({ id: 'prod_gone', created: made })));
  const record = await verifyNow({ only: ['product'] });
  expect(record.comparisons).toMatchObject([{ kind: 'product', compared: ids.length + 1, drift: 2 }]);
  expect(record.differences.map(({ id }) => id).sort()).toEqual(['prod_2100', 'prod_ghost']);
  for (const id of ids) stage.stripe.account.remove(stage.stripe.account.products.get(id)!);
});

test('an event that arrives between the two looks is no drift', async () => {
  await update('UPDATE billing_invoices SET total = 1 WHERE id = ?', [invoices[3]]);
  let restored: Promise<unknown> | undefined;
  const record = await verifyNow({
    waitsSeconds: [1],
    onProgress: (compared) => {
      if (compared < 3 * subscriptions) return;
      restored ??= update('UPDATE billing_invoices SET total = 1900 WHERE id = ?', [invoices[3]]);
    },
  });
  expect(record).toMatchObject({ result: 'equal', inFlight: 1, drift: 0 });
});

test('a repair while webhooks pour in puts no older state above a newer one: once they have come, all is equal', async () => {
  const service = await startService(stage.environment);
  stage.stripe.setFaults({ duplicate: 0.2, shuffle: 10, delayMilliseconds: [0, 300] });
  const { endpoint } = stage.stripe.endpoints.add(
    { url: `http://127.0.0.1:${service.port}/webhooks/stripe`, enabled_events: ['*'] },
    [signingSecret],
  );
  const [someCustomers, someSubscribed] = [customers.slice(0, 6), subscribed.slice(0, 6)];
  const places = listOfPlaceholders(6);
  // A column, and an end that no event can take back: the one is read, for the other the read has to overrule.
  const drift = async () => {
    await update(`UPDATE billing_customers SET balance = 7 WHERE id IN (${places})`, someCustomers);
    await update(
      `UPDATE billing_subscriptions SET status = 'canceled', version = version + (1 << 38) * 12
        WHERE version < (1 << 38) * 12 AND id IN (${places})`,
      someSubscribed,
    );
  };
  let pouring = true;
  const pour = async (change: (id: string, round: number) => Promise<unknown>, ids: readonly string[]) => {
    for (let round = 1; pouring; round += 1) for (const id of ids) await change(id, round);
  };
  const { client } = stage;
  const poured = Promise.all([
    pour((id, round) => client.customers.update(id, { name: `Round ${round}` }), someCustomers),
    pour(async (id, round) => {
      const item = stage.stripe.account.subscriptions.get(id)!.items.data[0]!.id;
      await client.subscriptions.update(id, { items: [{ id: item, quantity: 1 + (round % 50) }] });
    }, someSubscribed),
  ]);
  let inFlight = 0;
  try {
    for (let round = 0; round < 2; round += 1) {
      await drift();
      ({ inFlight } = await verifyNow({ repair: true }));
    }
  } finally {
    pouring = false;
    await poured;
    await stage.stripe.idle();
    stage.stripe.endpoints.remove(endpoint);
    stage.stripe.setFaults(noFaults);
  }
  // What was on its way when the last repair looked was left to a later one; all else is equal.
  expect((await verifyNow()).drift).toBeLessThanOrEqual(inFlight);
  if (inFlight > 0) await verifyNow({ repair: true });
  expect(await verifyNow()).toMatchObject({ result: 'equal', drift: 0, settled: { failed: 0 } });
  // Stripe was ahead of the rows all the time, so that the repairs met what had newer events on its way.
  expect((await update(`SELECT 1 FROM billing_access_log WHERE action = 'repair'`)).length).toBeGreaterThan(5);
  expect(await service.end('SIGTERM')).toMatchObject({ exitCode: 0, stderr: '' });
}, 60_000);

test('of a customer that was erased, less is here than at Stripe, and that is no drift', async () => {
  await update('INSERT INTO billing_erasures (customer_id, erased_at) VALUES (?, NOW(3))', [customers[2]]);
  await update('UPDATE billing_customers SET email = NULL, name = NULL WHERE id = ?', [customers[2]]);
  expect(await verifyNow()).toMatchObject({ result: 'equal', inFlight: 0 });
  await update('UPDATE billing_customers SET balance = 7 WHERE id = ?', [customers[2]]);
  expect(await verifyNow({ repair: true })).toMatchObject({ result: 'equal', repaired: 1 });
  expect(await update('SELECT email, name, balance FROM billing_customers WHERE id = ?', [customers[2]])).toEqual([
    { email: null, name: null, balance: 0n },
  ]);
  const kept = `SELECT payload, payload_removed FROM billing_webhooks WHERE object_id = ? ORDER BY sequence DESC LIMIT 1`;
  expect(await update(kept, [customers[2]])).toEqual([{ payload: null, payload_removed: 'erased' }]);
});

test('what looks like a card’s number is kept from billing, and is no drift', async () => {
  const { id } = await stage.client.customers.create({ name: 'Renamed 4242 4242 4242 4242', metadata: { cvc: '123' } });
  const { id: product } = await stage.client.products.create({ name: 'Plan 4242424242424242' });
  await verifyNow({ repair: true });
  expect(await verifyNow()).toMatchObject({ result: 'equal', drift: 0 });
  await stage.client.products.update(product, { active: false });
  const found = await verifyNow();
  expect(found).toMatchObject({ drift: 1, differences: [{ id: product, columns: [{ column: 'active' }] }] });
  expect(JSON.stringify(found)).not.toContain('4242');
  await stage.client.customers.del(id);
  await stage.client.products.del(product);
});

test('an empty database: all of it is drift, some of it is spelled out', async () => {
  await stage.empty();
  const record = await verifyNow();
  expect(record).toMatchObject({ result: 'drift', drift: 3 * subscriptions + 1 });
  expect(record.differences).toHaveLength(differencesNamedMax);
});

test('a sample compares as many rows as it says', async () => {
  const record = await verifyNow({ sample: 20 });
  expect(record.comparisons.map(({ compared }) => compared)).toEqual([1, 20, 20, 20]);
  expect(record).toMatchObject({ result: 'equal', sample: 20 });
});

test('the key of another account changes nothing, whatever it is told to repair', async () => {
  const other = await import('./local-stripe/server.ts').then(({ startLocalStripe }) => startLocalStripe({ seed: 2 }));
  const before = await stage.rows.projections();
  const record = verify(other.client(), { livemode: false, pace: stage.pace, waitsSeconds: [0], repair: true });
  await expect(record).rejects.toThrow('Stripe knows none of billing’s subscriptions');
  expect(await stage.rows.projections()).toEqual(before);
  await other.stop();
});

test('errors and rate limits of Stripe’s are got over', async () => {
  await update('UPDATE billing_invoices SET total = 1 WHERE id = ?', [invoices[3]]);
  stage.stripe.setFaults({ apiErrorRate: 0.1, apiRateLimitRate: 0.1 });
  try {
    expect(await verifyNow({ repair: true })).toMatchObject({ result: 'equal', repaired: 1 });
  } finally {
    stage.stripe.setFaults({ apiErrorRate: 0, apiRateLimitRate: 0 });
  }
}, 120_000);

test('as a command: exit codes 0 and 3, the record in the store, the differences on stdout', async () => {
  const variables = { ...stage.environment, BILLING_BACKUP_STORE: `file:${folder}` };
  const equal = await startCommand(['verify', '--json'], variables).ended;
  expect(equal).toMatchObject({ exitCode: 0 });
  expect(JSON.parse(equal.stdout)).toMatchObject({ result: 'equal', drift: 0 });

  await update('UPDATE billing_invoices SET total = 1 WHERE id = ?', [invoices[3]]);
  const drift = await startCommand(['verify', '--kind', 'invoice'], variables).ended;
  expect(drift.exitCode).toBe(3);
  expect(drift.stdout).toContain(`invoice ${invoices[3]}: differs\n  total: here 1, at Stripe 1900\n`);
  const repaired = await startCommand(['verify', '--repair', '--kind', 'invoice'], variables).ended;
  expect(repaired.exitCode).toBe(0);
  expect(repaired.stdout).toContain('(repaired)');

  const names = readdirSync(join(folder, 'verifications')).sort();
  expect(names.map((name) => name.replace(/^.*Z-/, ''))).toEqual(
    ['equal', 'drift', 'equal'].flatMap((result) => [`${result}.json`, `${result}.md`]),
  );
  expect(readFileSync(join(folder, 'verifications', names[3]!), 'utf8')).toContain('# Billing and Stripe: drift');
}, 60_000);

test('in production without a store: refused before anything is read', async () => {
  const end = await startCommand(['verify'], { ...stage.environment, NODE_ENV: 'production' }).ended;
  expect(end).toMatchObject({ exitCode: 2, stdout: '' });
  expect(end.stderr).toContain('BILLING_BACKUP_STORE is not set');
}, 30_000);
