import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { LocalMariadb } from './database/local-mariadb.ts';
import { startPrivateMariadb } from './database/local-mariadb/private.ts';
import { BillingRows } from './testing/billing-rows.ts';
import { ask, post, signatureOf } from './testing/http.ts';
import { type ServiceProcess, signingSecret, startService } from './testing/service-process.ts';
import {
  customerObject,
  eventOf,
  type EventBody,
  type Fields,
  invoiceObject,
  newYear,
  subscriptionObject,
} from './testing/stripe-objects.ts';

const nextSecret = 'whsec_bmV4dC1zaWduaW5nLXNlY3JldA';

let local: LocalMariadb;
let service: ServiceProcess;
let rows: BillingRows;

beforeAll(async () => {
  local = await startPrivateMariadb();
  rows = await BillingRows.open(local.adminUrl);
  service = await startService({
    BILLING_DATABASE_URL: local.urls.billing.app,
    STRIPE_WEBHOOK_SECRETS: ` ${signingSecret} , ${nextSecret} `,
  });
});

afterAll(async () => {
  const { exitCode, stderr } = await service.end('SIGTERM');
  await rows.close();
  await local.stop();
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
});

const deliver = async (...events: EventBody[]) => {
  const replies = await Promise.all(events.map((event) => post(service.port, JSON.stringify(event))));
  expect(replies.map(({ status, body }) => ({ status, body }))).toEqual(
    events.map(() => ({ status: 200, body: '{"received":true}' })),
  );
};

/** The value of one line of /metrics; undefined where there is none yet. */
async function metric(line: string): Promise<number | undefined> {
  const { body } = await ask(service.port, { path: '/metrics' });
  const found = body.split('\n').find((one) => one.startsWith(`${line} `));
  return found === undefined ? undefined : Number(found.slice(line.length + 1));
}

const logLines = () =>
  service
    .output()
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Fields);

describe('what is kept', () => {
  test('a customer, a subscription and an invoice: a row each, and the events as they were', async () => {
    const events = [
      eventOf('customer.updated', customerObject({ id: 'cus_kept', name: 'Zoë 🎈' })),
      eventOf('customer.subscription.created', subscriptionObject({ id: 'sub_kept' })),
      eventOf('invoice.paid', invoiceObject({ id: 'in_kept', status: 'paid' })),
    ];
    await deliver(...events);
    const tables = await rows.projections();
    expect(tables['billing_customers']).toMatchObject([{ id: 'cus_kept', name: 'Zoë 🎈', deleted: 0 }]);
    expect(tables['billing_subscriptions']).toMatchObject([{ id: 'sub_kept', status: 'active', cancel_at: null }]);
    expect(tables['billing_invoices']).toMatchObject([{ id: 'in_kept', status: 'paid', total: 1900n }]);
    for (const event of events) {
      expect(await rows.event(event.id)).toMatchObject({
        ...{ type: event.type, object_id: event.data.object['id'], state: 'applied', reason: null, livemode: 0 },
        ...{ created: new Date(newYear * 1000), api_version: '2026-10-28.endive', payload: event },
      });
    }
  });

  test('every field that Stripe sent, also those that nothing here reads', async () => {
    const event = eventOf('charge.succeeded', { id: 'ch_1', object: 'charge', amount: 5, nested: { a: [1, null] } });
    const whole = { ...event, account: 'acct_1', context: 'ctx', request: { id: 'req_1', idempotency_key: 'k' } };
    await deliver(whole);
    expect((await rows.event(event.id))?.payload).toEqual(whole);
  });

  test('a type that no projection wants is recorded, also without an object id', async () => {
    const balance = eventOf('balance.available', { object: 'balance', available: [] });
    const preview = eventOf('invoice.upcoming', invoiceObject({ id: 'upcoming_in_1' }));
    await deliver(balance, preview);
    expect(await rows.event(balance.id)).toMatchObject({ state: 'recorded', object_id: null, reason: null });
    expect(await rows.event(preview.id)).toMatchObject({ state: 'recorded', reason: null });
  });

  test('a duplicate changes nothing, neither later nor beside the first', async () => {
    const event = eventOf('customer.updated', customerObject({ id: 'cus_twice' }));
    const before = (await metric('bulkhead_webhook_events_total{outcome="duplicate"}')) ?? 0;
    await deliver(event, event, event);
    await deliver(event);
    expect(await metric('bulkhead_webhook_events_total{outcome="duplicate"}')).toBe(before + 3);
    expect((await rows.ledgerIds()).filter((id) => id === event.id)).toHaveLength(1);
  });
});

