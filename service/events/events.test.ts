import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { billingPrisma, connectBilling } from '../database/billing-prisma.ts';
import type { LocalMariadb } from '../database/local-mariadb.ts';
import { startPrivateMariadb } from '../database/local-mariadb/private.ts';
import { operatorName } from '../operator.ts';
import { BillingRows } from '../testing/billing-rows.ts';
import { startCommand } from '../testing/command.ts';
import { histories } from '../testing/history.ts';
import { projectionsInOrder, received } from '../testing/in-order.ts';
import {
  customerObject,
  type EventBody,
  eventOf,
  invoiceObject,
  subscriptionObject,
} from '../testing/stripe-objects.ts';
import { prepare } from '../webhook/prepare.ts';
import { commitTogether } from '../webhook/transaction.ts';
import { explain } from './explain.ts';
import { listEvents } from './list.ts';
import { reasonClassOf } from './reason-class.ts';
import { replay } from './replay.ts';
import { showEvent } from './show.ts';

const seed = Number(process.env['SEED'] ?? 1);

let database: LocalMariadb;
let rows: BillingRows;

beforeAll(async () => {
  database = await startPrivateMariadb();
  rows = await BillingRows.open(database.adminUrl);
  process.env['BILLING_DATABASE_URL'] = database.urls.billing.app;
});
afterAll(async () => {
  await billingPrisma.$disconnect();
  await rows.close();
  await database.stop();
});
beforeEach(async () => {
  await rows.empty();
  await rows.query('DELETE FROM billing_access_log');
});

const run = (...words: string[]) => startCommand(words, { BILLING_DATABASE_URL: database.urls.billing.app }).ended;

async function commit(...events: EventBody[]): Promise<void> {
  const connection = await connectBilling();
  for (const event of events) await commitTogether(connection, [received(event)]);
  await connection.end();
}

async function replayNow(...ids: string[]) {
  const connections = await Promise.all(ids.map(() => connectBilling()));
  const replayed = await Promise.all(
    ids.map((id, index) => replay(connections[index]!, id, { livemode: false, actor: 'ada' })),
  );
  await Promise.all(connections.map((connection) => connection.end()));
  return replayed;
}

/** Keeps an event as if its shape could not be read when it came. */
async function commitUnread(event: EventBody): Promise<void> {
  const connection = await connectBilling();
  const delivery = {
    ...received(event),
    state: 'quarantined' as const,
    reason: 'items: expected array',
    snapshot: null,
  };
  await commitTogether(connection, [delivery]);
  await connection.end();
}

const accesses = () =>
  rows.query('SELECT actor, action, customer_id, subject_id, result FROM billing_access_log ORDER BY sequence');

describe('list', () => {
  const event = (id: string, given = {}) => eventOf('customer.updated', customerObject(), { id, ...given });

  test('newest first, a page at a time, by each filter', async () => {
    await commit(
      event('evt_1'),
      event('evt_2', { account: 'acct_1' }),
      eventOf('invoice.paid', invoiceObject({ id: 'in_7' }), { id: 'evt_3' }),
    );
    await commit(event('evt_4', { livemode: true }));
    const ids = async (filters = {}) => (await listEvents({ limit: 10, ...filters })).events.map(({ id }) => id);
    expect(await ids()).toEqual(['evt_4', 'evt_3', 'evt_2', 'evt_1']);
    expect(await ids({ id: 'evt_2' })).toEqual(['evt_2']);
    expect(await ids({ type: 'invoice.paid' })).toEqual(['evt_3']);
    expect(await ids({ object: 'in_7' })).toEqual(['evt_3']);
    expect(await ids({ state: 'quarantined' })).toEqual(['evt_4']);
    expect(await ids({ account: 'acct_1' })).toEqual(['evt_2']);
    expect(await ids({ until: new Date(0) })).toEqual([]);
    const first = await listEvents({ limit: 3 });
    expect(await ids({ after: first.next })).toEqual(['evt_1']);
    expect((await listEvents({ limit: 4 })).next).toBeNull();
  });

  test.each([
    ['the event is from live mode, this service is for test mode', 'other mode'],
    ['the database refused a value: ER_DATA_TOO_LONG', 'value refused'],
    ['items.data: Invalid input', 'unreadable'],
    [null, null],
  ])('the reason "%s" is of the class %s', (reason, reasonClass) => {
    expect(reasonClassOf(reason)).toBe(reasonClass);
  });

  test('each way to quarantine an event words its reason so that its class is known', () => {
    const of = (event: EventBody) => reasonClassOf(prepare(event as never, false, new Date()).reason);
    expect(of(eventOf('customer.updated', customerObject(), { livemode: true }))).toBe('other mode');
    expect(of(eventOf('customer.updated', customerObject({ balance: 'much' })))).toBe('unreadable');
  });
});

