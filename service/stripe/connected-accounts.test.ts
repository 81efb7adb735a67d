import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { startCommand } from '../testing/command.ts';
import { startTruthStage, type TruthStage } from '../testing/truth-stage.ts';
import { GroupCommit } from '../webhook/group-commit.ts';
import { projectionTables } from '../webhook/project/projection.ts';
import { backfill } from './backfill/backfill-flow.ts';
import { seedSubscriptions } from './local-stripe/seed.ts';
import { connectToLook } from './read/known-rows.ts';
import { askToRead } from './read/queue.ts';
import { settleOnce } from './read/settle.ts';
import { verify, type VerifyOptions } from './verify/verify-flow.ts';

const ownSubscriptions = 12;
const theirSubscriptions = 7;
const own = 3 * ownSubscriptions + 1;
const theirs = 3 * theirSubscriptions + 1;

let stage: TruthStage;
let folder: string;
/** A connected account, with a business of its own. */
let account: string;
let theirInvoice: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'bulkhead-connected-'));
  stage = await startTruthStage(ownSubscriptions);
  account = stage.stripe.connectAccount().id;
  const { id } = await stage.client.prices.create(
    { currency: 'eur', unit_amount: 700, recurring: { interval: 'month' }, product_data: { name: 'Of theirs' } },
    { stripeAccount: account },
  );
  const state = stage.stripe.platform.tenant(account).account;
  const createdTo = Math.floor(Date.now() / 1000) - 3600;
  const price = state.prices.get(id)!;
  seedSubscriptions(state, { count: theirSubscriptions, price, createdFrom: createdTo - 20, createdTo });
  theirInvoice = state.invoices.newestFirst().next().value!.id;
});
afterAll(async () => {
  await stage.stop();
  rmSync(folder, { recursive: true });
});
beforeEach(() => stage.empty());

const fill = (of?: string) => backfill(stage.client, { pace: stage.pace, account: of });
const verifyNow = (options: Partial<VerifyOptions> = {}) =>
  verify(stage.client, { livemode: false, pace: stage.pace, waitsSeconds: [0], ...options });
const command = (...words: string[]) =>
  startCommand(words, { ...stage.environment, BILLING_BACKUP_STORE: `file:${folder}` }).ended;
const update = (sql: string, values: unknown[] = []) => stage.rows.query(sql, values);

/** How many rows there are of each account; '' is the own one. */
async function rowsByAccount(): Promise<Record<string, number>> {
  const all = projectionTables.map((table) => `SELECT account_id FROM ${table}`).join(' UNION ALL ');
  const counts = await stage.rows.query<{ account_id: string | null; count: bigint }>(
    `SELECT account_id, COUNT(*) AS count FROM (${all}) AS every GROUP BY account_id`,
  );
  return Object.fromEntries(counts.map((row) => [row.account_id ?? '', Number(row.count)]));
}

test('a backfill fills one account, and the other’s rows stay as they are', async () => {
  expect(await fill()).toMatchObject({ listed: own, committed: own });
  expect(await rowsByAccount()).toEqual({ '': own });
  const ownRows = await stage.rows.projections();

  const end = await command('backfill', '--account', account, '--json');
  expect(end).toMatchObject({ exitCode: 0 });
  expect(JSON.parse(end.stdout)).toMatchObject({
    backfill: { listed: theirs, committed: theirs, wentOn: false },
    verification: { result: 'equal', compared: theirs },
  });
  expect(await rowsByAccount()).toEqual({ '': own, [account]: theirs });
  await update(`DELETE FROM billing_invoices WHERE account_id IS NOT NULL`);
  await update(`DELETE FROM billing_subscriptions WHERE account_id IS NOT NULL`);
  await update(`DELETE FROM billing_customers WHERE account_id IS NOT NULL`);
  await update(`DELETE FROM billing_products WHERE account_id IS NOT NULL`);
  expect(await stage.rows.projections()).toEqual(ownRows);
}, 30_000);

test('the events of a backfill name their account in the ledger', async () => {
  await fill(account);
  expect(await update('SELECT DISTINCT account_id FROM billing_webhooks')).toEqual([{ account_id: account }]);
});

