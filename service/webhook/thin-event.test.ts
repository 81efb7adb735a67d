import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { connectBilling, type BillingConnection } from '../database/billing-prisma.ts';
import type { LocalMariadb } from '../database/local-mariadb.ts';
import { startPrivateMariadb } from '../database/local-mariadb/private.ts';
import { BillingRows } from '../testing/billing-rows.ts';
import { post } from '../testing/http.ts';
import { type ServiceProcess, startService } from '../testing/service-process.ts';
import { customerObject, eventOf, type Fields, newYear, thinEventOf } from '../testing/stripe-objects.ts';
import { prepareThin } from './prepare.ts';
import { asThinEvent } from './thin-event.ts';
import { commitTogether } from './transaction.ts';

let local: LocalMariadb;
let rows: BillingRows;
let service: ServiceProcess;
let connection: BillingConnection;

beforeAll(async () => {
  local = await startPrivateMariadb();
  rows = await BillingRows.open(local.adminUrl);
  process.env['BILLING_DATABASE_URL'] = local.urls.billing.app;
  service = await startService({ BILLING_DATABASE_URL: local.urls.billing.app });
  connection = await connectBilling();
});
afterAll(async () => {
  await connection.end();
  await service.end('SIGTERM');
  await rows.close();
  await local.stop();
});
beforeEach(() => rows.empty());

const deliver = async (event: Fields) => (await post(service.port, JSON.stringify(event))).status;
const reads = () => rows.query('SELECT object_id, kind, account_id, cause, done_at FROM billing_object_reads');
const failureType = 'v2.core.health.event_generation_failure.resolved';
const failed = (data: unknown, given: Fields = {}) => thinEventOf(failureType, null, { data, ...given });

test('a thin event is recorded, and its object is to be read, once', async () => {
  const event = thinEventOf('v1.customer.created', { id: 'cus_thin', type: 'customer' }, { context: 'org_1/acct_1' });
  expect([await deliver(event), await deliver(event)]).toEqual([200, 200]);
  expect(await rows.event(event.id)).toMatchObject({
    ...{ type: 'v1.customer.created', object_id: 'cus_thin', account_id: 'acct_1', state: 'recorded' },
    ...{ api_version: null, created: new Date(newYear * 1000), payload: event },
  });
  const asked = { object_id: 'cus_thin', kind: 'customer', account_id: 'acct_1', cause: 'v1.customer.created' };
  expect(await reads()).toEqual([{ ...asked, done_at: null }]);

  // A second delivery asks for nothing; a second event asks again.
  await rows.query('UPDATE billing_object_reads SET done_at = asked_at');
  await deliver(event);
  expect(await reads()).toMatchObject([
    { done_at: new Date(Number((await rows.query('SELECT asked_at FROM billing_object_reads'))[0]!['asked_at'])) },
  ]);
  await deliver(thinEventOf('v1.customer.updated', { id: 'cus_thin', type: 'customer' }));
  expect(await reads()).toMatchObject([{ cause: 'v1.customer.updated', done_at: null }]);
});

test.each(['subscription', 'invoice', 'product'])('the kind %s is read', async (type) => {
  await deliver(thinEventOf(`v1.${type}.updated`, { id: 'obj_1', type }));
  expect(await reads()).toMatchObject([{ object_id: 'obj_1', kind: type, account_id: null }]);
});

test.each<[string, Fields]>([
  ['a ping', thinEventOf('v2.core.event_destination.ping', { id: 'ed_1', type: 'v2.core.event_destination' })],
  ['an object that billing does not keep', thinEventOf('v1.charge.failed', { id: 'ch_1', type: 'charge' })],
  ['an event without an object', thinEventOf('v2.core.account.closed', null)],
])('%s is recorded and asks for nothing', async (_, event) => {
  expect(await deliver(event)).toBe(200);
  expect(await rows.event(String(event['id']))).toMatchObject({ state: 'recorded' });
  expect(await reads()).toEqual([]);
});

test('a thin event of the other mode is quarantined and asks for nothing', async () => {
  const event = thinEventOf('v1.customer.created', { id: 'cus_live', type: 'customer' }, { livemode: true });
  expect(await deliver(event)).toBe(200);
  expect(await rows.event(event.id)).toMatchObject({ state: 'quarantined', object_id: 'cus_live' });
  expect(await reads()).toEqual([]);
});