describe('show', () => {
  test('its facts, its text, what it changed; and that somebody looked is in the access log', async () => {
    await commit(eventOf('customer.updated', customerObject({ name: 'Ada' }), { id: 'evt_1', created: 1 }));
    await commit(eventOf('customer.updated', customerObject({ name: 'Grace' }), { id: 'evt_2', created: 2 }));
    const shown = await showEvent('evt_2');
    expect(shown).toMatchObject({ facts: { id: 'evt_2', state: 'applied' }, payload: { id: 'evt_2' } });
    expect(shown.changed).toEqual({ name: { from: 'Ada', to: 'Grace' } });
    expect(await accesses()).toEqual([
      { actor: operatorName(), action: 'events.show', customer_id: 'cus_1', subject_id: 'evt_2', result: 'shown' },
    ]);
    await expect(showEvent('evt_none')).rejects.toThrow('there is no event evt_none');
  });
});

describe('replay', () => {
  const whole = () => eventOf('customer.subscription.updated', subscriptionObject(), { id: 'evt_1' });

  test('an event whose shape is read by now is applied, as if it had come now; who did it is written down', async () => {
    await commitUnread(whole());
    expect(await replayNow('evt_1')).toEqual([{ event: 'evt_1', state: 'applied', changed: true, reason: null }]);
    expect(await rows.event('evt_1')).toMatchObject({
      state: 'applied',
      reason: null,
      applied_at: expect.any(Date) as Date,
    });
    expect((await rows.projections())['billing_subscriptions']).toMatchObject([
      { id: 'sub_1', version_event_id: 'evt_1' },
    ]);
    // Apps whose entitlements hang on it are to be told.
    expect(await rows.query('SELECT kind, object_id FROM billing_outbox')).toEqual([
      { kind: 'customer', object_id: 'cus_1' },
    ]);
    expect(await accesses()).toEqual([
      { actor: 'ada', action: 'events.replay', customer_id: 'cus_1', subject_id: 'evt_1', result: 'applied' },
    ]);
  });

  test('two at once have one effect, and replaying what is applied changes nothing', async () => {
    await commitUnread(whole());
    const replayed = await replayNow('evt_1', 'evt_1', 'evt_1');
    expect(replayed.filter(({ changed }) => changed).length).toBe(1);
    const before = [await rows.projections(), await rows.event('evt_1')];
    expect(await replayNow('evt_1')).toMatchObject([{ state: 'applied', changed: false }]);
    expect([await rows.projections(), await rows.event('evt_1')]).toEqual(before);
  });

  test('what cannot be applied still stays, with its reason', async () => {
    await commit(eventOf('customer.updated', customerObject({ balance: 'much' }), { id: 'evt_odd' }));
    await commit(eventOf('customer.updated', customerObject(), { id: 'evt_live', livemode: true }));
    const states = (await replayNow('evt_odd', 'evt_live', 'evt_none')).map(({ state, changed }) => [state, changed]);
    expect(states).toEqual([
      ['quarantined', false],
      ['quarantined', false],
      ['unknown', false],
    ]);
  });

  test('a value that the database refuses keeps its event quarantined until the column takes it', async () => {
    await commitUnread(eventOf('customer.updated', customerObject({ name: 'Grace Hopper' }), { id: 'evt_long' }));
    await rows.query('ALTER TABLE billing_customers MODIFY name VARCHAR(3)');
    const reason = 'the database refused a value: ER_DATA_TOO_LONG';
    expect(await replayNow('evt_long')).toEqual([{ event: 'evt_long', state: 'quarantined', changed: false, reason }]);
    expect(await rows.event('evt_long')).toMatchObject({ state: 'quarantined', reason });
    expect((await rows.projections())['billing_customers']).toEqual([]);
    await rows.query('ALTER TABLE billing_customers MODIFY name VARCHAR(512) COLLATE utf8mb4_unicode_520_ci');
    expect(await replayNow('evt_long')).toMatchObject([{ state: 'applied', changed: true }]);
  });

  test('an older event that is replayed late does not overwrite what is newer, and a tie is settled as if it had come in time', async () => {
    const newer = eventOf('customer.updated', customerObject({ name: 'New' }), { id: 'evt_2', created: 5 });
    await commitUnread(eventOf('customer.updated', customerObject({ name: 'Old' }), { id: 'evt_1', created: 4 }));
    await commitUnread(
      eventOf('customer.updated', customerObject({ name: 'Newest' }), {
        id: 'evt_3',
        created: 5,
        previous: { name: 'New' },
      }),
    );
    await commit(newer);
    await replayNow('evt_1', 'evt_3');
    expect((await rows.projections())['billing_customers']).toMatchObject([{ name: 'Newest', read_afresh: 0 }]);
  });

  test('the commands: list finds it, replay applies it, show shows it; exit 1 where some stay, 2 for wrong use', async () => {
    await commitUnread(whole());
    await commit(eventOf('customer.updated', customerObject(), { id: 'evt_live', livemode: true }));
    const listed = await run('events', 'list', '--state', 'quarantined', '--json');
    expect(JSON.parse(listed.stdout)).toMatchObject({ events: [{ id: 'evt_live' }, { id: 'evt_1' }], next: null });
    const replayed = await run('events', 'replay', '--state', 'quarantined');
    expect(replayed).toMatchObject({ exitCode: 1, stderr: '' });
    expect(replayed.stdout).toContain(
      'evt_1: now applied\nevt_live: quarantined, nothing changed: the event is from live mode',
    );
    const shown = await run('events', 'show', 'evt_1');
    expect(shown).toMatchObject({ exitCode: 0, stderr: '' });
    expect(shown.stdout).toContain('"id": "evt_1"');
    for (const wrong of [['replay'], ['replay', 'evt_1', '--state', 'quarantined'], ['list', '--limit', '0']]) {
      expect((await run('events', ...wrong)).exitCode).toBe(2);
    }
    expect((await run('events', 'show', 'evt_none')).exitCode).toBe(1);
  }, 60_000);
});

