import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { LocalMariadb } from './database/local-mariadb.ts';
import { startPrivateMariadb } from './database/local-mariadb/private.ts';
import { BillingRows } from './testing/billing-rows.ts';
import { ask, type Message, type Reply, signatureOf } from './testing/http.ts';
import { openRawSocket } from './testing/raw-socket.ts';
import { type ServiceProcess, startService } from './testing/service-process.ts';
import {
  customerObject,
  eventOf,
  type EventBody,
  type Fields,
  invoiceObject,
  subscriptionObject,
  thinEventOf,
} from './testing/stripe-objects.ts';

const seed = Number(process.env['SEED'] ?? 1);

let local: LocalMariadb;
let rows: BillingRows;
let service: ServiceProcess;

beforeAll(async () => {
  local = await startPrivateMariadb();
  rows = await BillingRows.open(local.adminUrl);
  service = await startService({ BILLING_DATABASE_URL: local.urls.billing.app });
});

afterAll(async () => {
  const { exitCode, stderr } = await service.end('SIGTERM');
  await rows.close();
  await local.stop();
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
});

const oddText = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string({ unit: 'grapheme', maxLength: 40 }),
  fc.constantFrom('\0', '\ud800', '\udfff\ud83d', '\r\n', '"', '\\', '', ' ', 'x'.repeat(70_000)),
  fc.constantFrom('constructor', '__proto__', 'toString', 'customer', 'NaN', '1e999', "'; DROP TABLE x; --"),
);
const oddNumber = fc.oneof(
  fc.double(),
  fc.maxSafeInteger(),
  fc.constantFrom(-1, 2 ** 31, 2 ** 53, 2 ** 63, 1e21, 1e308),
);
const deep = fc
  .integer({ min: 1, max: 300 })
  .map((levels) => JSON.parse('['.repeat(levels) + ']'.repeat(levels)) as unknown);
const oddValue = fc.oneof(
  ...[oddText, oddNumber, fc.boolean(), fc.constant(null), fc.constant(undefined), deep],
  fc.constantFrom<unknown>({}, [], { toString: 1 }, { id: 'cus_1' }, { data: [{}] }, { length: -1 }),
  fc.jsonValue({ stringUnit: 'binary' }),
);

/** Fields of an event and of what it is about, by path; a list's place is a name as well. */
const paths = fc.constantFrom(
  ...['id', 'object', 'type', 'created', 'livemode', 'api_version', 'data', 'data.object', 'data.previous_attributes'],
  ...['object', 'id', 'customer', 'status', 'currency', 'created', 'livemode', 'balance', 'name', 'email', 'items'].map(
    (name) => `data.object.${name}`,
  ),
  ...[
    'items.data',
    'items.data.0',
    'items.data.0.price',
    'items.data.0.price.product',
    'total',
    'parent',
    'number',
  ].map((name) => `data.object.${name}`),
  ...['status_transitions', 'status_transitions.paid_at', 'pause_collection', 'metadata', 'latest_invoice'].map(
    (name) => `data.object.${name}`,
  ),
  ...['attempt_count', 'period_start', 'cancel_at', 'deleted', '__proto__'].map((name) => `data.object.${name}`),
);

const kinds: Record<string, (given: Fields) => Fields> = {
  'customer.updated': customerObject,
  'customer.deleted': customerObject,
  'customer.subscription.updated': subscriptionObject,
  'invoice.paid': invoiceObject,
  'charge.failed': (given) => ({ object: 'charge', ...given }),
};

let eventCount = 0;

const previousAttributes = fc.oneof(
  ...[fc.constant(undefined), fc.constant({}), oddValue],
  fc.dictionary(fc.constantFrom('balance', 'status', 'items', 'metadata', 'total', 'x'), oddValue),
);

/** Few objects and few seconds, so that ties and conflicts are among them. */
const event = fc
  .record({
    type: fc.constantFrom(...Object.keys(kinds)),
    object: fc.nat(5),
    created: fc.nat(3),
    previous: previousAttributes,
  })
  .map(({ type, object, created, previous }) =>
    eventOf(type, kinds[type]!({ id: `obj_${object}` }), {
      ...{ id: `evt_1Fuzz${(eventCount += 1)}`, created },
      data: { object: kinds[type]!({ id: `obj_${object}` }), previous_attributes: previous },
    }),
  );

const mutatedEvent = fc
  .tuple(event, fc.array(fc.tuple(paths, oddValue), { maxLength: 3 }))
  .map(([whole, mutations]) => {
    const body = structuredClone(whole);
    for (const [path, value] of mutations) setAt(body, path.split('.'), value);
    return JSON.stringify(body);
  });

const thinPaths = fc.constantFrom(
  ...['id', 'object', 'type', 'created', 'livemode', 'context', 'related_object', 'related_object.id', 'data'],
  ...['related_object.type', 'related_object.url', 'data.started_at', 'data.impact', 'data.impact.related_object'],
  ...['data.impact.related_object.id', 'data.impact.context', '__proto__'],
);

const thinTypes = [
  ...['v1.customer.created', 'v1.customer.subscription.updated', 'v2.core.event_destination.ping'],
  'v2.core.health.event_generation_failure.resolved',
];

const mutatedThinEvent = fc
  .tuple(fc.constantFrom(...thinTypes), fc.nat(5), fc.array(fc.tuple(thinPaths, oddValue), { maxLength: 3 }))
  .map(([type, object, mutations]) => {
    const started_at = new Date(object * 1000).toISOString();
    const impact = { context: 'acct_1', related_object: { id: `obj_${object}`, type: 'invoice' } };
    const id = `evt_test_1Fuzz${(eventCount += 1)}`;
    const body = thinEventOf(type, { id: `obj_${object}`, type: 'customer' }, { id, data: { started_at, impact } });
    for (const [path, value] of mutations) setAt(body, path.split('.'), value);
    return JSON.stringify(body);
  });

