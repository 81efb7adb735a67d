import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { signatureAgeSecondsMax, signatureFutureSecondsMax } from '../policies/webhook.ts';
import type { LocalMariadb } from './database/local-mariadb.ts';
import { startPrivateMariadb } from './database/local-mariadb/private.ts';
import { ask, post, signatureOf } from './testing/http.ts';
import { expectProblem } from './testing/problem.ts';
import { type ServiceProcess, startService } from './testing/service-process.ts';
import { customerObject, eventOf } from './testing/stripe-objects.ts';

let local: LocalMariadb;
let service: ServiceProcess;

beforeAll(async () => {
  local = await startPrivateMariadb();
  service = await startService({ BILLING_DATABASE_URL: local.urls.billing.app });
});

afterAll(async () => {
  const { exitCode, stderr } = await service.end('SIGTERM');
  await local.stop();
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
});

const body = JSON.stringify(eventOf('customer.updated', customerObject()));
const secondsFromNow = (seconds: number) => new Date(Date.now() + seconds * 1000);

describe('a signature that is not Stripe’s', () => {
  const cases: Record<string, [string | undefined, string]> = {
    none: [undefined, 'No signature'],
    'an empty one': ['', 'No signature'],
    'of another secret': [signatureOf(body, 'whsec_another'), 'Wrong signature'],
    'of another body': [signatureOf(`${body} `), 'Wrong signature'],
    'without a v1': [`t=${Math.floor(Date.now() / 1000)}`, 'Wrong signature'],
    'of another scheme alone': [signatureOf(body).replace('v1=', 'v0='), 'Wrong signature'],
    'of the right length but not hexadecimal': [
      signatureOf(body).replace(/v1=.*/, `v1=${'x'.repeat(64)}`),
      'Wrong signature',
    ],
    'too old': [signatureOf(body, undefined, secondsFromNow(-signatureAgeSecondsMax - 1)), 'Signature too old'],
    'from 1970': [signatureOf(body, undefined, new Date(1000)), 'Signature too old'],
    'too far in the future': [
      signatureOf(body, undefined, secondsFromNow(signatureFutureSecondsMax + 60)),
      'Signature from the future',
    ],
    'without a time': [signatureOf(body).replace(/t=\d+,/, ''), 'Unreadable signature'],
    'with a time that is no number': [signatureOf(body).replace(/t=\d+/, 't=now'), 'Unreadable signature'],
    'with a negative time': [signatureOf(body).replace(/t=/, 't=-'), 'Unreadable signature'],
    'that is garbage': ['%%%,,,===\t', 'Unreadable signature'],
    'of 10,000 characters': [`t=1,${'v1=a,'.repeat(2000)}`, 'Unreadable signature'],
  };

  test.each(Object.entries(cases))('%s: 400', async (_, [signature, title]) => {
    const headers = signature === undefined ? {} : { 'Stripe-Signature': signature };
    expectProblem(await ask(service.port, { method: 'POST', path: '/webhooks/stripe', body, headers }), 400, title);
  });

  test('two headers, of which the first is good: 400, because no one knows which one counts', async () => {
    const headers = { 'Stripe-Signature': [signatureOf(body), 'garbage'] };
    const reply = await ask(service.port, { method: 'POST', path: '/webhooks/stripe', body, headers });
    expect(reply.status).toBe(400);
  });

  test.each([
    ['almost too old', signatureAgeSecondsMax - 30],
    ['from a clock that is ahead within bounds', -signatureFutureSecondsMax + 30],
  ])('%s is accepted', async (_, age) => {
    const headers = { 'Stripe-Signature': signatureOf(body, undefined, secondsFromNow(-age)) };
    expect((await post(service.port, body, headers)).status).toBe(200);
  });
});

describe('a signed body that is not an event', () => {
  const event = () => eventOf('customer.updated', customerObject());
  const bodies: Record<string, string> = {
    'not JSON': '{"id":',
    'form fields': 'id=evt_1&object=event',
    null: 'null',
    'a number': '5',
    'a text': '"evt_1"',
    'a list': '[]',
    'a list of events': JSON.stringify([event()]),
    'an empty object': '{}',
    'another object of Stripe’s': JSON.stringify(customerObject()),
    'a thin event of API v2': JSON.stringify({ ...event(), object: 'v2.core.event' }),
    'an event without an id': JSON.stringify({ ...event(), id: undefined }),
    'an id with a line break': JSON.stringify({ ...event(), id: 'evt_1\nevt_2' }),
    'an id of another script': JSON.stringify({ ...event(), id: 'evt_ü' }),
    'an id that is longer than its column': JSON.stringify({ ...event(), id: 'e'.repeat(256) }),
    'a type that is missing': JSON.stringify({ ...event(), type: null }),
    'a time in milliseconds': JSON.stringify({ ...event(), created: Date.now() * 1000 }),
    'a time that is no number': JSON.stringify({ ...event(), created: '2026-01-01' }),
    'a mode that is missing': JSON.stringify({ ...event(), livemode: undefined }),
    'an API version that no column takes': JSON.stringify({ ...event(), api_version: '2026-10-28.endivé' }),
    'no data': JSON.stringify({ ...event(), data: undefined }),
    'data without an object': JSON.stringify({ ...event(), data: { object: null } }),
    'nesting that is too deep': JSON.stringify({ ...event(), data: { object: { deep: 0 } } }).replace(
      '"deep":0',
      `"deep":${'['.repeat(50_000)}${']'.repeat(50_000)}`,
    ),
  };

  test.each(Object.entries(bodies))('%s: 400', async (_, text) => {
    expectProblem(await post(service.port, text), 400, 'Not an event');
  });
});

describe('methods and paths', () => {
  test.each(['GET', 'PUT', 'DELETE', 'PATCH', 'OPTIONS'])('%s on the webhook: 405 with Allow', async (method) => {
    const reply = await ask(service.port, { method, path: '/webhooks/stripe' });
    expectProblem(reply, 405, 'Method not allowed');
    expect(reply.headers.allow).toBe('POST');
  });

  test('POST on a probe: 405 with Allow', async () => {
    const reply = await ask(service.port, { method: 'POST', path: '/healthz', body });
    expectProblem(reply, 405, 'Method not allowed');
    expect(reply.headers.allow).toBe('GET');
  });

  test.each([
    '/',
    '/webhooks',
    '/webhooks/stripe/',
    '/webhooks/stripe/x',
    '/constructor',
    '/__proto__',
    '//',
    '/%00',
    '*',
  ])('%s: 404', async (path) =>
    expectProblem(await ask(service.port, { method: 'POST', path, body }), 404, 'Not found'),
  );

  test('a query string changes nothing', async () => {
    const headers = { 'Stripe-Signature': signatureOf(body) };
    const reply = await ask(service.port, { method: 'POST', path: '/webhooks/stripe?a=b', body, headers });
    expect(reply.status).toBe(200);
  });

  test('HEAD is GET without a body, and no way around the 405', async () => {
    const [get, head] = await Promise.all(
      ['GET', 'HEAD'].map((method) => ask(service.port, { method, path: '/healthz' })),
    );
    expect(head).toMatchObject({
      status: 200,
      body: '',
      headers: { 'content-length': get!.headers['content-length'] },
    });
    expect(await ask(service.port, { method: 'HEAD', path: '/webhooks/stripe' })).toMatchObject({
      status: 405,
      body: '',
    });
  });
});
