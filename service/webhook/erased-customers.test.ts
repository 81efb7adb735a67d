import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type BillingConnection, connectBilling } from '../database/billing-prisma.ts';
import type { LocalMariadb } from '../database/local-mariadb.ts';
import { startPrivateMariadb } from '../database/local-mariadb/private.ts';
import { BillingRows } from '../testing/billing-rows.ts';
import { histories } from '../testing/history.ts';
import { received } from '../testing/in-order.ts';
import {
  customerObject,
  type EventBody,
  eventOf,
  invoiceObject,
  subscriptionObject,
} from '../testing/stripe-objects.ts';
import { CommitLane } from './commit.ts';
import { commitTogether } from './transaction.ts';

const seed = Number(process.env['SEED'] ?? 1);
const email = 'ada@example.com';

let local: LocalMariadb;
let rows: BillingRows;
let connection: BillingConnection;

beforeAll(async () => {
  local = await startPrivateMariadb({ 'innodb-flush-log-at-trx-commit': '0' });
  process.env['BILLING_DATABASE_URL'] = local.urls.billing.app;
  rows = await BillingRows.open(local.adminUrl);
  connection = await connectBilling();
});
afterAll(async () => {
  await connection.end();
  await rows.close();
  await local.stop();
});
beforeEach(async () => {
  await rows.empty();
  await rows.query('DELETE FROM billing_erasures');
});

const erase = async (...customers: string[]) => {
  for (const customer of customers) {
    await rows.query('INSERT INTO billing_erasures (customer_id, erased_at) VALUES (?, NOW())', [customer]);
  }
};
const commit = (...events: EventBody[]) => commitTogether(connection, events.map(received));
const ledger = () =>
  rows.query<{
    event_id: string;
    payload: string | null;
    payload_sha256: string | null;
    payload_removed: string | null;
  }>('SELECT event_id, payload, payload_sha256, payload_removed FROM billing_webhooks ORDER BY event_id');

const expanded = { id: 'cus_1', object: 'customer', email };
const about: Record<string, EventBody> = {
  'the customer itself': eventOf('customer.deleted', customerObject({ email })),
  'a subscription': eventOf('customer.subscription.updated', subscriptionObject({ description: email })),
  'an invoice': eventOf('invoice.paid', invoiceObject({ customer_email: email })),
  'an expanded customer': eventOf('invoice.paid', invoiceObject({ customer: expanded })),
  'an object without a projection': eventOf('charge.failed', {
    id: 'ch_1',
    object: 'charge',
    customer: 'cus_1',
    email,
  }),
  'an object that left the customer': eventOf(
    'payment_method.detached',
    { id: 'pm_1', object: 'payment_method', customer: null, billing_details: { email } },
    { previous: { customer: 'cus_1' } },
  ),
  'an object that names the customer deep within': eventOf('customer.tax_id.updated', {
    ...{ id: 'txi_1', object: 'tax_id', owner: { type: 'customer', customer: 'cus_1' } },
    verification: { verified_name: email },
  }),
  'an event that is quarantined': eventOf('customer.updated', customerObject({ email, created: null })),
};

describe('of an erased customer', () => {
  test.each(Object.entries(about))('%s: the event is kept by its identity and hash alone', async (_, event) => {
    await erase('cus_1');
    const { payload, state } = received(event);
    expect(await commit(event)).toEqual([state]);
    expect(await ledger()).toEqual([
      {
        event_id: event.id,
        payload: null,
        payload_sha256: createHash('sha256').update(payload).digest('hex'),
        payload_removed: 'erased',
      },
    ]);
    expect(JSON.stringify(await rows.projections(), (_, value: unknown) => String(value))).not.toContain(email);
  });

  test('the rest of its row is applied, and the second delivery is a duplicate', async () => {
    await erase('cus_1');
    const event = eventOf('customer.deleted', customerObject({ email, balance: 700 }));
    expect(await commit(event)).toEqual(['applied']);
    expect(await commit(event)).toEqual(['duplicate']);
    const [row] = await rows.query('SELECT email, name, balance, deleted FROM billing_customers');
    expect(row).toEqual({ email: null, name: null, balance: 700n, deleted: 1 });
  });

  test('neighbours in the batch keep theirs, and what was known stays known', async () => {
    await erase('cus_1');
    const other = eventOf('customer.created', customerObject({ id: 'cus_2', email: 'grace@example.com' }));
    const known = eventOf('invoice.created', invoiceObject({ id: 'in_2', customer: 'cus_2' }));
    await commit(known);
    const erased = eventOf('customer.updated', customerObject({ email }));
    expect(await commit(other, erased, known, erased)).toEqual(['applied', 'applied', 'duplicate', 'duplicate']);
    const kept = (await ledger()).map(({ event_id: id, payload }) => [id, payload !== null]);
    expect(Object.fromEntries(kept)).toEqual({ [other.id]: true, [known.id]: true, [erased.id]: false });
    expect(await rows.query('SELECT id, email FROM billing_customers ORDER BY id')).toEqual([
      { id: 'cus_1', email: null },
      { id: 'cus_2', email: 'grace@example.com' },
    ]);
  });
});

