import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { Connection } from 'mariadb';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { FolderStore } from '../backup/store/folder-store.ts';
import { connectBilling } from '../database/billing-prisma.ts';
import { connect } from '../database/connect.ts';
import type { LocalMariadb } from '../database/local-mariadb.ts';
import { startPrivateMariadb } from '../database/local-mariadb/private.ts';
import { type LocalStripe, startLocalStripe } from '../stripe/local-stripe/server.ts';
import { BillingRows } from '../testing/billing-rows.ts';
import { startCommand } from '../testing/command.ts';
import { everyText } from '../testing/every-text.ts';
import { received } from '../testing/in-order.ts';
import { type ServiceProcess, signingSecret, startService } from '../testing/service-process.ts';
import { customerObject, eventOf, invoiceObject } from '../testing/stripe-objects.ts';
import { commitTogether } from '../webhook/transaction.ts';
import { connectPrivacy } from './connect-privacy.ts';
import { requireCustomerId } from './customer-id.ts';
import { eraseCustomer, type ErasureOptions } from './erase.ts';
import { replayErasures } from './replay-erasures.ts';
import type { Receipt } from './receipt.ts';

let local: LocalMariadb;
let rows: BillingRows;
let privacy: Connection;
let service: ServiceProcess;
let stripe: LocalStripe;
let folder: string;
let store: FolderStore;
let environment: Record<string, string>;

beforeAll(async () => {
  local = await startPrivateMariadb();
  rows = await BillingRows.open(local.adminUrl);
  process.env['BILLING_DATABASE_URL'] = local.urls.billing.app;
  privacy = await connectPrivacy(local.urls.billing.privacy, 'URL');
  service = await startService({ BILLING_DATABASE_URL: local.urls.billing.app });
  const endpoints = [{ url: `http://127.0.0.1:${service.port}/webhooks/stripe`, secrets: [signingSecret] }];
  stripe = await startLocalStripe({ endpoints });
  environment = {
    BILLING_PRIVACY_URL: local.urls.billing.privacy,
    STRIPE_API_KEY: stripe.apiKey,
    STRIPE_API_BASE: stripe.url,
  };
});
afterAll(async () => {
  await stripe.stop();
  await service.end('SIGTERM');
  await privacy.end();
  await rows.close();
  await local.stop();
});
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'bulkhead-erase-'));
  store = new FolderStore(folder);
  environment['BILLING_BACKUP_STORE'] = `file:${folder}`;
});
afterEach(async () => {
  await stripe.idle();
  await rows.empty();
  for (const table of ['billing_erasures', 'billing_access_log']) await rows.query(`DELETE FROM ${table}`);
  rmSync(folder, { recursive: true });
});

const options = (given: Partial<ErasureOptions> = {}): ErasureOptions => ({
  ...{ store, stripe: stripe.client(), askedBy: 'ada.operator', settleSeconds: 0 },
  ...given,
});
const erase = (customer: string, given: Partial<ErasureOptions> = {}) =>
  eraseCustomer(privacy, customer, options(given));

let people = 0;
/** A customer with a subscription and its invoices, made at Stripe and told to the service. */
async function subscriber(): Promise<{ id: string; words: string[] }> {
  const name = `Person${(people += 1)} Lovelace`;
  const email = `person${people}@lovelace.example`;
  const client = stripe.client();
  const { id } = await client.customers.create({
    ...{ name, email, phone: `+4930${people}111222`, address: { line1: `Street ${people}77`, city: 'Berlin' } },
    ...{ payment_method: 'pm_card_visa', invoice_settings: { default_payment_method: 'pm_card_visa' } },
  });
  const { id: product } = await client.products.create({ name: 'Plan' });
  const price = { product, currency: 'eur', unit_amount: 1900, recurring: { interval: 'month' } } as const;
  const { id: priceId } = await client.prices.create(price);
  await client.subscriptions.create({ customer: id, items: [{ price: priceId }] });
  await stripe.idle();
  return { id, words: [name, email, `+4930${people}111222`, `Street ${people}77`] };
}

const textOf = () => everyText(rows);
const found = (text: string, words: readonly string[]) => words.filter((word) => text.includes(word));

/** For a run of the real command: the wait for transactions of a minute ago is over. */
const settled = () => rows.query('UPDATE billing_erasures SET erased_at = erased_at - INTERVAL 1 MINUTE');