function setAt(parent: unknown, [name, ...rest]: string[], value: unknown): void {
  if (typeof parent !== 'object' || parent === null || name === undefined) return;
  const fields = parent as Fields;
  if (rest.length > 0) setAt(fields[name], rest, value);
  // Defined and not assigned, so that __proto__ becomes a field as it does in JSON.
  else Object.defineProperty(fields, name, { value, enumerable: true, configurable: true, writable: true });
}

const signedText = (body: fc.Arbitrary<string>): fc.Arbitrary<Message> =>
  body
    .filter((text) => text !== '' && text.isWellFormed())
    .map((text) => ({
      ...{ method: 'POST', path: '/webhooks/stripe', body: text },
      headers: { 'Stripe-Signature': signatureOf(text) },
    }));

const headerValue = fc.stringMatching(/^[\x20-\x7e\x80-\xff]{0,200}$/);
const signatureParts = fc.array(
  fc.oneof(fc.constantFrom('t=1', 't=', 'v1=', ',', '=', 'v1=0', 't=99999999999999999999'), headerValue),
  { maxLength: 6 },
);

const message: fc.Arbitrary<Message> = fc.oneof(
  { weight: 6, arbitrary: signedText(mutatedEvent) },
  { weight: 2, arbitrary: signedText(mutatedThinEvent) },
  { weight: 2, arbitrary: signedText(fc.json({ stringUnit: 'binary', maxDepth: 6 })) },
  { weight: 1, arbitrary: signedText(fc.string({ unit: 'binary' })) },
  {
    weight: 2,
    arbitrary: fc.record({
      method: fc.constantFrom('POST', 'POST', 'GET', 'PUT', 'HEAD', 'DELETE', 'PATCH', 'OPTIONS', 'TRACE', 'PROPFIND'),
      path: fc.oneof(
        fc.constantFrom('/webhooks/stripe', '/healthz', '/readyz', '/metrics', '*', '//', '/%ff', 'http://x/healthz'),
        fc.stringMatching(/^\/[\x21-\x7e]{0,60}$/),
      ),
      headers: signatureParts.map((parts) => ({ 'Stripe-Signature': parts.join(',') })),
      body: fc.uint8Array({ maxLength: 3000 }).map((bytes) => Buffer.from(bytes)),
    }),
  },
);

/** All that a sender may ever be told about nonsense. */
const statuses = new Set([200, 400, 404, 405, 413, 431]);

test('5400 random requests: each is answered, none with a 5xx, and each 200 is in the ledger once', async () => {
  const kept: string[] = [];
  const counts = new Map<number, number>();
  await fc.assert(
    fc.asyncProperty(fc.array(message, { minLength: 36, maxLength: 36, size: 'max' }), async (messages) => {
      const replies = await Promise.all(messages.map((one) => ask(service.port, one)));
      replies.forEach(({ status }: Reply, index) => {
        expect(statuses, JSON.stringify(messages[index])).toContain(status);
        counts.set(status, (counts.get(status) ?? 0) + 1);
        const { method, path, body } = messages[index]!;
        if (status === 200 && method === 'POST' && path === '/webhooks/stripe') {
          kept.push((JSON.parse(String(body)) as EventBody).id);
        }
      });
    }),
    { seed, numRuns: 150, endOnFailure: true },
  );
  expect((await ask(service.port, { path: '/readyz' })).status).toBe(200);
  const ledger = await rows.ledgerIds();
  expect(ledger).toEqual([...new Set(kept)].sort());
  // Else the fuzz would have tested the signature check alone.
  expect(counts.get(200)).toBeGreaterThan(800);
  expect(counts.get(400)).toBeGreaterThan(300);
  const states = await rows.query<{ state: string }>('SELECT DISTINCT state FROM billing_webhooks ORDER BY state + 0');
  expect(states.map(({ state }) => state)).toEqual(['applied', 'recorded', 'quarantined']);
}, 120_000);

test('400 connections with raw garbage: each is answered or closed', async () => {
  const line = fc.constantFrom('POST /webhooks/stripe HTTP/1.1\r\n', 'Content-Length: -5\r\n', 'Host: x\r\n', '\r\n');
  const framing = fc.constantFrom(
    'Transfer-Encoding: chunked\r\n',
    'ffffffffffffffff\r\n',
    '0\r\n\r\n',
    'Expect: x\r\n',
  );
  const noise = fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes).toString('latin1'));
  const garbage = fc.array(fc.oneof(line, framing, noise), { maxLength: 8 }).map((parts) => parts.join(''));
  await fc.assert(
    fc.asyncProperty(fc.array(garbage, { minLength: 20, maxLength: 20 }), async (texts) => {
      const answers = texts.map(async (text) => {
        const { socket, closed } = await openRawSocket(service.port);
        socket.end(text, 'latin1');
        const answer = await closed;
        socket.destroy();
        expect(answer, JSON.stringify(text)).toMatch(/^(HTTP\/1\.1 (100|400|404|405|413|417|431) [^]*)?$/);
      });
      await Promise.all(answers);
    }),
    { seed, numRuns: 20, endOnFailure: true },
  );
  expect((await ask(service.port, { path: '/healthz' })).status).toBe(200);
}, 60_000);