describe('explain', () => {
  const at = (second: number) => new Date(Date.UTC(2026, 0, 1, 0, 0, second));
  /** Lets an event have come then. */
  async function come(second: number, event: EventBody): Promise<void> {
    await commit(event);
    await rows.query('UPDATE billing_webhooks SET received_at = ? WHERE event_id = ?', [at(second), event.id]);
  }
  const customer = (id: string, created: number, given: Record<string, unknown>) =>
    eventOf('customer.updated', customerObject(given), { id, created });

  test('what was believed then, which event made each field so, and what has changed it since', async () => {
    await come(1, customer('evt_1', 1, { name: 'Ada', balance: 0 }));
    await come(2, customer('evt_3', 3, { name: 'Grace', balance: 5 }));
    await come(3, customer('evt_2', 2, { name: 'Ada', balance: 5 }));
    const { fields, ...then } = await explain('cus_1', at(2));
    expect(then).toMatchObject({ object: 'cus_1', event: 'evt_3', customer: 'cus_1', removed: [], since: [] });
    const madeBy = (field: string, list = fields) => list.find((one) => one.field === field)?.madeBy;
    expect([madeBy('name'), madeBy('balance'), madeBy('email')]).toEqual(['evt_3', 'evt_3', 'evt_1']);
    // An older event that came later: nothing changes but what is known of how it came to be so.
    expect(madeBy('balance', (await explain('cus_1', at(9))).fields)).toBe('evt_2');
    expect((await explain('cus_1', at(1))).since).toMatchObject([
      { event: 'evt_3', changed: { name: { from: 'Ada', to: 'Grace' }, balance: { from: 0, to: 5 } } },
    ]);
    await expect(explain('cus_1', at(0))).rejects.toThrow('billing knew no event of cus_1 at');
  });

  test('an event that was replayed counts from its replay', async () => {
    await come(1, customer('evt_1', 1, { name: 'Ada' }));
    await commitUnread(customer('evt_2', 2, { name: 'Grace' }));
    await rows.query(`UPDATE billing_webhooks SET received_at = ? WHERE event_id = 'evt_2'`, [at(2)]);
    await replayNow('evt_2');
    const name = async (time: Date) =>
      (await explain('cus_1', time)).fields.find(({ field }) => field === 'name')?.value;
    expect([await name(at(5)), await name(new Date())]).toEqual(['Ada', 'Grace']);
  });

  test('a text that was erased or expired is said to be gone', async () => {
    await come(1, customer('evt_1', 1, { name: 'Ada' }));
    await come(2, customer('evt_2', 2, { name: 'Grace' }));
    await rows.query(`UPDATE billing_webhooks SET payload = NULL, payload_removed = 'erased' WHERE event_id = 'evt_2'`);
    expect(await explain('cus_1', at(9))).toMatchObject({
      event: 'evt_1',
      removed: [{ event: 'evt_2', why: 'erased' }],
    });
    await rows.query(`UPDATE billing_webhooks SET payload = NULL, payload_removed = 'expired'`);
    const { stdout, exitCode } = await run('explain', 'cus_1');
    expect({ stdout, exitCode }).toMatchObject({
      exitCode: 0,
      stdout: expect.stringContaining('its text was expired') as string,
    });
    expect(await accesses()).toMatchObject([{ action: 'explain', subject_id: 'cus_1' }]);
  });

  test('whatever the history, explained now every field is what the row says', async () => {
    await fc.assert(
      fc.asyncProperty(histories({ minObjects: 3, maxObjects: 3 }), async (events) => {
        const shuffled = events.toSorted((a, b) => (a.id < b.id ? -1 : 1));
        const tables = await projectionsInOrder(database.urls.billing.app, rows, shuffled);
        for (const table of Object.values(tables)) {
          for (const row of table) {
            const explained = await explain(String(row['id']), new Date(Date.now() + 1000));
            expect(explained.event).toBe(row['version_event_id']);
            for (const { field, value } of explained.fields) expect(plain(value), field).toBe(plain(row[field]));
          }
        }
      }),
      { seed, numRuns: 25, endOnFailure: true },
    );
  }, 90_000);
});

/** The driver gives BigInt, 0 and 1, and parsed JSON where a projection holds numbers, booleans and text. */
function plain(value: unknown): string {
  if (value instanceof Date) return value.toISOString();
  if (typeof value === 'boolean') return value ? '1' : '0';
  if (typeof value === 'object' && value !== null) return JSON.stringify(value);
  return String(value);
}

test('where the database lets nobody in, each command says why in a line, and quotes nothing', async () => {
  await rows.query(`ALTER USER 'billing_app'@'%' ACCOUNT LOCK`);
  try {
    const commands = [
      ['events', 'list'],
      ['explain', 'cus_1'],
      ['apps', 'list'],
      ['changes', 'list'],
    ];
    for (const { exitCode, stdout, stderr } of await Promise.all(commands.map((words) => run(...words)))) {
      expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: '' });
      expect(stderr).toMatch(
        /^bulkhead: billing’s database cannot be used: ER_ACCOUNT_HAS_BEEN_LOCKED\n {2}fix: .+\n$/,
      );
    }
  } finally {
    await rows.query(`ALTER USER 'billing_app'@'%' ACCOUNT UNLOCK`);
  }
});
