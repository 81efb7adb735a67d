import { setTimeout as wait } from 'node:timers/promises';
import type Stripe from 'stripe';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { firstSweepDays, overlapMinutes } from '../../../policies/sweep.ts';
import { Failure } from '../../../failure.ts';
import { billingPrisma } from '../../database/billing-prisma.ts';
import type { LocalMariadb } from '../../database/local-mariadb.ts';
import { startPrivateMariadb } from '../../database/local-mariadb/private.ts';
import { BillingRows } from '../../testing/billing-rows.ts';
import { startCommand } from '../../testing/command.ts';
import { startService } from '../../testing/service-process.ts';
import { customerObject, type EventBody, eventOf } from '../../testing/stripe-objects.ts';
import { beganHeader } from '../read/began-at.ts';
import { type LocalStripe, startLocalStripe } from '../local-stripe/server.ts';
import { type AccountsOptions, sweepAccounts } from './accounts.ts';
import { readSweepAgeSeconds } from './watermark.ts';

let database: LocalMariadb;
let rows: BillingRows;
let notices: string[];

beforeAll(async () => {
  database = await startPrivateMariadb();
  rows = await BillingRows.open(database.adminUrl);
  process.env['BILLING_DATABASE_URL'] = database.urls.billing.app;
});
afterAll(async () => {
  await billingPrisma.$disconnect();
  await rows.close();
  await database.stop();
});
beforeEach(async () => {
  notices = [];
  await rows.empty();
});

const second = (date: Date | number) => Math.floor(Number(date) / 1000);
/** One time for all, so that a test whose second ends says the same. */
const beginning = second(Date.now());
const ago = (seconds: number) => new Date((beginning - seconds) * 1000);
const hour = 3600;
const day = 24 * hour;

/**
 * Stripe, as far as a sweep asks it: one page of events an account. Each list that was asked for is noted. Its clock is
 * ahead of ours by so many seconds.
 */
function stripeOf(events: Record<string, EventBody[]>, healthEvents: Record<string, unknown> = {}, ahead = 0) {
  const asked: { account: string; from: number }[] = [];
  const list = ({ created }: { created: { gte: number } }, { stripeAccount = 'own' }: Stripe.RequestOptions = {}) => {
    asked.push({ account: stripeAccount, from: created.gte });
    if (events[stripeAccount] === undefined) return Promise.reject(new Failure('no such account', { fix: 'none' }));
    const headers = { [beganHeader]: String(Date.now() + ahead * 1000) };
    return Promise.resolve({ data: events[stripeAccount], has_more: false, lastResponse: { headers } });
  };
  const retrieve = (id: string) =>
    id in healthEvents ? Promise.resolve({ id, data: healthEvents[id] }) : Promise.reject(new Error('not found'));
  return { asked, stripe: { events: { list }, v2: { core: { events: { retrieve } } } } as unknown as Stripe };
}

const sweepWith = (stripe: Stripe, options: Partial<AccountsOptions> = {}) =>
  sweepAccounts(stripe, { livemode: false, notice: (line) => notices.push(line), ...options });
const eventAt = (created: Date, given = {}) =>
  eventOf('customer.updated', customerObject(), { created: second(created), ...given });

async function watermark(name = 'sweep'): Promise<Date | undefined> {
  const [row] = await rows.query<{ reached_at: Date }>('SELECT reached_at FROM billing_watermarks WHERE name = ?', [
    name,
  ]);
  return row?.reached_at;
}
const setWatermark = (reachedAt: Date, name = 'sweep') =>
  rows.query('REPLACE INTO billing_watermarks (name, reached_at, updated_at) VALUES (?, ?, NOW())', [name, reachedAt]);

