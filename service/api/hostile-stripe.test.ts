import { afterAll, beforeAll, expect, test } from 'vitest';
import { gatheredMax } from '../../policies/api.ts';
import { billingPrisma } from '../database/billing-prisma.ts';
import { apiDocument, expectDocumented, validatorOf } from '../testing/api-document.ts';
import { type ApiStage, askApi, startApiStage } from '../testing/api-stage.ts';
import { post, type Reply } from '../testing/http.ts';
import { Receiver } from '../testing/receiver.ts';
import {
  customerObject,
  day,
  eventOf,
  type Fields,
  invoiceObject,
  productObject,
  subscriptionItem,
  subscriptionObject,
} from '../testing/stripe-objects.ts';
import { addApp } from './app-registry.ts';

let stage: ApiStage;
let shop: string;
let receiver: Receiver;

beforeAll(async () => {
  stage = await startApiStage();
  receiver = await Receiver.start();
  const posted = { scopes: ['read'], webhookUrl: receiver.url, mode: 'test' } as const;
  shop = await addApp({ app: 'shop', operator: 'ada.operator' }, posted);
});
afterAll(async () => {
  await billingPrisma.$disconnect();
  await stage.stop();
  await receiver.stop();
});

/** Whoever may write at Stripe may write this; and what Stripe never sent may come some day. */
const texts: unknown[] = [
  ...['', '   ', '__proto__', '\u0000\u0007\u001b[2J\r\n\u2028', '\ud800', '\u202e💳👩‍👩‍👧', 'ﬃ\u0301', '👍é', 'eu '],
  ...['4242 4242 4242 4242', `'; DROP TABLE billing_apps; -- %_\\`, '..', 'cus_1', 'NaN', '{"a":['.repeat(1_000)],
  ...['x'.repeat(200_000), 'a,'.repeat(20_000), null, 7, ['reports'], { plan: { plan: {} } }],
];
const numbers: unknown[] = [
  ...[0, -1, 1.5, 2 ** 31, 2 ** 53 - 1, -(2 ** 53 - 1), 2 ** 53, 1e308, 253_402_300_799, 8_640_000_000_001],
  ...[4_242_424_242_424_242, '7', 'NaN', null, true, [1], { n: 1 }],
];

interface Life {
  customer: Fields;
  product: Fields;
  price: Fields;
  item: Fields;
  subscription: Fields;
  invoice: Fields;
}
type Part = keyof Life;

const metadata = (key: string) => (value: unknown) => ({ metadata: { [key]: value, other: 'x' } });
const field = (key: string) => (value: unknown) => ({ [key]: value });
type Attack = [part: Part, name: string, given: (value: unknown) => Fields];
const fields = (part: Part, ...names: string[]) => names.map((name): Attack => [part, name, field(name)]);

const textFields: Attack[] = [
  ...fields('customer', 'name', 'email', 'currency'),
  ['customer', 'reference', (value) => ({ metadata: { bulkhead_app: 'shop', bulkhead_reference: value } })],
  ['product', 'plan', metadata('plan')],
  ['product', 'features', metadata('features')],
  ['product', 'a key of metadata', (value) => ({ metadata: { [String(value)]: 'x', plan: 'pro' } })],
  ...fields('product', 'name'),
  ...fields('price', 'id', 'product', 'currency'),
  ...fields('item', 'id'),
  ...fields('subscription', 'status', 'collection_method', 'currency', 'latest_invoice', 'items'),
  ['subscription', 'pause_collection', (behavior) => ({ pause_collection: { behavior, resumes_at: null } })],
  ...fields('invoice', 'number', 'status', 'billing_reason', 'currency'),
];
const numberFields: Attack[] = [
  ...fields('customer', 'balance', 'created'),
  ...fields('price', 'unit_amount'),
  ['price', 'interval_count', (value) => ({ recurring: { interval: 'month', interval_count: value } })],
  ...fields('item', 'quantity', 'current_period_start', 'current_period_end'),
  ...fields('subscription', 'created', 'start_date', 'trial_start', 'trial_end', 'cancel_at', 'canceled_at'),
  ...fields('invoice', 'total', 'attempt_count', 'created', 'period_start', 'due_date'),
];

/** How the subscription stands decides which of its times are looked at. */
const standings: Fields[] = [
  { status: 'active', cancel_at_period_end: true, latest_invoice: null },
  { status: 'past_due', cancel_at_period_end: false },
  { status: 'trialing', cancel_at_period_end: false, latest_invoice: null },
];

interface Case {
  id: string;
  attack: Attack;
  value: unknown;
  events: Fields[];
}

