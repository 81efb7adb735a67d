import type Stripe from 'stripe';
import { afterEach, expect, test, vi } from 'vitest';
import { type LocalStripeOptions, startLocalStripe } from '../server.ts';
import { startReceiver } from '../test-receiver.ts';

// A loaded machine is slow, not wrong: these tests talk to servers and start processes.
vi.setConfig({ testTimeout: 60_000 });

const running: { stop: () => Promise<void> }[] = [];
afterEach(async () => {
  for (const each of running.splice(0)) await each.stop();
});

const secret = 'whsec_tests_only_1';
const time = 1_795_000_000;

async function start(options: LocalStripeOptions = {}) {
  const receiver = await startReceiver();
  const local = await startLocalStripe({
    seed: 31,
    endpoints: [{ url: receiver.url, secrets: [secret], payload: 'thin' }],
    now: () => time,
    ...options,
  });
  running.push(local, receiver);
  const stripe = local.client({ maxNetworkRetries: 0 });
  const notices = () =>
    receiver.received.map(({ body, headers }) =>
      stripe.parseEventNotification(body, String(headers['stripe-signature']), secret),
    );
  return { local, receiver, stripe, notices };
}

/** The health event is not among the SDK's types yet. */
type Unknown = Record<string, unknown> & { data: Record<string, unknown> };

test('a thin destination is posted the notification, and the SDK fetches event and object from it', async () => {
  const { local, receiver, stripe, notices } = await start();
  const customer = await stripe.customers.create({ name: 'Ada' }, { idempotencyKey: 'order-1' });
  await local.idle();
  const [snapshot] = (await stripe.events.list()).data;
  expect(receiver.events()).toEqual([
    {
      id: snapshot?.id.replace('evt_', 'evt_test_'),
      object: 'v2.core.event',
      context: null,
      created: new Date(time * 1_000).toISOString(),
      livemode: false,
      reason: { type: 'request', request: { id: snapshot?.request?.id, idempotency_key: 'order-1' } },
      related_object: { id: customer.id, type: 'customer', url: `/v1/customers/${customer.id}` },
      snapshot_event: snapshot?.id,
      type: 'v1.customer.created',
    },
  ]);
  const [notice] = notices();
  if (notice?.type !== 'v1.customer.created') throw new Error('the notification is of another type');
  expect(await notice.fetchRelatedObject()).toMatchObject({ id: customer.id, name: 'Ada' });
  expect(await notice.fetchEvent()).toMatchObject({ id: notice.id, snapshot_event: snapshot?.id });
});

test('v2 events are read, listed by type and object, and paged forth and back', async () => {
  const { stripe } = await start();
  const ids: string[] = [];
  for (let index = 0; index < 5; index += 1) ids.push((await stripe.customers.create({ name: String(index) })).id);
  await stripe.customers.update(ids[0] ?? '', { name: 'new' });
  const read: (string | undefined)[] = [];
  for await (const event of stripe.v2.core.events.list({ limit: 2, types: ['v1.customer.created'] }))
    read.push((event as unknown as { related_object: { id: string } }).related_object.id);
  expect(read).toEqual(ids.toReversed());
  const first = await stripe.v2.core.events.list({ limit: 4 });
  expect(first.previous_page_url).toBeNull();
  const get = (url: string | null) => stripe.rawRequest('GET', String(url)) as unknown as Promise<typeof first>;
  const second = await get(first.next_page_url);
  expect(second.data).toHaveLength(2);
  expect(second.next_page_url).toBeNull();
  expect(await get(second.previous_page_url)).toMatchObject({ data: first.data.map(({ id }) => ({ id })) });
  expect((await stripe.v2.core.events.list({ object_id: ids[0] ?? '' })).data.map(({ type }) => type)).toEqual([
    'v1.customer.updated',
    'v1.customer.created',
  ]);
  expect((await stripe.v2.core.events.list({ created: { gte: time + 1 } })).data).toEqual([]);
  await expect(stripe.v2.core.events.retrieve('evt_test_none')).rejects.toMatchObject({ statusCode: 404 });
});