describe('where a sweep begins, and what it leaves', () => {
  test('the first one ever begins where Stripe’s list does, and says so; the next one where that began', async () => {
    const { stripe } = stripeOf({ own: [] });
    const first = await sweepWith(stripe);
    const reach = (Date.parse(first.to) - Date.parse(first.since)) / 1000;
    expect(Math.abs(reach - firstSweepDays * day)).toBeLessThan(60);
    expect(notices).toEqual([
      `CAUTION: no sweep has come to its end yet: sweeping from ${firstSweepDays} days ago, about as far as Stripe lists`,
    ]);
    notices = [];
    expect(await watermark()).toEqual(new Date(first.to));
    expect((await sweepWith(stripe)).since).toBe(first.to);
    expect(notices).toEqual([]);
  });

  test('the first one over a ledger begins there too, also after one that did not come to its end', async () => {
    await sweepWith(stripeOf({ own: [eventAt(ago(60))] }).stripe, { since: ago(3 * hour) });
    await rows.query('DELETE FROM billing_watermarks');
    // Its delivery was lost, and a later one came.
    const lost = eventAt(ago(5 * day));
    const { stripe } = stripeOf({ own: [eventAt(ago(30)), lost] });
    const failing = sweepWith(stripe, {
      confirm: async () => ((await rows.ledgerIds()).length > 1 ? Promise.reject(new Error('killed')) : undefined),
    });
    await expect(failing).rejects.toThrow('killed');
    await rows.query('DELETE FROM billing_webhooks WHERE event_id = ?', [lost.id]);
    const report = await sweepWith(stripe);
    expect(ago(0).getTime() - Date.parse(report.since)).toBeGreaterThan((firstSweepDays - 1) * day * 1000);
    expect(await rows.ledgerIds()).toContain(lost.id);
  });

  test.each([
    ['earlier than the watermark: it moves on', 5 * hour, true],
    ['later than the watermark: it stays, for there is a gap', hour, false],
  ])('a sweep from a time that is %s', async (_, since, moves) => {
    await setWatermark(ago(3 * hour));
    const report = await sweepWith(stripeOf({ own: [] }).stripe, { since: ago(since) });
    expect(await watermark()).toEqual(moves ? new Date(report.to) : ago(3 * hour));
  });

  test.each([
    ['behind ours', -hour],
    ['ahead of ours', hour],
  ])('where Stripe’s clock is an hour %s the next sweep still sees what was made since', async (_, ahead) => {
    await setWatermark(ago(3 * hour));
    const { stripe, asked } = stripeOf({ own: [] }, {}, ahead);
    const before = Date.now();
    await sweepWith(stripe);
    // Made at once, and dated by Stripe.
    const made = second(before) + ahead;
    await sweepWith(stripe);
    expect(asked.at(-1)!.from).toBeLessThanOrEqual(made);
    // Not much more than the overlap is listed again.
    expect(made - asked.at(-1)!.from).toBeLessThan(overlapMinutes * 60 + 60);
  });

  test('a sweep that could not take everything in, or did not end, leaves the watermark where it was', async () => {
    await setWatermark(ago(3 * hour));
    await sweepWith(stripeOf({ own: [{ ...eventAt(ago(hour)), data: undefined } as never] }).stripe);
    expect(await watermark()).toEqual(ago(3 * hour));
    await expect(sweepWith(stripeOf({}).stripe)).rejects.toThrow('no such account');
    expect(await watermark()).toEqual(ago(3 * hour));
  });

  test('a watermark that a health event moves back during a sweep stays back', async () => {
    await setWatermark(ago(3 * hour));
    await sweepWith(stripeOf({ own: [] }).stripe, { confirm: () => setWatermark(ago(9 * hour)).then(() => undefined) });
    expect(await watermark()).toEqual(ago(9 * hour));
    expect(await readSweepAgeSeconds()).toBeGreaterThanOrEqual(9 * hour);
  });

  test('a last sweep that is nearly as old as Stripe’s list is cautioned of', async () => {
    await setWatermark(ago(26 * day));
    await sweepWith(stripeOf({ own: [] }).stripe);
    expect(notices).toEqual([expect.stringContaining('CAUTION: the last whole sweep began 26 days ago')]);
  });

  test('beyond Stripe’s list every object is read afresh, and then the watermark moves on; without a reader it is a fault', async () => {
    await setWatermark(ago(31 * day));
    const { stripe } = stripeOf({ own: [] });
    expect((await sweepWith(stripe)).faults).toMatchObject([
      { problem: expect.stringContaining('30 days only') as string },
    ]);
    expect(await watermark()).toEqual(ago(31 * day));
    const read: (string | null)[] = [];
    const report = await sweepWith(stripe, { readEverything: (account) => Promise.resolve(void read.push(account)) });
    expect({ read, faults: report.faults, watermark: await watermark() }).toEqual({
      ...{ read: [null], faults: [], watermark: new Date(report.to) },
    });
  });

  test('doubts are settled at the end', async () => {
    let settled = 0;
    await sweepWith(stripeOf({ own: [] }).stripe, { settle: () => Promise.resolve(void (settled += 1)) });
    expect(settled).toBe(1);
  });
});

