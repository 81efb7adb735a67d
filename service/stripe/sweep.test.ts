import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type Stripe from 'stripe';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { listedDays, overlapMinutes, pageEvents } from '../../policies/sweep.ts';
import { billingPrisma } from '../database/billing-prisma.ts';
import type { LocalMariadb } from '../database/local-mariadb.ts';
import { startPrivateMariadb } from '../database/local-mariadb/private.ts';
import { compareBooks } from '../demo/books.ts';
import { BillingRows } from '../testing/billing-rows.ts';
import { received } from '../testing/in-order.ts';
import { customerObject, type EventBody, eventOf, type Fields } from '../testing/stripe-objects.ts';
import { type StripeProxy, startStripeProxy } from '../testing/stripe-proxy.ts';
import { stripeClient } from './client.ts';
import { type LocalStripe, startLocalStripe } from './local-stripe/server.ts';
import { seedFor, seededRandom } from './local-stripe/state/seeded-random.ts';
import { sweep } from './sweep/sweep-flow.ts';
import type { SweepReport } from './sweep/report.ts';

const seed = Number(process.env['SEED'] ?? 1);
/** When everything here begins to happen. */
const beginning = Math.floor(Date.now() / 1000) - 3600;
const since = new Date(beginning * 1000);
const overlapSeconds = overlapMinutes * 60;

let database: LocalMariadb;
let rows: BillingRows;
let stripe: LocalStripe;
let now: number;
let proxies: StripeProxy[] = [];
const running = new Set<ChildProcess>();

beforeAll(async () => {
  database = await startPrivateMariadb();
  rows = await BillingRows.open(database.adminUrl);
  process.env['BILLING_DATABASE_URL'] = database.urls.billing.app;
});
afterAll(async () => {
  running.forEach((child) => child.kill('SIGKILL'));
  await billingPrisma.$disconnect();
  await rows.close();
  await database.stop();
});
beforeEach(() => rows.empty());
afterEach(async () => {
  await Promise.all(proxies.map((proxy) => proxy.close()));
  proxies = [];
});

async function startStripe(): Promise<void> {
  now = beginning;
  stripe = await startLocalStripe({ seed, now: () => now });
}

const sweepNow = (client = stripe.client()) => sweep(client, { since, livemode: false, notice: () => undefined });
const listedIds = () => [...stripe.account.events.newestFirst()].map(({ id }) => id).sort();
const unequalBooks = async () => (await compareBooks(stripe.client())).filter(({ equal }) => !equal);

/** A proxy that is closed with the test. */
async function proxyOf(before: (request: number, response: ServerResponse) => unknown): Promise<StripeProxy> {
  const proxy = await startStripeProxy(stripe.url, before);
  proxies.push(proxy);
  return proxy;
}

const clientOf = ({ url }: StripeProxy, config: Stripe.StripeConfig = {}) =>
  stripeClient({ STRIPE_API_KEY: stripe.apiKey, STRIPE_API_BASE: url }, config);

/** Customers who subscribe, pay, change, fail and leave, until there are this many events. Most share their second. */
async function liveUntil(events: number): Promise<void> {
  const client = stripe.client();
  const product_data = { name: 'Calibration log' };
  const recurring = { interval: 'month' } as const;
  const price = await client.prices.create({ currency: 'eur', unit_amount: 1900, recurring, product_data });
  for (let number = 1; stripe.account.events.size < events; number += 1) {
    now += number % 3;
    const customer = await client.customers.create({
      email: `owner-${number}@example.com`,
      payment_method: 'pm_card_visa',
      invoice_settings: { default_payment_method: 'pm_card_visa' },
    });
    const items = [{ price: price.id, quantity: number }];
    const { id } = await client.subscriptions.create({ customer: customer.id, items });
    if (number % 4 === 0) await client.subscriptions.update(id, { cancel_at_period_end: true });
    if (number % 5 === 0) await client.customers.update(customer.id, { name: `Workshop ${number}` });
    if (number % 7 === 0) await client.subscriptions.cancel(id);
  }
}

/** Puts an event into Stripe's list that its API would not make. */
function list(event: Fields): void {
  stripe.account.events.put(event as never);
}

function listCustomerEvents(count: number): EventBody[] {
  const events = Array.from({ length: count }, (_, index) =>
    eventOf('customer.updated', customerObject({ id: `cus_${index}` }), { created: beginning }),
  );
  events.forEach(list);
  return events;
}

interface Ended {
  exitCode: number | null;
  stdout: string;
  stderr: string;
}