describe('an erasure', () => {
  test('leaves nothing of the person, also when Stripe’s customer.deleted comes afterwards; neighbours keep theirs', async () => {
    const [gone, stays] = [await subscriber(), await subscriber()];
    expect(found(await textOf(), gone.words)).toEqual(gone.words);

    const receipt = await erase(gone.id);
    await stripe.idle();

    const events = await rows.query<{ type: string; payload_removed: string | null }>(
      'SELECT type, payload, payload_removed FROM billing_webhooks WHERE object_id = ?',
      [gone.id],
    );
    expect(events.find(({ type }) => type === 'customer.deleted')).toMatchObject({
      payload: null,
      payload_removed: 'erased',
    });
    const text = await textOf();
    expect(found(text, [...gone.words, ...stays.words])).toEqual(stays.words);
    expect(stripe.account.deletedCustomers.has(gone.id)).toBe(true);
    const [customer] = await rows.query('SELECT * FROM billing_customers WHERE id = ?', [gone.id]);
    expect(customer).toMatchObject({ email: null, name: null, deleted: 1, currency: 'eur' });

    expect(receipt).toMatchObject({
      ...{ customer: gone.id, askedBy: 'ada.operator', stripe: 'deleted' },
      erased: {
        rows: { billing_customers: 1 },
        columns: [
          'billing_webhooks.payload',
          'billing_customers.email',
          'billing_customers.name',
          'billing_customers.app_reference',
        ],
      },
      kept: { rows: { billing_customers: 1, billing_subscriptions: 1, billing_invoices: 1 } },
      backups: { place: store.place, heldUntil: null },
    });
    expect(receipt.erased.events).toBeGreaterThan(4);
    expect(await rows.query('SELECT actor, action, customer_id, result FROM billing_access_log')).toEqual([
      { actor: 'ada.operator', action: 'erase', customer_id: gone.id, result: 'erased' },
    ]);
  });

  test('leaves the hash of what was there, and a later delivery of the same event is a duplicate', async () => {
    const event = eventOf('customer.created', customerObject({ id: 'cus_Hash' }));
    const billing = await connectBilling();
    await commitTogether(billing, [received(event)]);
    const [before] = await rows.query('SELECT SHA2(payload, 256) AS hash FROM billing_webhooks');
    await erase('cus_Hash', { stripe: undefined });
    expect(await commitTogether(billing, [received(event)])).toEqual(['duplicate']);
    await billing.end();
    const kept = await rows.query('SELECT payload, payload_sha256 AS hash, payload_removed FROM billing_webhooks');
    expect(kept).toEqual([{ payload: null, payload_removed: 'erased', ...before }]);
  });

  test('finds the id wherever it stands, and no other id that only looks like it', async () => {
    const billing = await connectBilling();
    const strangers = [
      eventOf('charge.failed', { id: 'ch_1', object: 'charge', customer: 'cus_Here2' }),
      eventOf('charge.failed', { id: 'ch_2', object: 'charge', customer: 'cus_here' }),
      eventOf('charge.failed', { id: 'ch_3', object: 'charge', customer: 'xcus_Here' }),
      eventOf('product.created', { id: 'prod_1', object: 'product' }),
    ];
    const own = [
      eventOf('invoice.paid', invoiceObject({ customer: customerObject({ id: 'cus_Here' }) })),
      eventOf('charge.failed', { id: 'ch_4', object: 'charge', deep: [{ in: { a: ['cus_Here'] } }] }),
      eventOf('charge.failed', { id: 'ch_5', object: 'charge', cus_Here: 1 }),
      eventOf('customer.updated', customerObject({ id: 'cus_Here', created: null })),
    ];
    await commitTogether(billing, [...strangers, ...own].map(received));
    await billing.end();
    expect((await erase('cus_Here', { stripe: undefined })).erased.events).toBe(own.length);
    const left = await rows.query<{ event_id: string }>(
      'SELECT event_id FROM billing_webhooks WHERE payload IS NOT NULL ORDER BY event_id',
    );
    expect(left.map(({ event_id: id }) => id)).toEqual(strangers.map(({ id }) => id).sort());
  });

  test('done twice, also by two at once, changes nothing and gives the same receipt', async () => {
    const { id } = await subscriber();
    const other = await connectPrivacy(local.urls.billing.privacy, 'URL');
    const [first, second] = await Promise.all([
      erase(id),
      eraseCustomer(other, id, options({ askedBy: 'ada.operator' })),
    ]);
    await other.end();
    await stripe.idle();
    // The service works off its marks a little later, and writes that down.
    const marks = () => rows.query('SELECT sequence FROM billing_outbox WHERE done_at IS NULL');
    await expect.poll(marks, { timeout: 15_000 }).toEqual([]);
    const before = await textOf();
    const files = readdirSync(folder, { recursive: true });
    const third = await erase(id, { askedBy: 'another.operator' });
    await stripe.idle();
    expect(third.erased.events).toBeGreaterThan(0);
    expect([first, second]).toEqual([third, third]);
    expect(await textOf()).toBe(before);
    expect(readdirSync(folder, { recursive: true })).toEqual(files);
  });

  test('catches a transaction that had looked before it, once that one can no longer be under way', async () => {
    const billing = await connectBilling();
    await commitTogether(billing, [received(eventOf('invoice.paid', invoiceObject({ customer: 'cus_Late' })))]);
    const gate = Promise.withResolvers<void>();
    const commit = billing.commit.bind(billing);
    billing.commit = () => gate.promise.then(commit);
    const late = commitTogether(billing, [
      received(eventOf('customer.updated', customerObject({ id: 'cus_Late', email: 'late@lovelace.example' }))),
    ]);
    await wait(100);
    const erasing = erase('cus_Late', { stripe: undefined, settleSeconds: 1 });
    await wait(300);
    expect(await rows.query('SELECT customer_id FROM billing_erasures')).toEqual([{ customer_id: 'cus_Late' }]);
    gate.resolve();
    expect(await late).toEqual(['applied']);
    expect(found(await textOf(), ['late@lovelace.example'])).toEqual(['late@lovelace.example']);
    await erasing;
    await billing.end();
    expect(found(await textOf(), ['late@lovelace.example'])).toEqual([]);
  });

  test('says until when locked backups hold the person, but not of backups that began afterwards', async () => {
    const manifest = (name: string, content: string, daysLater = 0) => {
      const file = join(folder, 'billing', name, 'manifest.json');
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, content);
      utimesSync(file, new Date(), new Date(Date.now() + daysLater * 86_400_000));
    };
    manifest('1', JSON.stringify({ retainUntil: '2027-02-20T00:00:00Z' }));
    manifest('2', JSON.stringify({ retainUntil: '2027-02-21T00:00:00Z' }));
    manifest('3', '{ "retainUntil": ');
    manifest('4', '{}');
    manifest('5', JSON.stringify({ retainUntil: '2027-03-21T00:00:00Z' }), 3);
    const billing = await connectBilling();
    await commitTogether(billing, [received(eventOf('customer.created', customerObject({ id: 'cus_Held' })))]);
    await billing.end();
    const { backups } = await erase('cus_Held', { stripe: undefined });
    expect(backups.heldUntil).toBe('2027-02-21T00:00:00.000Z');
  });
});

