import { Webhook } from 'standardwebhooks';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { billingPrisma, connectBilling } from './database/billing-prisma.ts';
import { readEntitlements } from './entitlements/read.ts';
import { signingSecretOf } from './outbox/signing-secret.ts';
import { expectDocumented } from './testing/api-document.ts';
import { type ApiStage, appSigningSecret, askApi, startApiStage } from './testing/api-stage.ts';
import type { Reply } from './testing/http.ts';
import { Receiver } from './testing/receiver.ts';
import { Sender } from './testing/sender.ts';
import { type ServiceProcess, startService } from './testing/service-process.ts';
import {
  customerObject,
  type EventBody,
  eventOf,
  newYear,
  productObject,
  subscriptionItem,
  subscriptionObject,
} from './testing/stripe-objects.ts';

const seed = Number(process.env['SEED'] ?? 1);

let stage: ApiStage;
/** The shop's endpoint. */
let app: Receiver;
let shop: string;
let services: ServiceProcess[];

beforeAll(async () => {
  [stage, app] = await Promise.all([startApiStage(), Receiver.start()]);
  shop = await stage.app('shop');
  await stage.rows.query('UPDATE billing_apps SET webhook_url = ?', [app.url]);
  const others = await Promise.all(Array.from({ length: 3 }, () => startService(stage.environment)));
  services = [stage.service, ...others];
});
afterAll(async () => {
  const ends = await Promise.all(services.map((service) => service.end('SIGTERM')));
  await app.stop();
  await billingPrisma.$disconnect();
  await stage.stop();
  expect(ends.map(({ exitCode, stderr }) => ({ exitCode, stderr }))).toEqual(
    services.map(() => ({ exitCode: 0, stderr: '' })),
  );
});

/** One request to all four at the same moment, twice each. */
function askAll(path: string, body: unknown, key: string): Promise<Reply[]> {
  const headers = { 'Idempotency-Key': key };
  return Promise.all([...services, ...services].map(({ port }) => askApi(port, shop, { path, body, headers })));
}
const keys = Array.from({ length: 6 }, (_, index) => `four-${index}`);

test('one Idempotency-Key at four services at once makes one customer, and each answer is that customer', async () => {
  const asked = keys.map((key) => askAll('/v1/customers', { reference: key, name: key }, key));
  for (const replies of await Promise.all(asked)) {
    for (const reply of replies) expectDocumented('createCustomer', reply);
    expect(replies.map(({ status }) => status)).toEqual(replies.map(() => 200));
    expect(new Set(replies.map(({ body }) => body)).size).toBe(1);
  }
  const { data } = await stage.stripe.client().customers.list({ limit: 100 });
  expect(data.map(({ name }) => name).sort()).toEqual(keys);
});

test('one Idempotency-Key at four services at once makes one page of checkout, and each answer is that page', async () => {
  const client = stage.stripe.client();
  const { id: price } = await client.prices.create({
    ...{ currency: 'eur', unit_amount: 1900, recurring: { interval: 'month' }, product_data: { name: 'Pro' } },
  });
  const back = { success_url: 'https://app.example.com/ok', cancel_url: 'https://app.example.com/no' };
  const asked = keys.map((key) =>
    askAll('/v1/checkout-sessions', { customer: keys[0], items: [{ price }], ...back }, `page-${key}`),
  );
  const answers = (await Promise.all(asked)).map((replies) => {
    for (const reply of replies) expectDocumented('createCheckoutSession', reply);
    expect(replies.map(({ status }) => status)).toEqual(replies.map(() => 201));
    const bodies = [...new Set(replies.map(({ body }) => body))];
    expect(bodies).toHaveLength(1);
    return JSON.parse(bodies[0]!) as { id: string };
  });
  const { data } = await client.checkout.sessions.list({ limit: 100 });
  expect(data.map(({ id }) => id).sort()).toEqual(answers.map(({ id }) => id).sort());
});

/** The state of a subscription at a second: so many seats. */
function seats(customer: string, quantity: number): EventBody {
  const items = [subscriptionItem({ quantity })];
  const subscription = subscriptionObject({ id: customer.replace('cus', 'sub'), customer }, items);
  return eventOf('customer.subscription.updated', subscription, { created: newYear + quantity });
}

/** What the four have logged of this kind. */
const logged = (line: RegExp) => services.flatMap((service) => service.output().match(line) ?? []);

test('webhooks of many customers at four services: each change is told once, in order, and the last is the truth', async () => {
  const ids = Array.from({ length: 60 }, (_, index) => `cus_four${index}`);
  const sender = new Sender({ ports: () => services.map(({ port }) => port), connections: 16, seed });
  try {
    const customers = ids.map((id) =>
      eventOf('customer.created', customerObject({ id, metadata: { bulkhead_app: 'shop' } })),
    );
    sender.add([eventOf('product.created', productObject()), ...customers]);
    sender.add(ids.flatMap((id) => Array.from({ length: 12 }, (_, index) => seats(id, index + 1))));
    await sender.allAcknowledged(30);
  } finally {
    await sender.stop();
  }
  const left = async () => {
    const [row] = await stage.rows.query<{ left: bigint }>(
      `SELECT (SELECT COUNT(*) FROM billing_outbox WHERE done_at IS NULL AND due_at <= UTC_TIMESTAMP(3))
        + (SELECT COUNT(*) FROM billing_changes WHERE state = 'pending') AS \`left\``,
    );
    return Number(row!.left);
  };
  await expect.poll(left, { timeout: 30_000, interval: 50 }).toBe(0);

  const changes = await stage.rows.query<{ sequence: bigint; customer_id: string; body: unknown }>(
    'SELECT sequence, customer_id, body FROM billing_changes ORDER BY sequence',
  );
  const connection = await connectBilling();
  const truth = await readEntitlements(connection, ids);
  await connection.end();
  for (const id of ids) {
    const own = changes.filter(({ customer_id: customer }) => customer === id);
    // All of them and no other, none twice, in their order.
    expect(app.sequencesOf(id)).toEqual(own.map(({ sequence }) => Number(sequence)));
    expect(own.at(-1)?.body).toEqual(truth.get(id));
    expect(truth.get(id)?.seats).toBe(12);
  }
  expect(app.messages).toHaveLength(changes.length);
  const messageIds = app.messages.map(({ headers }) => headers['webhook-id']);
  expect(new Set(messageIds).size).toBe(messageIds.length);
  const webhook = new Webhook(signingSecretOf(Buffer.from(appSigningSecret, 'base64'), 'shop', 1));
  for (const { body, headers } of app.messages) webhook.verify(body, headers);
  for (const work of ['relay', 'deliverer', 'sweep']) {
    expect(logged(new RegExp(`"work":"${work}".*"msg":"leading"`, 'g')), work).toHaveLength(1);
  }
  expect(logged(/"msg":"swept/g)).toHaveLength(1);
}, 60_000);