/** One customer and what it needs, with one value of it as somebody else wants it. */
function caseOf(id: string, standing: Fields, attack: Attack, value: unknown): Case {
  const [part, , given] = attack;
  const own = { [part]: given(value) } as Partial<Life>;
  const product = own.product === undefined ? 'prod_1' : `prod_${id}`;
  const price = {
    ...{ id: 'price_1', object: 'price', currency: 'eur', product, unit_amount: 1900 },
    recurring: { interval: 'month', interval_count: 1 },
    ...own.price,
  };
  const period = { current_period_start: present - day, current_period_end: present + 30 * day };
  const items = [subscriptionItem({ price, ...period, ...own.item }), subscriptionItem({ id: 'si_2', ...own.item })];
  const ends = { latest_invoice: `in_${id}`, trial_end: present + day };
  const about = { id: `sub_${id}`, customer: id, ...ends, ...standing, ...own.subscription };
  const invoice = { id: `in_${id}`, customer: id, created: present, ...own.invoice };
  const events = [
    ...(own.product ? [eventOf('product.created', productObject({ id: product, ...own.product }))] : []),
    eventOf('customer.created', customerObject({ id, metadata: { bulkhead_app: 'shop' }, ...own.customer })),
    eventOf('customer.subscription.created', subscriptionObject(about, items)),
    ...(own.invoice ? [eventOf('invoice.created', invoiceObject(invoice))] : []),
  ];
  return { id, attack, value, events };
}

const present = Math.floor(Date.now() / 1000);
const attacks = [
  ...textFields.flatMap((attack) => texts.map((value) => [attack, value] as const)),
  ...numberFields.flatMap((attack) => numbers.map((value) => [attack, value] as const)),
];
const cases = attacks.flatMap(([attack, value], index) => {
  // What decides when entitlements end is tried in each standing, all else in one after another.
  const standing = attack[0] === 'item' ? standings : [standings[index % standings.length]!];
  return standing.map((one, nth) => caseOf(`cus_Hostile${index}s${nth}`, one, attack, value));
});

/** As many at a time as one statement takes. */
async function forEach<Item>(items: readonly Item[], work: (item: Item) => Promise<void>): Promise<void> {
  const left = [...items];
  const take = async () => {
    for (let item = left.shift(); item !== undefined; item = left.shift()) await work(item);
  };
  await Promise.all(Array.from({ length: gatheredMax }, take));
}

const routes = {
  getCustomer: '',
  getEntitlements: '/entitlements',
  listSubscriptions: '/subscriptions',
  listInvoices: '/invoices',
};
const readIn: Record<Part, (keyof typeof routes)[]> = {
  customer: ['getCustomer', 'getEntitlements'],
  product: ['getEntitlements'],
  price: ['getEntitlements', 'listSubscriptions'],
  item: ['getEntitlements', 'listSubscriptions'],
  subscription: ['getEntitlements', 'listSubscriptions'],
  invoice: ['getEntitlements', 'listInvoices'],
};

const isEntitlements = validatorOf(apiDocument.components.schemas['Entitlements']!);

test('whatever stands at Stripe, apps are answered, and told, what the document says', async () => {
  await post(stage.service.port, JSON.stringify(eventOf('product.created', productObject())));
  // A batch with many values that the database refuses may take too long on a busy machine: Stripe comes again.
  const deliver = async (event: Fields): Promise<Reply> => {
    const reply = await post(stage.service.port, JSON.stringify(event));
    return reply.status === 503 ? deliver(event) : reply;
  };
  await forEach(cases, async ({ events }) => {
    for (const event of events) expect((await deliver(event)).status, JSON.stringify(event).slice(0, 500)).toBe(200);
  });

  const wrong: string[] = [];
  await forEach(cases, async ({ id, attack: [part, name], value }) => {
    for (const operation of readIn[part]) {
      const reply = await askApi(stage.service.port, shop, { path: `/v1/customers/${id}${routes[operation]}` });
      try {
        // Where the customer itself could not be read there is none.
        expect(part === 'customer' ? [200, 404] : [200]).toContain(reply.status);
        expectDocumented(operation, reply);
      } catch (error) {
        wrong.push(`${part} ${name} ${JSON.stringify(value).slice(0, 60)}: ${String(error).slice(0, 300)}`);
      }
    }
  });
  expect(wrong).toEqual([]);

  // The relay comes to the last of them, and so does the deliverer: nobody's oddity holds up another.
  for (const event of caseOf('cus_Last', standings[0]!, ['invoice', 'nothing', () => ({})], '').events) {
    await deliver(event);
  }
  await expect.poll(() => receiver.sequencesOf('cus_Last').length, { timeout: 15_000 }).toBe(1);
  const told = receiver.messages.map(({ body }) => (JSON.parse(body) as { data: Fields }).data['entitlements']);
  expect(told.length).toBeGreaterThan(cases.length / 2);
  for (const one of told) expect(isEntitlements(one), JSON.stringify([isEntitlements.errors, one])).toBe(true);
  const page = await askApi(stage.service.port, shop, { path: '/v1/changes?limit=100' });
  expectDocumented('listChanges', page);
  expect(stage.service.output()).not.toMatch(/4242 4242|a request of an app failed/);
}, 60_000);
