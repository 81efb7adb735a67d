import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { commitSecondsMax, retryAfterSeconds } from '../policies/webhook.ts';
import type { LocalMariadb } from './database/local-mariadb.ts';
import { startPrivateMariadb } from './database/local-mariadb/private.ts';
import { seedFor } from './stripe/local-stripe/state/seeded-random.ts';
import { BillingRows } from './testing/billing-rows.ts';
import { oneHistory } from './testing/history.ts';
import { ask, post } from './testing/http.ts';
import { projectionsInOrder } from './testing/in-order.ts';
import { expectProblem } from './testing/problem.ts';
import { Sender } from './testing/sender.ts';
import { type ServiceProcess, startService } from './testing/service-process.ts';
import { customerObject, eventOf } from './testing/stripe-objects.ts';

const seed = Number(process.env['SEED'] ?? 1);

let local: LocalMariadb;
beforeAll(async () => {
  local = await startPrivateMariadb();
});
afterAll(() => local.stop());

const ready = (service: ServiceProcess) => ask(service.port, { path: '/readyz' });
const statusOf = async (service: ServiceProcess) => (await ready(service)).status;
const soon = { timeout: 15_000, interval: 50 };

const ways: Record<string, { away: () => Promise<void>; back: () => Promise<void> }> = {
  'is stopped': { away: () => local.stopServer('SIGTERM'), back: () => local.startServer() },
  'is killed': { away: () => local.stopServer('SIGKILL'), back: () => local.startServer() },
  'is frozen': {
    away: () => Promise.resolve(void process.kill(local.processId, 'SIGSTOP')),
    back: () => Promise.resolve(void process.kill(local.processId, 'SIGCONT')),
  },
};

describe('while the database is away the answer is 503, and it recovers without a restart', () => {
  test.each(Object.entries(ways))(
    'MariaDB %s under load',
    async (way, { away, back }) => {
      const service = await startService({ BILLING_DATABASE_URL: local.urls.billing.app });
      const events = oneHistory(seedFor(seed, `outage: ${way}`), 150);
      const sender = new Sender({ ports: () => [service.port], connections: 8, seed });
      try {
        sender.add(events);
        await expect.poll(() => sender.acknowledged.size, soon).toBeGreaterThan(events.length / 4);
        await away();
        const acknowledged = sender.acknowledged.size;
        await expect.poll(() => sender.statuses.get(503), soon).toBeGreaterThan(0);
        const refusal = sender.replies.get(503)!;
        expectProblem(refusal, 503, 'Cannot commit now');
        expect(refusal.headers['retry-after']).toBe(String(retryAfterSeconds));
        const notReady = await ready(service);
        expectProblem(notReady, 503, 'Not ready');
        expect(notReady.headers['retry-after']).toBe(String(retryAfterSeconds));
        expect((await ask(service.port, { path: '/healthz' })).status).toBe(200);
        await wait(300);
        // Answers that were on their way may still have come; no more than there are connections.
        expect(sender.acknowledged.size - acknowledged).toBeLessThanOrEqual(8);

        await back();
        await expect.poll(() => statusOf(service), soon).toBe(200);
        await sender.allAcknowledged(commitSecondsMax + 10);
      } finally {
        await sender.stop();
        await back();
      }
      expect([...sender.statuses.keys()].sort()).toEqual([200, 503]);
      const { exitCode, stderr, stdout } = await service.end('SIGTERM');
      expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
      // A driver's message quotes the statement and its values; a log may not.
      expect(stdout).not.toMatch(/@example\.com|Ada Lovelace|INSERT|SELECT/);

      const rows = await BillingRows.open(local.adminUrl);
      expect(await rows.ledgerIds()).toEqual(events.map(({ id }) => id).sort());
      const found = await rows.projections();
      expect(found).toEqual(await projectionsInOrder(local.urls.billing.app, rows, events));
      await rows.empty();
      await rows.close();
    },
    60_000,
  );

  test('a service that starts before its database waits for it', async () => {
    await local.stopServer('SIGTERM');
    const service = await startService({ BILLING_DATABASE_URL: local.urls.billing.app });
    const body = JSON.stringify(eventOf('customer.updated', customerObject()));
    expectProblem(await post(service.port, body), 503, 'Cannot commit now');
    expect(await statusOf(service)).toBe(503);
    const { body: metrics } = await ask(service.port, { path: '/metrics' });
    expect(metrics).toContain('bulkhead_quarantine_oldest_age_seconds -1');
    expect(metrics).toContain('bulkhead_webhook_server_errors_total 1');
    await local.startServer();
    await expect.poll(() => statusOf(service), soon).toBe(200);
    expect((await post(service.port, body)).status).toBe(200);
    expect(await service.end('SIGTERM')).toMatchObject({ exitCode: 0, stderr: '' });
  }, 40_000);
});
