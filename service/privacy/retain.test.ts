import { createHash } from 'node:crypto';
import type { Connection } from 'mariadb';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { idempotencyHours } from '../../policies/api.ts';
import { changeDays, eventPayloadDays, finishedWorkDays, removalRowsMax } from '../../policies/retention.ts';
import { accessLog } from '../../policies/access-log.ts';
import { connectBilling } from '../database/billing-prisma.ts';
import type { LocalMariadb } from '../database/local-mariadb.ts';
import { startPrivateMariadb } from '../database/local-mariadb/private.ts';
import { BillingRows } from '../testing/billing-rows.ts';
import { startCommand } from '../testing/command.ts';
import { received } from '../testing/in-order.ts';
import { customerObject, eventOf } from '../testing/stripe-objects.ts';
import { commitTogether } from '../webhook/transaction.ts';
import { connectPrivacy } from './connect-privacy.ts';
import { retain } from './retain.ts';

let local: LocalMariadb;
let rows: BillingRows;
let privacy: Connection;

beforeAll(async () => {
  local = await startPrivateMariadb({ 'innodb-flush-log-at-trx-commit': '0' });
  rows = await BillingRows.open(local.adminUrl);
  privacy = await connectPrivacy(local.urls.billing.privacy, 'URL');
});
afterAll(async () => {
  await privacy.end();
  await rows.close();
  await local.stop();
});
beforeEach(async () => {
  await rows.empty();
  await rows.query('DELETE FROM billing_access_log');
});

/** Rows of an age: `days` old, and a minute older or younger. */
const addEvents = (count: number, days: number, minutes: number) =>
  rows.query(
    `INSERT INTO billing_webhooks (event_id, type, created, received_at, livemode, state, payload)
      SELECT CONCAT('evt_', ?, '_', ?, '_', seq), 'charge.failed', UTC_TIMESTAMP(),
        UTC_TIMESTAMP(3) - INTERVAL ? DAY - INTERVAL ? MINUTE, 0, ELT(1 + seq % 3, 'applied', 'recorded', 'quarantined'),
        CONCAT('{"ü":', seq, '}') FROM seq_1_to_${count}`,
    [days, minutes, days, minutes],
  );
const addToLog = (count: number, months: number, minutes: number) =>
  rows.query(
    `INSERT INTO billing_access_log (at, actor, action, result)
      SELECT UTC_TIMESTAMP(3) - INTERVAL ? MONTH - INTERVAL ? MINUTE, 'ada', 'look', ? FROM seq_1_to_${count}`,
    [months, minutes, minutes > 0 ? 'old' : 'young'],
  );

test('the text of old events goes, their identity and hash stay; old rows of the access log go; the rest stays', async () => {
  const old = removalRowsMax + 10;
  await addEvents(old, eventPayloadDays, 1);
  await addEvents(20, eventPayloadDays, -1);
  await addEvents(5, 0, 0);
  await addToLog(old, accessLog.keepMonths, 1);
  await addToLog(7, accessLog.keepMonths, -1);
  expect(await retain(privacy)).toMatchObject({ payloads: { removed: old }, accessLog: { removed: old } });
  expect(
    await rows.query(
      `SELECT payload_removed AS removed, payload IS NULL AS empty, COUNT(*) AS count FROM billing_webhooks GROUP BY 1, 2`,
    ),
  ).toEqual([
    { removed: null, empty: 0, count: 25n },
    { removed: 'expired', empty: 1, count: BigInt(old) },
  ]);
  const [row] = await rows.query(`SELECT payload_sha256 FROM billing_webhooks WHERE event_id LIKE 'evt\\_%\\_1\\_7'`);
  expect(row).toEqual({ payload_sha256: createHash('sha256').update('{"ü":7}').digest('hex') });
  expect(await rows.query('SELECT DISTINCT result FROM billing_access_log')).toEqual([{ result: 'young' }]);
});

test('two at once share the work, and a second run finds nothing to do', async () => {
  await addEvents(2000, eventPayloadDays, 1);
  await addToLog(2000, accessLog.keepMonths, 1);
  const other = await connectPrivacy(local.urls.billing.privacy, 'URL');
  const both = await Promise.all([retain(privacy), retain(other)]);
  await other.end();
  const sum = (numbers: number[]) => numbers.reduce((total, number) => total + number, 0);
  expect(sum(both.map(({ payloads }) => payloads.removed))).toBe(2000);
  expect(sum(both.map(({ accessLog: log }) => log.removed))).toBe(2000);
  expect(await retain(privacy)).toMatchObject({ payloads: { removed: 0 }, accessLog: { removed: 0 } });
});

