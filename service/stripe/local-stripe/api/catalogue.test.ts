import Stripe from 'stripe';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { type LocalStripe, startLocalStripe } from '../server.ts';

// A loaded machine is slow, not wrong: these tests talk to servers and start processes.
vi.setConfig({ testTimeout: 60_000 });

let local: LocalStripe;
let stripe: Stripe;
let time = 1_795_000_000;

beforeAll(async () => {
  local = await startLocalStripe({ seed: 13, now: () => time });
  stripe = local.client({ maxNetworkRetries: 0 });
});
afterAll(() => local.stop());

const latest = async (type: Stripe.EventListParams['type'] & string) =>
  (await stripe.events.list({ type, limit: 1 })).data[0];

test('a product’s metadata changes key by key, and its event tells the old values of what changed only', async () => {
  const { id } = await stripe.products.create({
    name: 'Team',
    metadata: { features: 'a,b', seats: '5', plan: 'team' },
  });
  expect((await latest('product.created'))?.data.object).toMatchObject({ id, metadata: { features: 'a,b' } });
  time += 1;
  const changed = await stripe.products.update(id, { metadata: { features: 'a,b,c', seats: '', trial: 'yes' } });
  expect(changed).toMatchObject({ updated: time, metadata: { features: 'a,b,c', plan: 'team', trial: 'yes' } });
  expect(changed.metadata).not.toHaveProperty('seats');
  expect((await latest('product.updated'))?.data.previous_attributes).toEqual({
    metadata: { features: 'a,b', seats: '5', trial: null },
    updated: time - 1,
  });
});

test('a price’s metadata changes likewise, and what does not change makes no event', async () => {
  const product = await stripe.products.create({ name: 'Box' });
  const price = await stripe.prices.create({
    currency: 'eur',
    unit_amount: 5,
    product: product.id,
    metadata: { a: '1' },
  });
  expect((await latest('price.created'))?.data.object).toMatchObject({ id: price.id, metadata: { a: '1' } });
  await stripe.prices.update(price.id, { metadata: { a: '2' }, active: false });
  const event = await latest('price.updated');
  expect(event?.data.previous_attributes).toEqual({ active: true, metadata: { a: '1' } });
  await stripe.prices.update(price.id, { metadata: { a: '2' } });
  expect((await latest('price.updated'))?.id).toBe(event?.id);
});

test('products are listed newest first, a page at a time, by time, activity and ids', async () => {
  time += 60;
  const from = time;
  const made: string[] = [];
  for (let index = 0; index < 7; index += 1) {
    made.push((await stripe.products.create({ name: `P${index}`, active: index % 2 === 0 })).id);
    time += 1;
  }
  const read: string[] = [];
  for await (const { id } of stripe.products.list({ limit: 3, created: { gte: from } })) read.push(id);
  expect(read).toEqual(made.toReversed());
  const page = await stripe.products.list({ limit: 2, created: { gte: from, lt: from + 4 } });
  expect(page).toMatchObject({ has_more: true, url: '/v1/products', data: [{ id: made[3] }, { id: made[2] }] });
  const inactive = await stripe.products.list({ active: false, created: { gte: from } });
  expect(inactive.data.map(({ name }) => name)).toEqual(['P5', 'P3', 'P1']);
  const wanted = made.slice(0, 2);
  expect((await stripe.products.list({ ids: wanted })).data.map(({ id }) => id)).toEqual(wanted.toReversed());
});

test('a deleted product is told of once, and is then no product, as at Stripe; a deleted customer says so', async () => {
  const product = await stripe.products.create({ name: 'Gone', metadata: { a: '1' } });
  expect(await stripe.products.del(product.id)).toMatchObject({ id: product.id, object: 'product', deleted: true });
  expect((await latest('product.deleted'))?.data.object).toEqual(product);
  await expect(stripe.products.retrieve(product.id)).rejects.toMatchObject({ code: 'resource_missing' });
  const customer = await stripe.customers.create({});
  await stripe.customers.del(customer.id);
  expect(await stripe.customers.retrieve(customer.id)).toMatchObject({ id: customer.id, deleted: true });
});