/** `bulkhead sweep` as a process of its own. */
function spawnSweep(
  url: string,
  variables: NodeJS.ProcessEnv = {},
  at = since,
): { child: ChildProcess; ended: Promise<Ended> } {
  const words = ['sweep', '--since', at.toISOString(), '--json'];
  const child = spawn(join(import.meta.dirname, '../../bulkhead'), words, {
    cwd: '/',
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      PATH: process.env['PATH'],
      BILLING_DATABASE_URL: database.urls.billing.app,
      STRIPE_API_KEY: stripe.apiKey,
      STRIPE_API_BASE: url,
      ...variables,
    },
  });
  running.add(child);
  const printed: Ended = { exitCode: null, stdout: '', stderr: '' };
  child.stdout.setEncoding('utf8').on('data', (text: string) => (printed.stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (printed.stderr += text));
  const ended = once(child, 'close').then(([exitCode]) => {
    running.delete(child);
    return Object.assign(printed, { exitCode: exitCode as number | null });
  });
  return { child, ended };
}

describe('500 events that were delivered nowhere', () => {
  beforeAll(async () => {
    await startStripe();
    await liveUntil(500);
  });
  afterAll(() => stripe.stop());

  test('after a sweep billing equals Stripe, each payload as its webhook would have left it', async () => {
    expect(await unequalBooks()).not.toEqual([]);
    const { ended } = spawnSweep(stripe.url);
    const { exitCode, stdout, stderr } = await ended;
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    const report = JSON.parse(stdout) as SweepReport;
    const listed = stripe.account.events.size;
    expect(report).toMatchObject({
      since: since.toISOString(),
      from: new Date((beginning - overlapSeconds) * 1000).toISOString(),
      ...{ listed, quarantined: 0, duplicates: 0, unreadable: 0, readAfresh: 0, faults: [] },
    });
    expect(report.applied + report.recorded).toBe(listed);
    expect(await unequalBooks()).toEqual([]);
    expect(await rows.ledgerIds()).toEqual(listedIds());
    const kept = await rows.query<{ payload: string }>('SELECT payload FROM billing_webhooks');
    const sent = [...stripe.account.events.newestFirst()].map((event) => received(event as never).payload);
    expect(kept.map(({ payload }) => payload).sort()).toEqual(sent.sort());

    const before = await rows.projections();
    expect(await sweepNow()).toMatchObject({ listed, duplicates: listed, applied: 0, recorded: 0 });
    expect(await rows.projections()).toEqual(before);
  });

  test('killed at any moment and run again: nothing is lost, nothing applied by half', async () => {
    const random = seededRandom(seedFor(seed, 'killed sweeps'));
    for (let kill = 1; kill <= 3; kill += 1) {
      const page = 1 + Math.floor(random() * 5);
      const proxy = await proxyOf(async (request) => {
        if (request !== page) return;
        await wait(random() * 20);
        child.kill('SIGKILL');
      });
      const { child, ended } = spawnSweep(proxy.url);
      expect(await ended).toEqual({ exitCode: null, stdout: '', stderr: '' });
      expect(await rows.halfApplied()).toEqual([]);
    }
    const { ended } = spawnSweep(stripe.url);
    expect((await ended).exitCode).toBe(0);
    expect(await unequalBooks()).toEqual([]);
    expect(await rows.ledgerIds()).toEqual(listedIds());
  });

  test('errors, rate limits, silence and broken answers of Stripe’s are got over', async () => {
    const faults: Record<number, (response: ServerResponse) => unknown> = {
      1: (response) => response.writeHead(500).end('{"error":{}}'),
      3: (response) => response.writeHead(429).end('{"error":{}}'),
      // Silence: longer than the client waits.
      5: (response) => once(response, 'close'),
      6: (response) => response.destroy(),
    };
    const proxy = await proxyOf((request, response) => faults[request]?.(response));
    const report = await sweepNow(clientOf(proxy, { timeout: 1500 }));
    expect(report.listed).toBe(stripe.account.events.size);
    expect(await unequalBooks()).toEqual([]);
  });

  test('a database that goes away in the middle is waited for', async () => {
    const proxy = await proxyOf((request) => (request === 2 ? database.stopServer('SIGKILL') : undefined));
    const { child, ended } = spawnSweep(proxy.url);
    const back = once(child.stderr!, 'data').then(() => database.startServer());
    const { exitCode, stdout, stderr } = await ended;
    await back;
    rows = await BillingRows.open(database.adminUrl);
    expect(stderr).toMatch(/^(billing’s database cannot commit \(.+\): trying again in \d+ s\n)+$/);
    expect(exitCode).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ listed: stripe.account.events.size });
    expect(await rows.ledgerIds()).toEqual(listedIds());
    expect(await unequalBooks()).toEqual([]);
  });
});