test('an event without its text is still known: another delivery is a duplicate and does not bring the text back', async () => {
  process.env['BILLING_DATABASE_URL'] = local.urls.billing.app;
  const billing = await connectBilling();
  const event = eventOf('customer.created', customerObject());
  await commitTogether(billing, [received(event)]);
  await rows.query('UPDATE billing_webhooks SET received_at = received_at - INTERVAL ? DAY', [eventPayloadDays + 1]);
  await retain(privacy);
  expect(await commitTogether(billing, [received(event)])).toEqual(['duplicate']);
  await billing.end();
  expect(await rows.query('SELECT payload, payload_removed FROM billing_webhooks')).toEqual([
    { payload: null, payload_removed: 'expired' },
  ]);
  expect(await rows.query('SELECT email FROM billing_customers')).toEqual([{ email: 'ada@example.com' }]);
});

test('what apps were told goes, but for the last of each customer and what they are still to be told', async () => {
  await rows.query(
    `INSERT INTO billing_changes (app_name, customer_id, type, body, body_sha256, created_at, state)
      SELECT 'shop', CONCAT('cus_', seq % 7), 'entitlements.changed', '{}', '',
        UTC_TIMESTAMP(3) - INTERVAL ? DAY - INTERVAL 1 MINUTE,
        IF(seq = 1, 'pending', ELT(1 + seq % 3, 'delivered', 'dead', 'pulled')) FROM seq_1_to_1200`,
    [changeDays],
  );
  await rows.query(
    `INSERT INTO billing_changes (app_name, customer_id, type, body, body_sha256, created_at, state)
      SELECT 'shop', 'cus_0', 'entitlements.changed', '{}', '', UTC_TIMESTAMP(3), 'delivered' FROM seq_1_to_3`,
  );
  expect(await retain(privacy)).toMatchObject({ changes: { removed: 1200 - 1 - 6 } });
  expect(
    await rows.query('SELECT customer_id, COUNT(*) AS left_over FROM billing_changes GROUP BY 1 ORDER BY 1'),
  ).toMatchObject([3n, 2n, 1n, 1n, 1n, 1n, 1n].map((left_over, index) => ({ customer_id: `cus_${index}`, left_over })));
});

test('work that is done goes, what is not done stays; idempotency keys go', async () => {
  for (const [minutes, done] of [
    [1, true],
    [-1, true],
    [1, false],
  ] as const) {
    const at = `UTC_TIMESTAMP(3) - INTERVAL ${finishedWorkDays} DAY - INTERVAL ${minutes} MINUTE`;
    await rows.query(
      `INSERT INTO billing_outbox (kind, object_id, due_at, done_at)
        SELECT 'customer', 'cus_1', ${at}, ${done ? at : 'NULL'} FROM seq_1_to_600`,
    );
    await rows.query(
      `INSERT INTO billing_object_reads (object_id, kind, cause, asked_at, next_try_at, done_at)
        VALUES (?, 'customer', 'test', ${at}, ${at}, ${done ? at : 'NULL'})`,
      [`cus_${minutes}_${done}`],
    );
    await rows.query(
      `INSERT INTO billing_idempotency_keys (app_name, key_sha256, operation, request_sha256, created_at)
        SELECT ?, seq, 'createCustomer', '', UTC_TIMESTAMP(3) - INTERVAL ? HOUR - INTERVAL ? MINUTE FROM seq_1_to_600`,
      [`app-${minutes}-${done}`, idempotencyHours, minutes],
    );
  }
  expect(await retain(privacy)).toMatchObject({ finishedWork: { removed: 601 }, idempotencyKeys: { removed: 1200 } });
  expect(await rows.query('SELECT object_id FROM billing_object_reads ORDER BY object_id')).toEqual([
    { object_id: 'cus_-1_true' },
    { object_id: 'cus_1_false' },
  ]);
  for (const table of ['billing_object_reads', 'billing_idempotency_keys']) await rows.query(`DELETE FROM ${table}`);
});

test('an empty database is no fault', async () => {
  await rows.query('ALTER TABLE billing_webhooks AUTO_INCREMENT = 1');
  expect(await retain(privacy)).toMatchObject({ payloads: { removed: 0 }, accessLog: { removed: 0 } });
});

test('the command says what it did, for people and as JSON, and refuses the other database', async () => {
  await addEvents(3, eventPayloadDays, 1);
  const variables = { BILLING_PRIVACY_URL: local.urls.billing.privacy };
  const [json, wrong] = await Promise.all([
    startCommand(['retain', '--json'], variables).ended,
    startCommand(['retain'], { BILLING_PRIVACY_URL: local.urls.main.app }).ended,
  ]);
  expect(json).toMatchObject({ exitCode: 0, stderr: '' });
  const time = expect.stringMatching(/^20\d\d-\d\d-\d\dT\d\d:\d\d:\d\dZ$/) as string;
  expect(JSON.parse(json.stdout)).toEqual({
    payloads: { removed: 3, before: time },
    accessLog: { removed: 0, before: time },
    changes: { removed: 0, before: time },
    finishedWork: { removed: 0, before: time },
    idempotencyKeys: { removed: 0, before: time },
  });
  expect(wrong.exitCode).toBe(1);
  expect(wrong.stderr).toContain('this URL leads to the main database, not to billing');
  expect((await startCommand(['retain'], variables).ended).stdout).toMatch(/^events: the text of 0 was removed; none/);
});
