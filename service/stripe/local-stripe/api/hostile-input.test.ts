import { connect } from 'node:net';
import fc from 'fast-check';
import Stripe from 'stripe';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { requestBodyBytesMax } from '../../../../policies/local-stripe.ts';
import { type LocalStripe, startLocalStripe } from '../server.ts';
import { allRoutes } from './all-routes.ts';

// A loaded machine is slow, not wrong: these tests talk to servers and start processes.
vi.setConfig({ testTimeout: 60_000 });

let local: LocalStripe;
beforeAll(async () => {
  local = await startLocalStripe({ seed: 2 });
});
afterAll(() => local.stop());

const headers = {
  authorization: 'Bearer sk_test_1',
  'content-type': 'application/x-www-form-urlencoded',
  'stripe-version': Stripe.API_VERSION,
};
const ask = (method: string, target: string, body?: string, more: Record<string, string> = {}) =>
  fetch(`${local.url}${target}`, { method, headers: { ...headers, ...more }, ...(body === undefined ? {} : { body }) });

test('every route refuses an unknown id and a nonsense parameter with 4xx in Stripe’s shape', async () => {
  for (const { method, segments } of allRoutes) {
    const target = `/${segments.join('/').replace(':id', 'x_%F0%9F%92%A9')}`;
    const nonsense = target.startsWith('/v2/') ? '{"nonsense":{"a":1}}' : 'nonsense[a][b]=1';
    const answer = method === 'POST' ? await ask(method, target, nonsense) : await ask(method, `${target}?nonsense=1`);
    expect([target, answer.status]).toEqual([target, 400]);
    expect(await answer.json()).toMatchObject({
      error: { type: 'invalid_request_error', code: expect.stringMatching(/parameter_(unknown|missing)/) as string },
    });
  }
});

test('no body, path or query makes it crash or answer 500', async () => {
  const field = fc.oneof(
    fc.constantFrom(
      'items[0][price]',
      'metadata',
      'metadata[a]',
      'expand[]',
      'expand',
      'customer',
      '__proto__[x]',
      'constructor[prototype][x]',
      'limit',
      'created',
      'created[gt]',
      'items',
      'items[999999]',
      'trial_end',
      'frozen_time',
      'currency',
      'unit_amount',
      'name',
      'a'.repeat(200),
    ),
    fc.string(),
  );
  const value = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.constantFrom('', '0', '-1', '99999999999999999999', 'NaN', 'null', '%', '\0', 'data.customer', 'toString'),
  );
  const body = fc
    .array(fc.tuple(field, value), { maxLength: 8 })
    .map((pairs) => pairs.map(([key, text]) => `${key}=${encodeURIComponent(text.toWellFormed())}`).join('&'));
  const target = fc.oneof(
    fc.constantFrom(...allRoutes.map(({ segments }) => `/${segments.join('/').replace(':id', 'cus_x')}`)),
    fc.webPath(),
  );
  await fc.assert(
    fc.asyncProperty(fc.constantFrom('GET', 'POST', 'DELETE', 'PUT'), target, body, async (method, path, form) => {
      const answer = method === 'GET' ? await ask(method, `${path}?${form}`) : await ask(method, path, form);
      expect(answer.status).toBeLessThan(500);
      await answer.json();
    }),
    { seed: 9, numRuns: 250 },
  );
});

test('v2 takes JSON hashes of a known version only, and never answers 500', async () => {
  const make = (body: string, more: Record<string, string> = {}) =>
    ask('POST', '/v2/core/event_destinations', body, { 'content-type': 'application/json', ...more });
  for (const body of ['', '[]', 'null', '"x"', '{', '{"__proto__":{"a":1}}', '{"enabled_events":"*"}', '{"name":1}']) {
    expect([body, (await make(body)).status]).toEqual([body, 400]);
  }
  const bare = { headers: { authorization: 'Bearer sk_test_1' } };
  expect((await fetch(`${local.url}/v2/core/events`, bare)).status).toBe(400);
  for (const query of ['page=x', 'page=after_', 'limit=0', 'limit=x', 'created[gte]=never', 'types=a'])
    expect([query, (await ask('GET', `/v2/core/events?${query}`)).status]).toEqual([query, 400]);
});

test('bodies, fields and nesting are bounded', async () => {
  expect((await ask('POST', '/v1/customers', `name=${'x'.repeat(requestBodyBytesMax + 1)}`)).status).toBe(413);
  expect((await ask('POST', '/v1/customers', 'a=1&'.repeat(5_000))).status).toBe(400);
  expect((await ask('POST', '/v1/customers', `a${'[b]'.repeat(100)}=1`)).status).toBe(400);
  expect((await ask('POST', '/v1/customers', 'name=x', { 'idempotency-key': 'k'.repeat(300) })).status).toBe(400);
  expect((await ask('POST', '/v1/customers', '{"name":"x"}', { 'content-type': 'application/json' })).status).toBe(400);
  expect((await ask('GET', '/v1/customers')).status).toBe(200);
});

test('bytes that are no HTTP at all end that connection and nothing else', async () => {
  await new Promise<void>((resolve) => {
    const socket = connect(local.port, '127.0.0.1', () => socket.write('\0\x01garbage\r\n\r\n'));
    socket
      .on('close', () => resolve())
      .on('error', () => resolve())
      .resume();
  });
  expect((await ask('GET', '/v1/events')).status).toBe(200);
});

test('a metadata key that JavaScript treats specially is only a key', async () => {
  const answer = await ask('POST', '/v1/customers', 'metadata[toString]=1&metadata[__proto__]=2&metadata[ok]=3');
  expect(answer.status).toBeLessThan(500);
  expect(({} as Record<string, unknown>)['ok']).toBeUndefined();
});
