import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { bodyBytesMax, requestSecondsMax } from '../policies/webhook.ts';
import type { LocalMariadb } from './database/local-mariadb.ts';
import { startPrivateMariadb } from './database/local-mariadb/private.ts';
import { BillingRows } from './testing/billing-rows.ts';
import { ask, post } from './testing/http.ts';
import { expectProblem } from './testing/problem.ts';
import { openRawSocket, type RawSocket, sendUntilAnswered } from './testing/raw-socket.ts';
import { type ServiceProcess, startService } from './testing/service-process.ts';
import { customerObject, eventOf } from './testing/stripe-objects.ts';

let local: LocalMariadb;
let service: ServiceProcess;
let rows: BillingRows;

const slow: { started: number; body?: RawSocket; head?: RawSocket } = { started: 0 };

beforeAll(async () => {
  local = await startPrivateMariadb();
  rows = await BillingRows.open(local.adminUrl);
  service = await startService({ BILLING_DATABASE_URL: local.urls.billing.app });
  // Started before all else, because their answer comes when all else is over.
  slow.started = performance.now();
  slow.body = await openRawSocket(service.port);
  slow.body.socket.write('POST /webhooks/stripe HTTP/1.1\r\nHost: x\r\nContent-Length: 500000\r\n\r\n{');
  slow.head = await openRawSocket(service.port);
  slow.head.socket.write('POST /webhooks/stripe HTTP/1.1\r\nHost: x\r\n');
});

afterAll(async () => {
  const { exitCode, stderr } = await service.end('SIGTERM');
  await rows.close();
  await local.stop();
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
});

describe('more than a megabyte', () => {
  const head = 'POST /webhooks/stripe HTTP/1.1\r\nHost: x\r\n';

  test('announced by Content-Length: 413 before a byte of it is sent', async () => {
    const client = await openRawSocket(service.port);
    client.socket.write(`${head}Content-Length: ${bodyBytesMax + 1}\r\n\r\n`);
    expect(await client.closed).toMatch(/^HTTP\/1\.1 413 [^]*Connection: close[^]*"title":"Body too large"/);
    client.socket.destroy();
  });

  test('the answer arrives although the sender does not stop sending, each time', async () => {
    for (const framing of [`Content-Length: ${bodyBytesMax * 64}`, 'Transfer-Encoding: chunked']) {
      for (let time = 0; time < 8; time += 1) {
        const client = await openRawSocket(service.port);
        client.socket.write(`${head}${framing}\r\n\r\n`);
        const part = 'x'.repeat(0x4000);
        const chunk = framing.startsWith('Content') ? part : `4000\r\n${part}\r\n`;
        const { answer, sent } = await sendUntilAnswered(client, chunk, bodyBytesMax * 64);
        client.socket.destroy();
        expect(answer, `${framing}, time ${time}`).toMatch(/^HTTP\/1\.1 413 [^]*"title":"Body too large"/);
        // What the kernel buffers on both sides is sent without being read.
        expect(sent).toBeLessThan(bodyBytesMax * 16);
      }
    }
  });

  test('as many bytes as are allowed are read', async () => {
    const event = eventOf('customer.updated', customerObject({ id: 'cus_large' }));
    const frame = Buffer.byteLength(JSON.stringify({ ...event, pad: '' }));
    const full = JSON.stringify({ ...event, pad: 'p'.repeat(bodyBytesMax - frame) });
    expect(Buffer.byteLength(full)).toBe(bodyBytesMax);
    expect((await post(service.port, full)).status).toBe(200);
    expectProblem(await post(service.port, `${full} `), 413, 'Body too large');
    expect((await rows.event(event.id))?.['state']).toBe('applied');
  });

  test('forty such bodies at once are committed, although no packet of the database takes them all', async () => {
    const bodies = Array.from({ length: 40 }, () => {
      const noise = Array.from({ length: 90_000 }, () => Math.random().toString(36).slice(2, 12)).join('');
      return JSON.stringify(eventOf('charge.succeeded', { id: 'ch_1', object: 'charge', noise }));
    });
    const replies = await Promise.all(bodies.map((one) => post(service.port, one)));
    expect(replies.map(({ status }) => status)).toEqual(bodies.map(() => 200));
  });
});

test('what is not HTTP: 400, and the connection is over', async () => {
  const client = await openRawSocket(service.port);
  client.socket.write('this is not HTTP\r\n\r\n');
  expect(await client.closed).toMatch(/^HTTP\/1\.1 400 [^]*"title":"Not HTTP"/);
  client.socket.destroy();
});

test('headers of 64 KiB: 431', async () => {
  const client = await openRawSocket(service.port);
  client.socket.write(`GET /healthz HTTP/1.1\r\nHost: x\r\nPad: ${'p'.repeat(64 * 1024)}\r\n\r\n`);
  expect(await client.closed).toMatch(/^HTTP\/1\.1 431 [^]*"title":"Headers too large"/);
  client.socket.destroy();
});

test('a sender that goes away in the middle of its body harms nobody', async () => {
  const client = await openRawSocket(service.port);
  client.socket.write('POST /webhooks/stripe HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{"id":');
  client.socket.destroy();
  expect((await ask(service.port, { path: '/readyz' })).status).toBe(200);
});

test.each(['body', 'head'] as const)(
  'a %s that is not complete in time: 408, and the connection is over even where the sender keeps it open',
  async (part) => {
    const { closed, socket } = slow[part]!;
    expect(await closed).toMatch(/^HTTP\/1\.1 408 [^]*"title":"Request timeout"/);
    expect((performance.now() - slow.started) / 1000).toBeGreaterThan(requestSecondsMax - 0.5);
    const cut = new Promise((resolve) => socket.once('close', resolve));
    // Whoever keeps on sending learns that nobody listens.
    const sending = setInterval(() => socket.write('x'), 50);
    await cut;
    clearInterval(sending);
  },
  requestSecondsMax * 1000 + 10_000,
);