describe('a list made up for the test', () => {
  beforeEach(startStripe);
  afterEach(() => stripe.stop());

  describe('pages', () => {
    test.each([
      [0, 1],
      [1, 1],
      [pageEvents, 1],
      [pageEvents + 1, 2],
      [2 * pageEvents, 2],
    ])('%i events of one second come on as few pages as can be: %i', async (events, pages) => {
      listCustomerEvents(events);
      const proxy = await proxyOf(() => undefined);
      const report = await sweepNow(clientOf(proxy));
      expect(report).toMatchObject({ listed: events, applied: events });
      expect(proxy.requests).toBe(pages);
      expect(await rows.ledgerIds()).toEqual(listedIds());
    });

    test('events that are made between two pages hide none of those that were there at the start', async () => {
      listCustomerEvents(2 * pageEvents + 50);
      const atStart = listedIds();
      const proxy = await proxyOf(() => {
        listCustomerEvents(30);
        now += 1;
        stripe.account.tell('customer.updated', customerObject({ id: 'cus_new' }) as never);
      });
      await sweepNow(clientOf(proxy));
      const swept = await rows.ledgerIds();
      expect(swept).toEqual(expect.arrayContaining(atStart));
      expect(new Set(swept).size).toBe(swept.length);
    });

    test('a sweep begins as much earlier as the overlap says, and no earlier', async () => {
      for (const seconds of [overlapSeconds, overlapSeconds + 1]) {
        list(eventOf('customer.updated', customerObject(), { id: `evt_${seconds}`, created: beginning - seconds }));
      }
      expect(await sweepNow()).toMatchObject({ listed: 1, applied: 1 });
      expect(await rows.ledgerIds()).toEqual([`evt_${overlapSeconds}`]);
    });
  });

  describe('what cannot be taken in', () => {
    test('events in no shape that can be kept are counted and named: exit 1, and the others are in', async () => {
      const deep = JSON.parse('{"a":'.repeat(500) + '1' + '}'.repeat(500)) as Fields;
      list(eventOf('customer.updated', customerObject(), { id: 'evt_good', created: beginning }));
      list({ ...eventOf('customer.updated', customerObject()), id: 'evt_thin', created: beginning, data: undefined });
      list(eventOf('customer.updated', customerObject({ deep }), { id: 'evt_deep', created: beginning }));
      const { exitCode, stdout, stderr } = await spawnSweep(stripe.url).ended;
      expect(exitCode).toBe(1);
      expect(stderr).toContain('events in no shape that can be kept: 2 (evt_deep, evt_thin)\n  fix: ');
      expect(JSON.parse(stdout)).toMatchObject({ listed: 3, applied: 1, unreadable: 2 });
      expect(await rows.ledgerIds()).toEqual(['evt_good']);
    });

    test('a quarantined event is named: exit 0', async () => {
      list(eventOf('customer.updated', customerObject({ balance: 'much' }), { id: 'evt_odd', created: beginning }));
      const { exitCode, stdout, stderr } = await spawnSweep(stripe.url).ended;
      expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
      expect(JSON.parse(stdout)).toMatchObject({ quarantined: 1, named: { quarantined: ['evt_odd'], unreadable: [] } });
    });

    test('rows that events alone cannot settle are counted', async () => {
      list(eventOf('customer.updated', customerObject({ name: 'One' }), { created: beginning }));
      list(eventOf('customer.updated', customerObject({ name: 'Another' }), { created: beginning }));
      expect(await sweepNow()).toMatchObject({ applied: 2, readAfresh: 1 });
    });

    test('a time before Stripe’s list: it says so at once, sweeps what there is, and ends with 1', async () => {
      listCustomerEvents(3);
      const at = new Date(Date.now() - (listedDays * 24 + 1) * 3_600_000);
      const { exitCode, stdout, stderr } = await spawnSweep(stripe.url, {}, at).ended;
      expect(exitCode).toBe(1);
      expect(stderr).toMatch(/^CAUTION: Stripe lists events of 30 days only[^]*\n {2}fix: read what changed/);
      expect(JSON.parse(stdout)).toMatchObject({ listed: 3, applied: 3, faults: [{}] });
    });
  });

  test('wrong variables: the exit code, the mend, and no secret', async () => {
    const cases: [NodeJS.ProcessEnv, number, string][] = [
      [{ STRIPE_API_KEY: 'rk_test_mine' }, 1, 'Stripe does not know this STRIPE_API_KEY'],
      [{ STRIPE_API_KEY: 'sk_live_mine' }, 2, 'STRIPE_API_KEY is not usable'],
      [{ BILLING_DATABASE_URL: database.urls.main.app }, 1, 'this URL leads to the main database'],
      [{ BILLING_DATABASE_URL: withPassword('mine') }, 1, 'ER_ACCESS_DENIED_ERROR'],
    ];
    const ended = await Promise.all(cases.map(([variables]) => spawnSweep(stripe.url, variables).ended));
    for (const [index, [variables, code, problem]] of cases.entries()) {
      const { exitCode, stdout, stderr } = ended[index]!;
      expect({ variables, exitCode, stdout }).toEqual({ variables, exitCode: code, stdout: '' });
      expect(stderr).toContain('bulkhead: ');
      expect(stderr).toContain(problem);
      expect(stderr).toContain('\n  fix: ');
      expect(stderr).not.toContain('mine');
    }
  });
});

function withPassword(password: string): string {
  return Object.assign(new URL(database.urls.billing.app), { password }).href;
}