test('verify compares every account that billing has rows of, and repairs each from its own', async () => {
  await fill();
  await fill(account);
  const equal = await verifyNow();
  expect(equal).toMatchObject({ result: 'equal', compared: own + theirs });
  expect([...new Set(equal.comparisons.map((line) => line.account))]).toEqual(['own', account]);

  await update('UPDATE billing_invoices SET total = 1 WHERE id = ?', [theirInvoice]);
  await update('DELETE FROM billing_subscriptions WHERE account_id = ? LIMIT 1', [account]);
  const found = await verifyNow();
  expect(found).toMatchObject({ result: 'drift', drift: 2 });
  expect(found.differences.map((one) => [one.account, one.problem]).sort()).toEqual([
    [account, 'differs'],
    [account, 'missing'],
  ]);
  expect(await verifyNow({ repair: true })).toMatchObject({ result: 'equal', repaired: 2 });
  expect(await rowsByAccount()).toEqual({ '': own, [account]: theirs });
});

test('verify of one account looks at no other', async () => {
  await fill();
  await fill(account);
  await update('UPDATE billing_invoices SET total = 1 WHERE account_id IS NULL LIMIT 1');
  const equal = await command('verify', '--account', account, '--json');
  expect(equal).toMatchObject({ exitCode: 0 });
  expect(JSON.parse(equal.stdout)).toMatchObject({ result: 'equal', compared: theirs });

  await update('UPDATE billing_invoices SET total = 1 WHERE id = ?', [theirInvoice]);
  const drift = await command('verify', '--account', account, '--kind', 'invoice');
  expect(drift.exitCode).toBe(3);
  expect(drift.stdout).toContain(`invoice ${theirInvoice} of ${account}: differs\n  total: here 1, at Stripe 700\n`);
}, 30_000);

test('of an account that billing has nothing of yet all is missing, and none of the own rows is gone', async () => {
  await fill();
  const record = await verifyNow({ account });
  expect(record).toMatchObject({ result: 'drift', drift: theirs });
  expect(new Set(record.differences.map(({ problem }) => problem))).toEqual(new Set(['missing']));
});

test('a row under the wrong account is drift of both', async () => {
  await fill();
  await fill(account);
  await update('UPDATE billing_invoices SET account_id = NULL WHERE id = ?', [theirInvoice]);
  const { differences } = await verifyNow();
  expect(differences.map((one) => [one.account, one.problem, one.columns])).toEqual([
    [null, 'gone', []],
    [account, 'differs', [{ column: 'account_id', here: 'null', atStripe: account }]],
  ]);
});

test('an id that both accounts chose stays whose it was first, whatever is to be repaired', async () => {
  await stage.client.products.create({ id: 'prod_chosen', name: 'Own' });
  await fill();
  await stage.client.products.create({ id: 'prod_chosen', name: 'Theirs' }, { stripeAccount: account });
  await fill(account);
  const record = await verifyNow({ repair: true, only: ['product'] });
  expect(record).toMatchObject({ result: 'drift', drift: 1, differences: [{ account, id: 'prod_chosen' }] });
  const row = `SELECT name, account_id FROM billing_products WHERE id = 'prod_chosen'`;
  expect(await update(row)).toEqual([{ name: 'Own', account_id: null }]);
  await stage.client.products.del('prod_chosen');
  await stage.client.products.del('prod_chosen', undefined, { stripeAccount: account });
});

test('what is asked for again is read from the account, and as the kind, that it is asked for now', async () => {
  const connection = await connectToLook();
  const commits = new GroupCommit();
  await askToRead(connection, [{ kind: 'customer', id: theirInvoice, account: null }], 'v1.test');
  await askToRead(connection, [{ kind: 'invoice', id: theirInvoice, account }], 'v1.test');
  const settled = await settleOnce(stage.client, { commits, pace: stage.pace, notice: () => undefined });
  await commits.close();
  await connection.end();
  expect(settled).toMatchObject({ read: 1, failed: 0 });
  expect(await update('SELECT id, account_id FROM billing_invoices')).toEqual([
    { id: theirInvoice, account_id: account },
  ]);
});

test('an account that is not connected: a Failure that says so, and nothing is changed', async () => {
  await expect(fill('acct_another')).rejects.toThrow('STRIPE_API_KEY');
  await expect(verifyNow({ account: 'acct_another' })).rejects.toThrow('STRIPE_API_KEY');
  expect(await rowsByAccount()).toEqual({});
});
