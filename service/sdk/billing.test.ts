import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { billingPrisma } from '../database/billing-prisma.ts';
import { signingSecretOf } from '../outbox/signing-secret.ts';
import { completeCheckout } from '../stripe/local-stripe/life/checkout.ts';
import { type ApiStage, appSigningSecret, startApiStage } from '../testing/api-stage.ts';
import { Receiver } from '../testing/receiver.ts';
import { type Billing, BillingError, type Change, createBilling } from './billing.ts';
import { requestTriesMax } from './defaults.ts';

describe('against the service', () => {
  let stage: ApiStage;
  let app: Receiver;
  let billing: Billing;
  let url: string;
  let price: string;
  const told: Change[] = [];

  beforeAll(async () => {
    stage = await startApiStage();
    url = `http://127.0.0.1:${stage.service.port}`;
    const key = await stage.app('shop');
    app = await Receiver.start();
    await stage.rows.query('UPDATE billing_apps SET webhook_url = ?', [app.url]);
    const webhookSecret = signingSecretOf(Buffer.from(appSigningSecret, 'base64'), 'shop', 1);
    billing = createBilling({ url, key, webhookSecret });
    app.answering = (response, { headers, body }) => {
      told.push(billing.handleWebhook(headers, body));
      response.writeHead(204).end();
    };
    const client = stage.stripe.client();
    const product = await client.products.create({ name: 'Pro', metadata: { plan: 'pro', features: 'reports' } });
    const recurring = { interval: 'month' } as const;
    const sold = { product: product.id, currency: 'eur', unit_amount: 1900, recurring };
    price = (await client.prices.create(sold)).id;
  });
  afterAll(async () => {
    await billingPrisma.$disconnect();
    await stage.stop();
    await app.stop();
  });

  const until = async (isSo: () => boolean) => {
    const end = performance.now() + 20_000;
    while (!isSo()) {
      if (performance.now() > end) throw new Error(`not so: ${JSON.stringify(told)}`);
      await wait(20);
    }
  };
  /** The person pays on Stripe's page. */
  const buy = async (reference: string) => {
    const back = { success_url: 'http://127.0.0.1/yes', cancel_url: 'http://127.0.0.1/no' };
    const session = await billing.createCheckoutSession({
      customer: reference,
      items: [{ price, quantity: 1 }],
      ...back,
    });
    expect(session.url).toContain('http');
    completeCheckout(stage.stripe.account, session.id);
    return session.customer_id;
  };

  test('a customer is made once, sold to, entitled by a webhook, and cancelled by one', async () => {
    const made = await billing.createCustomer({ reference: 'account-1', email: 'ada@example.com' });
    expect(await billing.createCustomer({ reference: 'account-1' })).toEqual(made);
    expect(await billing.customer('account-1')).toEqual(made);
    expect(await billing.entitlements('account-1')).toMatchObject({ status: 'none' });
    expect(await buy('account-1')).toBe(made.id);
    await until(() => told.some(({ entitlements }) => entitlements.status === 'active'));
    expect(told.at(-1)).toMatchObject({ customer: made.id, reference: 'account-1', isNew: true });
    expect(await billing.entitlements('account-1')).toMatchObject({ status: 'active', features: ['reports'] });
    const { data } = await billing.subscriptions('account-1');
    expect(data).toMatchObject([{ status: 'active' }]);
    expect((await billing.invoices('account-1')).data.length).toBeGreaterThan(0);
    expect(await billing.createPortalSession({ customer: made.id, return_url: 'http://127.0.0.1/' })).toMatchObject({
      customer_id: made.id,
    });
    await stage.stripe.client().subscriptions.cancel(data[0]!.id);
    await until(() => told.at(-1)?.entitlements.status === 'none');
    expect(await billing.entitlements('account-1')).toMatchObject({ status: 'none', features: [] });
  });

  test('an app that pulls follows the same changes', async () => {
    await billing.createCustomer({ reference: 'account-2' });
    const id = await buy('account-2');
    const enough = new AbortController();
    const followed: Change[] = [];
    for await (const change of billing.follow({
      signal: AbortSignal.any([enough.signal, AbortSignal.timeout(20_000)]),
    })) {
      followed.push(change);
      if (change.customer === id) enough.abort();
    }
    expect(followed.at(-1)).toMatchObject({ customer: id, entitlements: { status: 'active' } });
    const sequences = followed.map(({ sequence }) => sequence);
    expect(sequences).toEqual([...sequences].sort((one, other) => one - other));
  });

  test('a customer that is not there, and a key that is wrong, are told with their mend', async () => {
    await expect(billing.entitlements('account-unknown')).rejects.toMatchObject({
      ...{ name: 'BillingError', status: 404, type: '/problems/no-such-customer' },
    });
    const stranger = createBilling({ url, key: 'bk_test_none_none' });
    await expect(stranger.customer('account-1')).rejects.toBeInstanceOf(BillingError);
    await expect(stranger.customer('account-1')).rejects.toMatchObject({ status: 401 });
  });

  test('an erased customer is gone', async () => {
    await billing.createCustomer({ reference: 'account-3' });
    expect(await billing.eraseCustomer('account-3')).toMatchObject({ asked_at: expect.any(String) });
    await expect(billing.entitlements('account-3')).rejects.toMatchObject({ status: 410 });
  });

  test('a webhook that another secret signed is refused', () => {
    const { headers, body } = app.messages[0]!;
    const other = createBilling({ url, key: '', webhookSecret: ['whsec_b3RoZXI=', 'whsec_YWdhaW4='] });
    expect(() => other.handleWebhook(headers, body)).toThrow('No matching signature found');
    expect(() => createBilling({ url, key: '' }).handleWebhook(headers, body)).toThrow('webhookSecret');
    expect(billing.handleWebhook(new Headers(headers), Buffer.from(body))).toMatchObject({ isNew: false });
  });
});

