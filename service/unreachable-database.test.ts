import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { billingPrisma } from './database/billing-prisma.ts';
import type { LocalMariadb } from './database/local-mariadb.ts';
import { startPrivateMariadb } from './database/local-mariadb/private.ts';
import { BillingRows } from './testing/billing-rows.ts';
import { ask, post } from './testing/http.ts';
import { runService, type ServiceProcess, startService } from './testing/service-process.ts';
import { startStallingProxy } from './testing/stalling-proxy.ts';
import { customerObject, eventOf } from './testing/stripe-objects.ts';

let local: LocalMariadb;
beforeAll(async () => {
  local = await startPrivateMariadb();
});
afterAll(() => local.stop());

const statusOf = async (service: ServiceProcess) => (await ask(service.port, { path: '/readyz' })).status;
const soon = { timeout: 15_000, interval: 50 };

test.concurrent.for(['time_zone', 'database_identity'])(
  'a network that fails at %s of each new connection',
  { timeout: 60_000 },
  async (text, { expect }) => {
    const proxy = await startStallingProxy(local.port);
    const url = local.urls.billing.app.replace(`:${local.port}/`, `:${proxy.port}/`);
    const service = await startService({ BILLING_DATABASE_URL: url });
    const deliver = () => post(service.port, JSON.stringify(eventOf('customer.updated', customerObject())));
    expect((await deliver()).status).toBe(200);
    // Swallowed: nobody may wait for an answer that never comes. Cut: the driver must not take the service with it.
    for (const fail of [proxy.swallowFrom, proxy.cutAt]) {
      fail(text);
      proxy.cutConnections();
      expect((await deliver()).status).toBe(503);
      expect(await statusOf(service)).toBe(503);
      expect((await deliver()).status).toBe(503);
      proxy.recover();
    }
    await expect.poll(async () => (await deliver()).status, soon).toBe(200);
    await expect.poll(() => statusOf(service), soon).toBe(200);
    expect((await service.end('SIGTERM')).exitCode).toBe(0);
    await proxy.close();
  },
);

describe('a database that is not billing’s is refused', () => {
  test('at the start: exit 1 before the port opens, and the message names both', async () => {
    const { exitCode, stdout, stderr } = await runService({ BILLING_DATABASE_URL: local.urls.main.app });
    expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: '' });
    expect(stderr).toContain('this URL leads to the main database, not to billing');
    expect(stderr).toContain('fix: ');
    expect(stderr).not.toContain(new URL(local.urls.main.app).password);
  });

  test('one without an identity row as well', async () => {
    const { exitCode, stdout, stderr } = await runService({ BILLING_DATABASE_URL: local.adminUrl });
    expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: '' });
    expect(stderr).toContain('this URL leads to a database without an identity row, not to billing');
  });

  test('by billingPrisma, whatever is asked of it', async () => {
    process.env['BILLING_DATABASE_URL'] = local.urls.main.app;
    await expect(billingPrisma.billing_customers.count()).rejects.toThrow(
      'this URL leads to the main database, not to billing',
    );
    await expect(billingPrisma.$queryRaw`SELECT 1`).rejects.toThrow('not to billing');
    process.env['BILLING_DATABASE_URL'] = local.urls.billing.app;
    expect(await billingPrisma.billing_customers.count()).toBeGreaterThanOrEqual(0);
    await billingPrisma.$disconnect();
    // The driver's pool is still opening connections: were the server to end now, it would complain to nobody.
    const rows = await BillingRows.open(local.adminUrl);
    const connections = () => rows.query(`SELECT id FROM information_schema.processlist WHERE user LIKE '%_app'`);
    await expect.poll(connections, soon).toEqual([]);
    await rows.close();
  });
});
