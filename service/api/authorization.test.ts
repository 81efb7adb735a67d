import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { unknownKeysPerMinuteMax } from '../../policies/api.ts';
import { billingPrisma } from '../database/billing-prisma.ts';
import { expectDocumented } from '../testing/api-document.ts';
import { type ApiStage, askApi, newKey, startApiStage } from '../testing/api-stage.ts';
import { ask, type Reply } from '../testing/http.ts';
import { allRoutes } from './all-routes.ts';
import { revoke, rotateKey } from './app-registry.ts';
import { makeKey } from './key.ts';
import type { ApiRoute } from './route.ts';
import { scopes } from './scopes.ts';

let stage: ApiStage;
let shop: string;
const bad: Record<string, string> = {};
const scoped: Record<string, string> = {};
/** Customers of the two apps. */
let own: string;
let others: string;
let price: string;

const operator = 'ada.operator';

beforeAll(async () => {
  stage = await startApiStage();
  shop = await stage.app('shop');
  const other = await stage.app('other');
  for (const scope of scopes)
    scoped[scope] = await stage.app(
      `without-${scope}`,
      scopes.filter((one) => one !== scope),
    );

  const revoked = await stage.app('revoked');
  await revoke({ app: 'revoked', operator }, undefined);
  const expired = await stage.app('expired');
  await rotateKey({ app: 'expired', operator }, { hours: 0, mode: 'test' });
  const parts = shop.split('_');
  Object.assign(bad, {
    'no key': '',
    'a malformed key': 'Bearer bk_test_1234',
    'another scheme': `Basic ${Buffer.from(shop).toString('base64')}`,
    'an unknown key': `Bearer ${makeKey('test').text}`,
    'a wrong secret': `Bearer ${[...parts.slice(0, 3), 'f'.repeat(64)].join('_')}`,
    'a key of the other mode': `Bearer ${['bk', 'live', ...parts.slice(2)].join('_')}`,
    'a revoked key': `Bearer ${revoked}`,
    'an expired key': `Bearer ${expired}`,
  });
  const make = async (key: string) => {
    const made = await askApi(stage.service.port, key, { path: '/v1/customers', body: { reference: 'account-1' } });
    return (JSON.parse(made.body) as { id: string }).id;
  };
  own = await make(shop);
  others = await make(other);
  const client = stage.stripe.client();
  const { id: product } = await client.products.create({ name: 'Pro' });
  const recurring = { interval: 'month' } as const;
  price = (await client.prices.create({ product, currency: 'eur', unit_amount: 1900, recurring })).id;
});
afterAll(async () => {
  await billingPrisma.$disconnect();
  await stage.stop();
});

/** A whole request to a route, about this customer. */
function requestOf({ method, path, operation }: ApiRoute, customer: string) {
  const back = 'https://app.example.com/';
  const bodies: Record<string, object> = {
    createCustomer: { reference: 'account-1' },
    createCheckoutSession: { customer, items: [{ price }], success_url: back, cancel_url: back },
    createPortalSession: { customer, return_url: back },
  };
  const body = bodies[operation];
  const headers = { ...(body && { 'Content-Type': 'application/json' }), 'Idempotency-Key': newKey() };
  return { method, path: path.replace('{ref}', customer), headers, ...(body && { body: JSON.stringify(body) }) };
}

const about = (route: ApiRoute) => route.path.includes('{ref}') || /Session$/.test(route.operation);
const askAs = (route: ApiRoute, authorization: string, customer: string) => {
  const request = requestOf(route, customer);
  return ask(stage.service.port, { ...request, headers: { ...request.headers, Authorization: authorization } });
};
/** Erasing comes last: it takes the customer away. */
const routes = [...allRoutes].sort((one, other) => Number(one.method === 'DELETE') - Number(other.method === 'DELETE'));
const shown = ({ status, headers, body }: Reply) => ({ status, type: headers['content-type'], body });

const named = (some: readonly ApiRoute[]) => some.map((route) => [`${route.method} ${route.path}`, route] as const);

test.each(named(routes.filter(about)))(
  '%s: a customer of another app is as absent as one that never was',
  async (_name, route) => {
    const replies = [
      await askAs(route, `Bearer ${shop}`, others),
      await askAs(route, `Bearer ${shop}`, 'cus_NobodyEverHadThis'),
      await askAs(route, `Bearer ${shop}`, 'no-such-account'),
    ];
    for (const reply of replies) {
      expectDocumented(route.operation, reply);
      expect(shown(reply)).toEqual(shown(replies[0]!));
    }
    expect(replies[0]!.status).toBe(404);
  },
);

describe.each(named(routes))('%s', (_name, route) => {
  test('no key that does not open learns why', async () => {
    const replies: [string, Reply][] = [];
    for (const [what, authorization] of Object.entries(bad))
      replies.push([what, await askAs(route, authorization, own)]);
    const [, first] = replies[0]!;
    expect(first.status).toBe(401);
    expect(first.headers['www-authenticate']).toBe('Bearer');
    for (const [what, reply] of replies) {
      expectDocumented(route.operation, reply);
      expect(shown(reply), what).toEqual(shown(first));
    }
  });

  test('a key of another scope is refused, and the log says so', async () => {
    const reply = await askAs(route, `Bearer ${scoped[route.scope]}`, own);
    expectDocumented(route.operation, reply);
    expect(reply.status).toBe(403);
    const [row] = await stage.rows.query('SELECT * FROM billing_access_log ORDER BY sequence DESC LIMIT 1');
    expect(row).toMatchObject({ action: route.operation, result: '403' });
    expect(String(row!['actor'])).toMatch(new RegExp(`^without-${route.scope}/[0-9a-f]{16}$`));
  });

  test('its own key does it, and the log says so', async () => {
    const reply = await askAs(route, `Bearer ${shop}`, own);
    expectDocumented(route.operation, reply);
    expect(reply.status, reply.body).toBe(route.answer.status);
    const [row] = await stage.rows.query('SELECT * FROM billing_access_log ORDER BY sequence DESC LIMIT 1');
    const customer = route.operation === 'listChanges' ? null : own;
    expect(row).toMatchObject({ action: route.operation, result: String(reply.status), customer_id: customer });
  });
});

test('whoever guesses keys is slowed down; keys that were good before go on from the same address', async () => {
  for (let guess = 0; guess < unknownKeysPerMinuteMax; guess += 1) {
    await ask(stage.service.port, {
      path: '/v1/changes',
      headers: { Authorization: `Bearer ${makeKey('test').text}` },
    });
  }
  const path = '/v1/changes';
  const refused = await ask(stage.service.port, { path, headers: { Authorization: `Bearer ${makeKey('test').text}` } });
  expect(refused.status).toBe(429);
  expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0);
  expectDocumented('listChanges', refused);
  expect((await askApi(stage.service.port, shop, { path })).status).toBe(200);
});

test('the last use of a key is known', async () => {
  const id = shop.split('_')[2];
  const [row] = await stage.rows.query('SELECT last_used_at FROM billing_app_keys WHERE id = ?', [id]);
  expect(row!['last_used_at']).toBeInstanceOf(Date);
});