describe('is refused, and changes nothing', () => {
  test.each(['', 'cus_', 'cus_a/../../x', 'sub_1', 'cus_1"', 'cus_ü', 'ada@example.com'])('%j: no id', (id) => {
    expect(() => requireCustomerId(id)).toThrow(`${JSON.stringify(id)} is not the id of a customer`);
  });

  test('what is no id, by the command, with exit 2', async () => {
    const { exitCode, stderr } = await startCommand(['erase', 'ada@example.com'], environment).ended;
    expect({ exitCode, stderr }).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('not the id') });
    expect(readdirSync(folder)).toEqual([]);
  });

  test('without a key for Stripe, with exit 2', async () => {
    const { exitCode, stderr } = await startCommand(['erase', 'cus_1'], { ...environment, STRIPE_API_KEY: '' }).ended;
    expect({ exitCode, stderr }).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining('STRIPE_API_KEY is not set'),
    });
    expect(readdirSync(folder)).toEqual([]);
  });

  test('a customer whom nobody knows', async () => {
    await expect(erase('cus_Nobody')).rejects.toThrow('nobody knows cus_Nobody');
    await expect(erase('cus_Nobody', { stripe: undefined })).rejects.toThrow('nobody knows cus_Nobody');
    expect(readdirSync(folder)).toEqual([]);
    expect(await rows.query('SELECT * FROM billing_erasures')).toEqual([]);
  });

  test('a customer whom billing knows but this Stripe account does not', async () => {
    const billing = await connectBilling();
    await commitTogether(billing, [received(eventOf('customer.created', customerObject({ id: 'cus_Elsewhere' })))]);
    await billing.end();
    await expect(erase('cus_Elsewhere')).rejects.toThrow('billing knows cus_Elsewhere, but Stripe does not');
    expect(readdirSync(folder)).toEqual([]);
  });

  test('while Stripe answers with errors; the next run completes it', async () => {
    const { id, words } = await subscriber();
    const client = stripe.client({ maxNetworkRetries: 0 });
    stripe.setFaults({ apiErrorRate: 1 });
    await expect(erase(id, { stripe: client })).rejects.toMatchObject({ name: 'Failure', message: /Stripe .*500/ });
    stripe.setFaults({ apiErrorRate: 0 });
    await erase(id, { stripe: client });
    await stripe.idle();
    expect(found(await textOf(), words)).toEqual([]);
  });

  test('the other database', async () => {
    const main = connectPrivacy(local.urls.main.app, 'BILLING_PRIVACY_URL');
    await expect(main).rejects.toThrow('this URL leads to the main database, not to billing');
  });

  test.each([
    ['of another version', JSON.stringify({ version: 2 })],
    ['cut off', '{"version": 1,'],
    [
      'about somebody else',
      JSON.stringify({ version: 1, customerId: 'cus_B', askedAt: '2026-11-24T00:00:00Z', askedBy: 'a' }),
    ],
  ])('where the ledger’s entry is damaged: %s', async (_, content) => {
    mkdirSync(join(folder, 'erasures'));
    writeFileSync(join(folder, 'erasures/cus_A.json'), content);
    await expect(erase('cus_A', { stripe: undefined })).rejects.toThrow('erasures/cus_A.json');
    const admin = await connect(local.adminUrl, 'URL');
    await expect(replayErasures(admin, 'billing', store, () => Promise.resolve())).rejects.toThrow(
      'erasures/cus_A.json',
    );
    await admin.end();
  });
});

