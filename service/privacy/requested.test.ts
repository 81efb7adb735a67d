import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { billingPrisma } from '../database/billing-prisma.ts';
import { expectDocumented } from '../testing/api-document.ts';
import { type ApiStage, askApi, startApiStage } from '../testing/api-stage.ts';
import { startCommand } from '../testing/command.ts';
import { everyText } from '../testing/every-text.ts';
import type { Receipt } from './receipt.ts';

let stage: ApiStage;
let shop: string;
let folder: string;

beforeAll(async () => {
  stage = await startApiStage();
  shop = await stage.app('shop');
  folder = mkdtempSync(join(tmpdir(), 'bulkhead-requested-'));
  // For runs of the real command: the wait for transactions of a minute ago is over. erase.test.ts shows the wait.
  await stage.rows.query(
    `CREATE TRIGGER a_minute_ago BEFORE INSERT ON billing_erasures
      FOR EACH ROW SET NEW.erased_at = NEW.erased_at - INTERVAL 1 MINUTE`,
  );
});
afterAll(async () => {
  await billingPrisma.$disconnect();
  await stage.stop();
  rmSync(folder, { recursive: true });
});

const ask = (path: string, message: Partial<Parameters<typeof askApi>[2]> = {}) =>
  askApi(stage.service.port, shop, { path, ...message });
const erase = () =>
  startCommand(['erase', '--requested', '--json'], {
    BILLING_PRIVACY_URL: stage.local.urls.billing.privacy,
    BILLING_BACKUP_STORE: `file:${folder}`,
    STRIPE_API_KEY: stage.stripe.apiKey,
    STRIPE_API_BASE: stage.stripe.url,
  }).ended;

async function person(reference: string): Promise<string> {
  const body = { reference, email: `${reference}@lovelace.example`, name: `Person ${reference}` };
  const made = await ask('/v1/customers', { body });
  await stage.stripe.idle();
  return (JSON.parse(made.body) as { id: string }).id;
}

test('asked for by an app, done by a job: the person is gone, and the reference is free again', async () => {
  const gone = await person('gone-reference');
  await person('stays-reference');
  const requested = await ask('/v1/customers/gone-reference', { method: 'DELETE' });
  expectDocumented('requestErasure', requested);
  expect(requested.status).toBe(202);
  // Asked again it is the same request.
  expect(await ask(`/v1/customers/${gone}`, { method: 'DELETE' })).toMatchObject({ status: 202, body: requested.body });
  for (const part of ['', '/entitlements', '/subscriptions', '/invoices']) {
    for (const ref of [gone, 'gone-reference']) {
      expect((await ask(`/v1/customers/${ref}${part}`)).status, part).toBe(410);
    }
  }
  // Someone who comes back before the job has run is another customer.
  const back = await person('gone-reference');
  expect(back).not.toBe(gone);
  expect((await ask('/v1/customers/gone-reference')).status).toBe(200);

  const { exitCode, stdout, stderr } = await erase();
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
  const receipts = JSON.parse(stdout) as Receipt[];
  expect(receipts).toMatchObject([{ customer: gone, stripe: 'deleted', askedBy: `shop, by ${userInfo().username}` }]);
  await stage.stripe.idle();
  const [row] = await stage.rows.query('SELECT * FROM billing_customers WHERE id = ?', [gone]);
  expect(row).toMatchObject({ email: null, name: null, app_reference: null, app_name: 'shop' });
  expect(stage.stripe.account.deletedCustomers.has(gone)).toBe(true);
  const text = await everyText(stage.rows);
  expect(text).toContain('Person stays-reference');
  expect((await ask(`/v1/customers/${gone}`)).status).toBe(410);
  expect((await ask(`/v1/customers/${gone}`, { method: 'DELETE' })).status).toBe(410);
  expect((await ask(`/v1/customers/${back}`)).status).toBe(200);
  const [done] = await stage.rows.query('SELECT done_at FROM billing_erasure_requests WHERE customer_id = ?', [gone]);
  expect(done!['done_at']).toBeInstanceOf(Date);

  // Nothing is left to do, and Stripe's earlier answers under this reference do not bring anybody back.
  await ask(`/v1/customers/${back}`, { method: 'DELETE' });
  expect((await erase()).exitCode).toBe(0);
  expect([gone, back]).not.toContain(await person('gone-reference'));
  expect(JSON.parse((await erase()).stdout)).toEqual([]);
});

test('one that cannot be erased holds up no other, and stays requested', async () => {
  const good = await person('good-reference');
  await ask(`/v1/customers/${good}`, { method: 'DELETE' });
  const request = `INSERT INTO billing_erasure_requests VALUES ('cus_NobodyKnows', 'shop', '2026-01-01', NULL)`;
  await stage.rows.query(request);
  const { exitCode, stdout, stderr } = await erase();
  expect(exitCode).toBe(1);
  expect(stderr).toContain('1 of 2 requested erasures are not done: cus_NobodyKnows');
  expect(JSON.parse(stdout)).toMatchObject([{ customer: good }]);
  const left = await stage.rows.query('SELECT customer_id FROM billing_erasure_requests WHERE done_at IS NULL');
  expect(left).toEqual([{ customer_id: 'cus_NobodyKnows' }]);
});