describe('against a service that refuses', () => {
  /** Answers these statuses in turn, and the last one again and again. */
  async function refusing(answers: { status: number; headers?: Record<string, string> }[]) {
    const keys: (string | undefined)[] = [];
    const server = createServer((request, response) => {
      void text(request).then(() => {
        keys.push(request.headers['idempotency-key'] as string | undefined);
        const { status, headers } = answers[Math.min(keys.length, answers.length) - 1]!;
        if (status === 0) return request.socket.destroy();
        response.writeHead(status, { 'content-type': 'application/json', ...headers }).end('{"id":"cus_1"}');
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const billing = createBilling({ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, key: 'bk' });
    const stop = () => new Promise((resolve) => server.close(resolve).closeAllConnections());
    return { billing, keys, stop };
  }

  test.each([
    ['429', { status: 429, headers: { 'retry-after': '1' } }],
    ['503', { status: 503 }],
    ['a broken connection', { status: 0 }],
  ])('after %s it asks again, with the same key', async (_, first) => {
    const { billing, keys, stop } = await refusing([first, { status: 200 }]);
    try {
      expect(await billing.createCustomer({ reference: 'account-1' })).toEqual({ id: 'cus_1' });
      expect(keys).toHaveLength(2);
      expect(keys[0]).toMatch(/^[0-9a-f-]{36}$/);
      expect(keys[1]).toBe(keys[0]);
      await billing.createCustomer({ reference: 'account-1' }, { idempotencyKey: 'mine' });
      expect(keys[2]).toBe('mine');
    } finally {
      await stop();
    }
  });

  test.each([
    ['a wait that is too long', { status: 503, headers: { 'retry-after': '3600' } }, 1, 503],
    ['another refusal', { status: 400 }, 1, 400],
    ['one refusal after another', { status: 503 }, requestTriesMax, 503],
    ['one broken connection after another', { status: 0 }, requestTriesMax, 0],
  ])('after %s it throws', async (_, answer, tries, status) => {
    const { billing, keys, stop } = await refusing([answer]);
    try {
      await expect(billing.customer('account-1')).rejects.toMatchObject({ name: 'BillingError', status });
      expect(keys).toHaveLength(tries);
    } finally {
      await stop();
    }
  });
});
