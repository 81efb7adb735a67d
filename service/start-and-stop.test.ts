import { once } from 'node:events';
import { Agent } from 'node:http';
import { createServer, type AddressInfo } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { LocalMariadb } from './database/local-mariadb.ts';
import { startPrivateMariadb } from './database/local-mariadb/private.ts';
import { BillingRows } from './testing/billing-rows.ts';
import { ask, post } from './testing/http.ts';
import { openRawSocket } from './testing/raw-socket.ts';
import { runService, startService } from './testing/service-process.ts';
import { customerObject, eventOf } from './testing/stripe-objects.ts';

let local: LocalMariadb;
let rows: BillingRows;

beforeAll(async () => {
  local = await startPrivateMariadb();
  rows = await BillingRows.open(local.adminUrl);
});

afterAll(async () => {
  await rows.close();
  await local.stop();
});

const start = () => startService({ BILLING_DATABASE_URL: local.urls.billing.app });

describe('SIGTERM', () => {
  test('in the middle of a load: what was accepted is answered, exit 0 within seconds, nothing is lost', async () => {
    const service = await start();
    const agent = new Agent({ keepAlive: true });
    const acknowledged: string[] = [];
    const others = new Set<unknown>();
    let stopping = false;
    const senders = Array.from({ length: 32 }, async () => {
      for (let failures = 0; failures < 20;) {
        const event = eventOf('customer.updated', customerObject({ id: `cus_${acknowledged.length % 50}` }));
        try {
          const { status } = await post(service.port, JSON.stringify(event), {}, agent);
          if (status === 200) acknowledged.push(event.id);
          else others.add(status);
        } catch {
          if (!stopping) others.add('cut off before SIGTERM');
          failures += 1;
        }
      }
    });
    await expect.poll(() => acknowledged.length, { timeout: 15_000 }).toBeGreaterThan(100);
    stopping = true;
    const signalled = performance.now();
    const { exitCode, stderr, stdout } = await service.end('SIGTERM');
    const seconds = (performance.now() - signalled) / 1000;
    await Promise.all(senders);
    agent.destroy();

    expect({ exitCode, stderr, others: [...others] }).toEqual({ exitCode: 0, stderr: '', others: [] });
    expect(seconds).toBeLessThan(5);
    expect(stdout).toMatch(/"signal":"SIGTERM"[^]*"msg":"stopped"\}\n$/);
    const ledger = new Set(await rows.ledgerIds());
    expect(acknowledged.filter((id) => !ledger.has(id))).toEqual([]);
  });

  test('a request that is half sent is still read and answered; new connections are refused', async () => {
    const service = await start();
    const sender = await openRawSocket(service.port);
    const idle = await openRawSocket(service.port);
    sender.socket.write('POST /webhooks/stripe HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\n{');
    await wait(200);
    const ended = service.end('SIGTERM');
    await wait(300);
    await expect(ask(service.port, { path: '/healthz' })).rejects.toThrow('ECONNREFUSED');
    sender.socket.write('}');
    await expect.poll(() => sender.received()).toContain('"title":"No signature"');
    expect((await ended).exitCode).toBe(0);
    idle.socket.destroy();
    sender.socket.destroy();
  });

  test('a request that never comes to its end is cut off when its time is over, and is no failure', async () => {
    const service = await start();
    const sender = await openRawSocket(service.port);
    sender.socket.write('POST /webhooks/stripe HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\n{');
    await wait(200);
    expect((await service.end('SIGTERM')).exitCode).toBe(0);
    sender.socket.destroy();
  });

  test('SIGINT does the same', async () => {
    const service = await start();
    expect(await service.end('SIGINT')).toMatchObject({ exitCode: 0, stderr: '' });
  });
});

describe('configuration errors: exit 2 before the port opens, all at once, and never the value', () => {
  const secret = 'whsec_this-is-a-secret';
  const url = 'mariadb://billing_app:this-is-a-password@127.0.0.1:1/billing';
  const cases: Record<string, [Record<string, string>, string[]]> = {
    'no secrets': [{ STRIPE_WEBHOOK_SECRETS: '' }, ['STRIPE_WEBHOOK_SECRETS is not set']],
    'a secret that is none': [
      { STRIPE_WEBHOOK_SECRETS: `${secret},sk_test_this-is-a-secret` },
      ['STRIPE_WEBHOOK_SECRETS is not usable'],
    ],
    'nine secrets': [
      { STRIPE_WEBHOOK_SECRETS: Array.from({ length: 9 }, () => secret).join() },
      ['STRIPE_WEBHOOK_SECRETS is not usable'],
    ],
    'a list with an empty place': [{ STRIPE_WEBHOOK_SECRETS: `${secret},` }, ['STRIPE_WEBHOOK_SECRETS is not usable']],
    'a port beyond the last': [{ PORT: '65536' }, ['PORT is not usable']],
    'a URL of another product': [
      { BILLING_DATABASE_URL: url.replace('mariadb', 'postgres') },
      ['BILLING_DATABASE_URL is not usable'],
    ],
    'a URL that is none': [{ BILLING_DATABASE_URL: 'this-is-a-password' }, ['BILLING_DATABASE_URL is not usable']],
    'a password in the URL and one beside it': [
      { BILLING_DATABASE_URL: url, BILLING_DATABASE_PASSWORD: 'this-is-a-password' },
      ['BILLING_DATABASE_PASSWORD is not usable'],
    ],
    'a password without a URL': [
      { BILLING_DATABASE_PASSWORD: 'this-is-a-password' },
      ['BILLING_DATABASE_PASSWORD is not usable'],
    ],
    'live mode without a database': [
      { STRIPE_MODE: 'live' },
      ['BILLING_DATABASE_URL is not set', 'STRIPE_API_KEY is not set'],
    ],
    'production without a database': [
      { NODE_ENV: 'production' },
      ['BILLING_DATABASE_URL is not set', 'STRIPE_API_KEY is not set'],
    ],
    'everything at once': [
      {
        ...{ PORT: 'this-is-a-password', HOST: '', LOG_LEVEL: 'loud', STRIPE_MODE: 'both', NODE_ENV: 'production' },
        STRIPE_WEBHOOK_SECRETS: 'this-is-a-secret',
      },
      [
        ...['PORT is not usable', 'LOG_LEVEL is not usable', 'STRIPE_MODE is not usable'],
        ...['STRIPE_WEBHOOK_SECRETS is not usable', 'BILLING_DATABASE_URL is not set'],
      ],
    ],
  };

  test.concurrent.each(Object.entries(cases))('%s', async (_, [variables, faults]) => {
    const { exitCode, stdout, stderr } = await runService({ STRIPE_WEBHOOK_SECRETS: secret, ...variables });
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
    for (const fault of faults) {
      expect(stderr).toContain(fault);
      expect(stderr, 'with its mend').toContain(`${fault.split(' ')[0]}: `);
    }
    expect(stderr).not.toMatch(/this-is-a-(secret|password)/);
  });
});

test('a port that is taken: exit 1, and the mend', async () => {
  const other = createServer().listen(0, '127.0.0.1');
  await once(other, 'listening');
  const { port } = other.address() as AddressInfo;
  const environment = { BILLING_DATABASE_URL: local.urls.billing.app, PORT: String(port) };
  const { exitCode, stderr } = await runService(environment);
  other.close();
  expect({ exitCode, stderr }).toEqual({
    exitCode: 1,
    stderr:
      `bulkhead: cannot listen on 127.0.0.1:${port}\n` +
      '  fix: set PORT to a free port (0 takes any), or stop what listens there\n',
  });
});