test.each<[string, Fields]>([
  ['no id', { id: undefined }],
  ['an id that is no identifier', { id: 'evt 1' }],
  ['a time without its zone', { created: '2026-01-01T00:00:00' }],
  ['a second instead of a time', { created: newYear }],
  ['a time before 1970', { created: '1969-12-31T23:59:59Z' }],
  ['no mode', { livemode: 'false' }],
  ['a related object that is a text', { related_object: 'cus_1' }],
  ['a related object without an id', { related_object: { type: 'customer' } }],
  ['a context that is a list', { context: ['acct_1'] }],
])('%s: refused, nothing kept', async (_, fields) => {
  expect(await deliver({ ...thinEventOf('v1.customer.created', { id: 'cus_1', type: 'customer' }), ...fields })).toBe(
    400,
  );
  expect(await rows.ledgerIds()).toEqual([]);
});

test('card data in a thin event is not kept', async () => {
  const event = thinEventOf('v1.customer.created', null, { note: '4242 4242 4242 4242' });
  await deliver(event);
  expect(JSON.stringify((await rows.event(event.id))?.payload)).not.toContain('4242 4242');
});

test('an event that Stripe failed to make: its object is read, and the sweep goes back to where it began, never forth', async () => {
  const at = (hour: number) => `2026-03-01T${String(hour).padStart(2, '0')}:00:00.000Z`;
  await rows.query(`INSERT INTO billing_watermarks (name, reached_at, updated_at) VALUES ('sweep', ?, NOW())`, [
    new Date(at(12)),
  ]);
  const impact = { related_object: { id: 'in_lost', type: 'invoice' } };
  await deliver(failed({ started_at: at(10), impact }));
  const reached = async () =>
    (await rows.query('SELECT name, reached_at FROM billing_watermarks ORDER BY name')).map((row) =>
      Object.values(row),
    );
  expect(await reached()).toEqual([['sweep', new Date(at(10))]]);
  expect(await reads()).toMatchObject([{ object_id: 'in_lost', kind: 'invoice', cause: failureType }]);
  await deliver(failed({ started_at: at(11), impact }));
  await deliver(failed({ started_at: at(9), impact }, { context: 'acct_1' }));
  expect(await reached()).toEqual([
    ['sweep', new Date(at(10))],
    ['sweep acct_1', new Date(at(9))],
  ]);
});

test('a health event whose notification names nothing waits to be fetched', async () => {
  const event = failed(undefined);
  await deliver(event);
  expect(await reads()).toMatchObject([{ object_id: event.id, kind: 'v2.core.event' }]);
});

test('an object is asked for exactly where the event is kept: with the transaction both are gone', async () => {
  const event = asThinEvent(thinEventOf('v1.customer.created', { id: 'cus_gone', type: 'customer' }))!;
  const broken = Object.assign(Object.create(connection) as BillingConnection, {
    execute: connection.execute.bind(connection),
    rollback: connection.rollback.bind(connection),
    commit: () => Promise.reject(new Error('lost')),
  });
  await expect(commitTogether(broken, [prepareThin(event, false, new Date())])).rejects.toThrow('lost');
  expect([await rows.ledgerIds(), await reads()]).toEqual([[], []]);
});

test('accounts with the same customer id do not write over each other: the first to come has the row, all events stay', async () => {
  const ofAccount = (account: string, name: string, created: number) =>
    eventOf('customer.updated', customerObject({ id: 'chosen', name }), { account, created });
  for (const event of [
    ofAccount('acct_1', 'One', 1),
    ofAccount('acct_2', 'Two', 2),
    ofAccount('acct_1', 'One anew', 3),
  ]) {
    expect(await deliver(event)).toBe(200);
  }
  expect((await rows.projections())['billing_customers']).toMatchObject([{ account_id: 'acct_1', name: 'One anew' }]);
  const accounts = await rows.query('SELECT account_id FROM billing_webhooks ORDER BY created');
  expect(accounts.map((row) => row['account_id'])).toEqual(['acct_1', 'acct_2', 'acct_1']);
});