test('destinations are made, changed, switched off, pinged and deleted by v2’s routes', async () => {
  const { local, stripe } = await start({ endpoints: [] });
  const receiver = await startReceiver();
  running.push(receiver);
  const made = await stripe.v2.core.eventDestinations.create({
    name: 'app',
    type: 'webhook_endpoint',
    event_payload: 'thin',
    enabled_events: ['v1.product.created'],
    metadata: { team: 'blue' },
    webhook_endpoint: { url: receiver.url },
    include: ['webhook_endpoint.signing_secret'],
  });
  expect(made).toMatchObject({ event_payload: 'thin', status: 'enabled', events_from: ['@self'], livemode: false });
  const signing = made.webhook_endpoint?.signing_secret ?? '';
  const shown = await stripe.v2.core.eventDestinations.retrieve(made.id, { include: ['webhook_endpoint.url'] });
  expect(shown.webhook_endpoint).toEqual({ url: receiver.url });
  const ping = await stripe.v2.core.eventDestinations.ping(made.id);
  await stripe.products.create({ name: 'heard' });
  await stripe.customers.create({ name: 'not heard' });
  await local.idle();
  const types = () => receiver.events().map(({ type }) => type);
  expect(types()).toEqual(['v2.core.event_destination.ping', 'v1.product.created']);
  const [{ body, headers } = { body: '', headers: {} }] = receiver.received;
  const notice = stripe.parseEventNotification(body, String(headers['stripe-signature']), signing);
  expect(notice).toMatchObject({ id: ping.id, related_object: { id: made.id, type: 'v2.core.event_destination' } });
  if (notice.type !== 'v2.core.event_destination.ping') throw new Error('the notification is of another type');
  expect(await notice.fetchRelatedObject()).toMatchObject({ id: made.id });
  const update = { name: 'new', metadata: { team: null as never, level: '2' } };
  expect(await stripe.v2.core.eventDestinations.update(made.id, update)).toMatchObject({ metadata: { level: '2' } });
  expect((await stripe.v2.core.eventDestinations.disable(made.id)).status).toBe('disabled');
  await stripe.products.create({ name: 'not heard' });
  await expect(stripe.v2.core.eventDestinations.ping(made.id)).rejects.toMatchObject({ statusCode: 400 });
  expect((await stripe.v2.core.eventDestinations.enable(made.id)).status).toBe('enabled');
  expect((await stripe.v2.core.eventDestinations.list()).data.map(({ name }) => name)).toEqual(['new']);
  expect((await stripe.v2.core.eventDestinations.del(made.id)).id).toBe(made.id);
  await local.idle();
  expect(types()).toHaveLength(2);
});

test('a connected account’s thin event names it as context, and the SDK follows it there', async () => {
  const receiver = await startReceiver();
  running.push(receiver);
  const endpoints = [{ url: receiver.url, secrets: [secret], payload: 'thin' as const, connect: true }];
  const { local, stripe } = await start({ endpoints });
  const { id } = local.connectAccount();
  await stripe.customers.create({ name: 'Platform' });
  const customer = await stripe.customers.create({ name: 'Connected' }, { stripeAccount: id });
  await local.idle();
  expect(receiver.events()).toMatchObject([{ context: id, related_object: { id: customer.id } }]);
  const [{ body, headers } = { body: '', headers: {} }] = receiver.received;
  const notice = stripe.parseEventNotification(body, String(headers['stripe-signature']), secret);
  if (notice.type !== 'v1.customer.created') throw new Error('the notification is of another type');
  expect(await notice.fetchRelatedObject()).toMatchObject({ name: 'Connected' });
  expect(await notice.fetchEvent()).toMatchObject({ context: id });
});

test('events never made are neither listed nor delivered, by seed, until they are announced one by one', async () => {
  const fates: number[] = [];
  for (let round = 0; round < 2; round += 1) {
    const { local, receiver, stripe } = await start({ faults: { neverMade: 0.5 } });
    for (let index = 0; index < 20; index += 1) await stripe.customers.create({ name: `Customer ${index}` });
    const listed = (await stripe.events.list({ limit: 100 })).data.length;
    fates.push(listed);
    await local.idle();
    expect(listed).toBeGreaterThan(2);
    expect(listed).toBeLessThan(18);
    expect(local.account.customers.size).toBe(20);
    expect(receiver.events()).toHaveLength(listed);
    const missing = local.account.neverMade.map((event) => (event.data.object as Stripe.Customer).id);
    expect(missing).toHaveLength(20 - listed);
    expect(local.announceNeverMade()).toHaveLength(20 - listed);
    expect(local.announceNeverMade()).toHaveLength(0);
    await local.idle();
    const alerts = receiver.events().slice(listed);
    expect(alerts.every(({ type }) => type === 'v2.core.health.event_generation_failure.resolved')).toBe(true);
    expect(alerts.every((alert) => !Object.hasOwn(alert, 'data'))).toBe(true);
    const wholes = (await Promise.all(
      alerts.map(({ id }) => stripe.v2.core.events.retrieve(id)),
    )) as unknown as Unknown[];
    expect(wholes.map(({ data }) => data['impact'])).toEqual(
      missing.map((id) => ({
        event_type: 'customer.created',
        related_object: { id, type: 'customer', url: `/v1/customers/${id}` },
      })),
    );
    expect(wholes[0]?.data).toMatchObject({
      alert_id: expect.stringMatching(/^halert_/) as string,
      resolved_at: new Date(time * 1_000).toISOString(),
    });
  }
  expect(fates[0]).toBe(fates[1]);
});
