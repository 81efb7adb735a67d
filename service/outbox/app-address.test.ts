import type { LookupAddress } from 'node:dns';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from 'vitest';
import { lookUpApp } from './app-address.ts';
import { Poster } from './post.ts';

const elsewhere = '203.0.113.7';

test.each([
  ['a public address', false, [elsewhere], undefined],
  ['a private address, where an app may live beside billing', true, ['10.0.3.4'], undefined],
  ['link-local, where a cloud gives its credentials', false, ['169.254.169.254'], 'no app can have'],
  ['the same, within IPv6', false, ['::ffff:169.254.169.254'], 'no app can have'],
  ['one good address and one that no app has', false, [elsewhere, 'fe80::1'], 'no app can have'],
  ['this machine, in live mode', true, ['127.0.0.1'], 'test mode alone'],
  ['this machine, in test mode', false, ['127.0.0.1'], undefined],
])('a name that leads to %s (live: %s)', async (_what, livemode, ips, refusal) => {
  const looked = await look(livemode, ips);
  if (refusal === undefined) expect(looked).toMatchObject({ error: null, address: ips[0] });
  else expect(looked.error?.message).toContain(refusal);
});

test('a name that leads nowhere fails as it does without us', async () => {
  const error = Object.assign(new Error('getaddrinfo ENOTFOUND'), { code: 'ENOTFOUND' });
  const looked = await new Promise((resolve) => {
    lookUpApp(true, (_host, _options, callback) => callback(error, []))('shop.test', {}, resolve);
  });
  expect(looked).toBe(error);
});

test('a post is not sent where its name leads to a machine that it may not reach', async () => {
  let requests = 0;
  const server = createServer((_request, response) => {
    requests += 1;
    response.writeHead(204).end();
  }).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const address = `http://localhost:${(server.address() as AddressInfo).port}/`;
  const live = new Poster(true);
  const tried = new Poster(false);
  try {
    expect(await live.post(address, '{}', {})).toContain('its name leads to the machine that posts');
    expect(requests).toBe(0);
    expect(await tried.post(address, '{}', {})).toBeUndefined();
    expect(requests).toBe(1);
  } finally {
    live.close();
    tried.close();
    server.close();
  }
});

interface Looked {
  error: Error | null;
  address: string | LookupAddress[];
}

function look(livemode: boolean, ips: readonly string[]): Promise<Looked> {
  const addresses = ips.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }));
  const lookup = lookUpApp(livemode, (_host, _options, callback) => callback(null, addresses));
  return new Promise((resolve) => lookup('shop.test', {}, (error, address) => resolve({ error, address })));
}