describe('quarantined with a reason, answered 200, and no burden to its neighbours', () => {
  let neighbours = 0;
  const neighbour = () => eventOf('customer.updated', customerObject({ id: `cus_neighbour${(neighbours += 1)}` }));

  const quarantined: Fields[] = [];

  async function quarantine(event: EventBody): Promise<unknown> {
    const [before, after] = [neighbour(), neighbour()];
    await deliver(before, event, after);
    for (const { id } of [before, after]) expect((await rows.event(id))?.['state']).toBe('applied');
    const kept = await rows.event(event.id);
    expect(kept).toMatchObject({ state: 'quarantined', payload: event });
    quarantined.push({ event: event.id, reason: kept?.['reason'] });
    return kept?.['reason'];
  }

  test('an event of live mode at a service for test mode', async () => {
    const event = eventOf('customer.updated', customerObject({ id: 'cus_live', livemode: true }), { livemode: true });
    expect(await quarantine(event)).toBe('the event is from live mode, this service is for test mode');
    expect(await rows.query('SELECT id FROM billing_customers WHERE id = ?', ['cus_live'])).toEqual([]);
  });

  test('an object that its projection cannot read: the reason names the field', async () => {
    const object = subscriptionObject({ id: 'sub_odd', status: 7 });
    expect(await quarantine(eventOf('customer.subscription.updated', object))).toMatch(/^status: /);
  });

  test('a reason that is longer than its column is cut', async () => {
    const items = { data: Array.from({ length: 40 }, () => ({})) };
    const reason = await quarantine(eventOf('customer.subscription.updated', subscriptionObject({ items })));
    expect(String(reason)).toHaveLength(255);
  });

  test.each([
    ['a status in another script', invoiceObject({ id: 'in_odd1', status: 'öffnen' })],
    ['a count beyond its column', invoiceObject({ id: 'in_odd3', attempt_count: 2 ** 40 })],
    ['a customer id in another script', invoiceObject({ id: 'in_odd4', customer: 'cus_ü' })],
  ])('a value that only the database refuses: %s', async (_, object) => {
    const reason = await quarantine(eventOf('invoice.updated', object));
    expect(reason).toMatch(/^the database refused a value: ER_/);
  });

  test.each(['', 'cus 1', 'cus_ü', 'cus_1 '])('an object id that cannot be one: %j, twice in a second', async (id) => {
    for (const balance of [1, 2]) {
      expect(await quarantine(eventOf('customer.updated', customerObject({ id, balance })))).toMatch(/^id: /);
    }
  });

  test('each is in the log as a warning, with its reason', async () => {
    const warnings = () => logLines().filter(({ msg }) => msg === 'event quarantined');
    await expect.poll(() => warnings().map(({ event }) => event)).toEqual(quarantined.map(({ event }) => event));
    for (const { event, reason } of quarantined) {
      expect(warnings()).toContainEqual(expect.objectContaining({ event, level: 40 }));
      const said = String(warnings().find((line) => line['event'] === event)?.['reason']);
      expect(reason).toContain(said);
    }
  });

  test('the oldest one’s age is in the metrics', async () => {
    expect(await metric('bulkhead_quarantine_oldest_age_seconds')).toBeGreaterThan(0);
  });
});