test('a customer that is only named together with an erased one keeps its columns, but not the event', async () => {
  await erase('cus_1');
  await commit(eventOf('customer.updated', customerObject({ id: 'cus_2', metadata: { merged_from: 'cus_1' } })));
  expect(await rows.query('SELECT id, email FROM billing_customers')).toEqual([{ id: 'cus_2', email }]);
  expect(await ledger()).toMatchObject([{ payload: null, payload_removed: 'erased' }]);
});

test('an event that names no customer, or something that cannot be one, asks for none and is kept', async () => {
  await erase('cus_1');
  const strange = ['ü', { id: 7 }, 7, null, { email }, ''].map((customer, index) =>
    eventOf('charge.failed', { id: `ch_${index}`, object: 'charge', customer }),
  );
  expect(await commit(...strange)).toEqual(strange.map(() => 'recorded'));
  expect((await ledger()).filter(({ payload }) => payload === null)).toEqual([]);
});

describe('a tie', () => {
  const at = (id: string, changed: object) =>
    eventOf('customer.updated', customerObject({ id: 'cus_7', ...changed }), { id, created: 1_770_000_000 });
  const row = async () =>
    (await rows.query('SELECT balance, version_event_id, version_tied, read_afresh FROM billing_customers'))[0];

  test.each([
    ['the removed one first', ['evt_a', 'evt_b']],
    ['the removed one last', ['evt_b', 'evt_a']],
  ])('with an event whose text has gone is not decided: %s', async (_, [first, second]) => {
    await commit(at(first!, { balance: 1 }));
    await rows.query(`UPDATE billing_webhooks SET payload = NULL, payload_removed = 'expired'`);
    await commit(at(second!, { balance: 2 }));
    expect(await row()).toMatchObject({ version_event_id: 'evt_b', version_tied: 0, read_afresh: 1 });
  });

  test('is decided again as soon as a newer event comes', async () => {
    await erase('cus_7');
    await commit(at('evt_a', { balance: 1 }), at('evt_b', { balance: 2 }));
    expect(await row()).toMatchObject({ balance: 2n, read_afresh: 1 });
    await commit(eventOf('customer.updated', customerObject({ id: 'cus_7', balance: 3 }), { created: 1_770_000_001 }));
    expect(await row()).toMatchObject({ balance: 3n, read_afresh: 0 });
  });
});

test('of erased customers, too, any order, duplication and split ends in the rows of the history in order', async () => {
  const lanes = [new CommitLane(), new CommitLane()];
  await erase(...Array.from({ length: 8 }, (_, index) => `cus_${index}`));
  const cases = histories({ minObjects: 1, maxObjects: 6 }).chain((events) =>
    fc.record({
      events: fc.constant(events),
      order: fc.shuffledSubarray([...events, ...events], { minLength: events.length }),
      size: fc.integer({ min: 1, max: 9 }),
    }),
  );
  let inDoubt = 0;
  await fc.assert(
    fc.asyncProperty(cases, async ({ events, order, size }) => {
      await rows.empty();
      for (const event of events) await commit(event);
      const inOrder = await rows.projections();
      await rows.empty();
      const batches: EventBody[][] = [];
      for (const all = [...order, ...events]; all.length > 0;) batches.push(all.splice(0, size));
      await Promise.all(
        lanes.map(async (lane, index) => {
          for (const batch of batches.filter((_, at) => at % 2 === index)) await lane.commit(batch.map(received));
        }),
      );
      expect(await rows.projections()).toEqual(inOrder);
      expect((await ledger()).flatMap(({ payload }) => payload ?? []).filter((text) => text.includes('"cus_'))).toEqual(
        [],
      );
      inDoubt += Object.values(inOrder)
        .flat()
        .filter((one) => one['read_afresh'] === 1).length;
    }),
    { seed, numRuns: 40 },
  );
  expect(inDoubt).toBeGreaterThan(10);
  await Promise.all(lanes.map((lane) => lane.close()));
}, 60_000);