describe('the command', () => {
  test('killed at any moment is completed by the next run, whose receipt tells of all of it', async () => {
    const { id, words } = await subscriber();
    const named = await rows.query('SELECT 1 FROM billing_webhooks WHERE LOCATE(?, payload) > 0', [`"${id}"`]);
    const isEmpty = async (query: string) => (await rows.query(query)).length === 0;
    const moments = [
      () => readdirSync(folder).length === 0,
      () => isEmpty('SELECT 1 FROM billing_erasures'),
      () => isEmpty(`SELECT 1 FROM billing_webhooks WHERE payload_removed = 'erased'`),
      () => !stripe.account.deletedCustomers.has(id),
    ];
    for (const isBefore of moments) {
      const running = startCommand(['erase', id], environment);
      while (await isBefore()) await wait(2);
      running.kill();
      await running.ended;
      await settled();
    }
    const { exitCode, stdout, stderr } = await startCommand(['erase', id, '--json'], environment).ended;
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    const receipt = JSON.parse(stdout) as Receipt;
    await stripe.idle();
    expect(receipt).toMatchObject({ customer: id, askedBy: userInfo().username, stripe: 'deleted' });
    expect(receipt.erased.events).toBe(named.length);
    expect(found(await textOf(), words)).toEqual([]);
    expect(await rows.query('SELECT action FROM billing_access_log')).toEqual([{ action: 'erase' }]);
    const entry = JSON.parse(readFileSync(join(folder, `erasures/${id}.json`), 'utf8')) as object;
    expect(entry).toEqual({ version: 1, customerId: id, askedAt: receipt.askedAt, askedBy: userInfo().username });

    const again = await startCommand(['erase', id], environment).ended;
    expect(again.exitCode).toBe(0);
    for (const said of [
      id,
      `${receipt.erased.events}`,
      'GDPR Art. 17(3)(b)',
      'The customer is deleted',
      'No backup in',
    ]) {
      expect(again.stdout).toContain(said);
    }
  });
});