describe('secrets in rotation', () => {
  test.each([
    ['the old one', signingSecret, 1],
    ['the new one', nextSecret, 2],
  ])('a signature by %s passes, and the metrics count it', async (_, secret, place) => {
    const body = JSON.stringify(eventOf('customer.updated', customerObject()));
    const line = `bulkhead_webhook_signatures_total{secret="${place}"}`;
    const before = (await metric(line)) ?? 0;
    expect((await post(service.port, body, { 'Stripe-Signature': signatureOf(body, secret) })).status).toBe(200);
    expect(await metric(line)).toBe(before + 1);
  });

  test('a header with one signature of each, as Stripe sends while it rotates, passes', async () => {
    const body = JSON.stringify(eventOf('customer.updated', customerObject()));
    const [old, next] = [signatureOf(body, 'whsec_gone'), signatureOf(body, nextSecret)];
    const both = `${old},${next.slice(next.indexOf('v1='))}`;
    expect((await post(service.port, body, { 'Stripe-Signature': both })).status).toBe(200);
  });
});

describe('what the platform asks', () => {
  test('/healthz and /readyz', async () => {
    expect(await ask(service.port, { path: '/healthz' })).toMatchObject({ status: 200, body: '{"status":"ok"}' });
    const [identity] = await rows.query<{ uuid: string }>('SELECT uuid FROM database_identity');
    const ready = await ask(service.port, { path: '/readyz' });
    expect({ status: ready.status, body: JSON.parse(ready.body) }).toEqual({
      status: 200,
      body: { status: 'ready', database: identity?.uuid },
    });
  });

  test('/metrics is Prometheus text with everything that an alarm stands on', async () => {
    const { status, headers, body } = await ask(service.port, { path: '/metrics' });
    expect(status).toBe(200);
    expect(headers['content-type']).toContain('text/plain; version=0.0.4');
    const names = [...body.matchAll(/^# TYPE (\S+)/gm)].map(([, name]) => name);
    expect(names).toEqual(
      expect.arrayContaining([
        ...['bulkhead_webhook_deliveries_total', 'bulkhead_webhook_events_total', 'bulkhead_webhook_rejections_total'],
        ...['bulkhead_webhook_signatures_total', 'bulkhead_commit_duration_seconds', 'bulkhead_commit_events'],
        'bulkhead_quarantine_oldest_age_seconds',
      ]),
    );
  });

  test('refused deliveries are counted by their reason', async () => {
    const line = 'bulkhead_webhook_rejections_total{reason="signature-mismatch"}';
    const before = (await metric(line)) ?? 0;
    await post(service.port, '{}', { 'Stripe-Signature': signatureOf('{}', 'whsec_wrong') });
    expect(await metric(line)).toBe(before + 1);
  });

  test('the log is one JSON line an event, with its id and never its body', async () => {
    const event = eventOf('customer.updated', customerObject({ name: 'Nobody Reads This' }));
    await deliver(event);
    await expect
      .poll(logLines)
      .toContainEqual(
        expect.objectContaining({ event: event.id, type: event.type, outcome: 'applied', msg: 'event committed' }),
      );
    expect(service.output()).not.toContain('Nobody Reads This');
  });
});

describe('an event of another shape than billing was written for', () => {
  test('is applied, counted, logged, and its row is to be read afresh until a whole one comes', async () => {
    const parent = undefined;
    await deliver(
      eventOf('invoice.updated', invoiceObject({ id: 'in_old', parent, subscription: 'sub_1' }), { created: 1 }),
    );
    const row = async () =>
      (await rows.query('SELECT subscription_id, read_afresh FROM billing_invoices WHERE id = ?', ['in_old']))[0];
    expect(await row()).toEqual({ subscription_id: null, read_afresh: 1 });
    expect(await metric('bulkhead_event_shape_drift_total{kind="invoice",field="parent"}')).toBe(1);
    await expect
      .poll(() => logLines().filter(({ msg }) => msg === 'event of another shape committed'))
      .toMatchObject([{ level: 40, drift: { kind: 'invoice', field: 'parent' } }]);
    await deliver(eventOf('invoice.updated', invoiceObject({ id: 'in_old' }), { created: 2 }));
    expect(await row()).toEqual({ subscription_id: 'sub_1', read_afresh: 0 });
  });
});