describe('connected accounts', () => {
  test('all that billing has rows of are swept, each from its own watermark; one that refuses does not hold up the others', async () => {
    for (const [account, id] of [
      ['acct_1', 'cus_1'],
      ['acct_2', 'cus_2'],
      ['acct_gone', 'cus_3'],
    ] as const) {
      const known = eventOf('customer.updated', customerObject({ id }), { account, created: second(ago(2 * hour)) });
      await sweepWith(stripeOf({ [account]: [known] }).stripe, { account, since: ago(3 * hour) });
    }
    await rows.query('DELETE FROM billing_watermarks');
    await setWatermark(ago(hour), 'sweep acct_2');
    const lost = eventAt(ago(60), { id: 'evt_lost', data: { object: customerObject({ id: 'cus_1', name: 'Lost' }) } });
    const { stripe, asked } = stripeOf({ own: [], acct_1: [lost], acct_2: [] });
    const report = await sweepWith(stripe);
    expect(asked.map(({ account }) => account)).toEqual(['own', 'acct_1', 'acct_2', 'acct_gone']);
    expect(report.accounts).toMatchObject([
      { account: 'acct_1', listed: 1, applied: 1, faults: [] },
      { account: 'acct_2', since: ago(hour).toISOString(), faults: [] },
      { account: 'acct_gone', faults: [{ problem: 'acct_gone: no such account' }] },
    ]);
    expect(await rows.event('evt_lost')).toMatchObject({ account_id: 'acct_1' });
    expect((await rows.projections())['billing_customers']).toMatchObject([{ id: 'cus_1', name: 'Lost' }, {}, {}]);
    expect(await watermark('sweep acct_1')).toEqual(new Date(report.accounts[0]!.to));
  });
});

describe('health events that did not say what they are about', () => {
  const waiting = (id: string) =>
    rows.query(
      `INSERT INTO billing_object_reads (object_id, kind, cause, asked_at, next_try_at) VALUES (?, 'v2.core.event', 'v2.core.health', NOW(3), '2020-01-01')`,
      [id],
    );
  const reads = () =>
    rows.query(
      'SELECT object_id, kind, account_id, tries, done_at IS NOT NULL AS done FROM billing_object_reads ORDER BY object_id',
    );

  test('each is fetched: its object is queued, and the sweep that follows begins where the window did', async () => {
    await setWatermark(ago(hour));
    await waiting('evt_health');
    const data = {
      started_at: ago(5 * hour).toISOString(),
      impact: { related_object: { id: 'in_lost', type: 'invoice' } },
    };
    const report = await sweepWith(stripeOf({ own: [] }, { evt_health: data }).stripe);
    expect(report.since).toBe(ago(5 * hour).toISOString());
    expect(await reads()).toMatchObject([
      { object_id: 'evt_health', done: 1 },
      { object_id: 'in_lost', kind: 'invoice', done: 0 },
    ]);
  });

  test('one that Stripe does not give waits, and is told of', async () => {
    await waiting('evt_away');
    await sweepWith(stripeOf({ own: [] }).stripe);
    expect(notices[0]).toContain('Stripe does not give evt_away');
    expect(await reads()).toMatchObject([{ object_id: 'evt_away', tries: 1, done: 0 }]);
    notices = [];
    await sweepWith(stripeOf({ own: [] }).stripe);
    expect(notices).toEqual([]);
  });
});

describe('among processes', () => {
  let stripe: LocalStripe;
  beforeEach(async () => {
    stripe = await startLocalStripe({ seed: 1 });
    return () => stripe.stop();
  });
  const environment = () => ({
    ...{ BILLING_DATABASE_URL: database.urls.billing.app, STRIPE_API_KEY: stripe.apiKey, STRIPE_API_BASE: stripe.url },
  });

  test('of several services one sweeps; killed with -9, another one does within a minute, and each event is in once', async () => {
    await stripe.client().customers.create({ name: 'Ada' });
    const services = await Promise.all([1, 2, 3].map(() => startService(environment())));
    const sweepers = () => services.filter((one) => one.output().includes('"msg":"swept"'));
    while (sweepers().length === 0) await wait(50);
    expect(sweepers().length).toBe(1);
    expect(await rows.ledgerIds()).toEqual([...stripe.account.events.newestFirst()].map(({ id }) => id).sort());
    await sweepers()[0]!.end('SIGKILL');
    await stripe.client().customers.create({ name: 'Grace' });
    const killedAt = performance.now();
    while (sweepers().length < 2) await wait(50);
    expect(performance.now() - killedAt).toBeLessThan(60_000);
    expect(await rows.ledgerIds()).toEqual([...stripe.account.events.newestFirst()].map(({ id }) => id).sort());
    const ends = await Promise.all(services.map((one) => one.end('SIGTERM')));
    expect(ends.map(({ exitCode }) => exitCode).sort()).toEqual([0, 0, null]);
  }, 90_000);

  test('--watch sweeps until SIGTERM; with --since it is wrong use', async () => {
    const watching = startCommand(['sweep', '--watch'], environment());
    while ((await watermark()) === undefined) await wait(50);
    watching.end('SIGTERM');
    expect(await watching.ended).toMatchObject({ exitCode: 0, stderr: '' });
    const wrong = await startCommand(['sweep', '--watch', '--since', '1h'], environment()).ended;
    expect(wrong.exitCode).toBe(2);
  });
});
