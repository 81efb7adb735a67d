import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { billingPrisma } from './database/billing-prisma.ts';
import { startPrivateMariadb } from './database/local-mariadb/private.ts';
import { type Quarantine, readQuarantine } from './database/quarantine.ts';
import { commitLatency, countOutcome, received, rejected, serverErrors, shapeDrift } from './metrics.ts';
import type { Untold } from './outbox/untold.ts';
import { millisecondsOf, startMinuteReport } from './minute-report.ts';
import { BillingRows } from './testing/billing-rows.ts';

let lines: Record<string, unknown>[];
let quarantine: () => Promise<Quarantine>;
let untold: () => Promise<Untold>;
let end: () => void;

beforeEach(async () => {
  vi.useFakeTimers();
  lines = [];
  quarantine = () => Promise.resolve({ events: 2, oldestAgeSeconds: 90 });
  untold = () => Promise.resolve({ pending: 5, oldestAgeSeconds: 40, dead: 1 });
  const log = pino(
    { base: null, timestamp: false },
    { write: (line) => lines.push(JSON.parse(line) as object as never) },
  );
  end = startMinuteReport(log, {
    waiting: () => 7,
    readQuarantine: () => quarantine(),
    readSweepAgeSeconds: () => Promise.resolve(240),
    readUntold: () => untold(),
  });
  await vi.advanceTimersByTimeAsync(0);
});
afterEach(() => {
  end();
  vi.useRealTimers();
});

test('one line a minute, with the counts of that minute and what waits now', async () => {
  received.inc(5);
  countOutcome.applied.inc(2);
  countOutcome.duplicate.inc();
  rejected.inc({ reason: 'signature-mismatch' });
  rejected.inc({ reason: 'signature-too-old' }, 2);
  rejected.inc({ reason: 'signature-missing' });
  rejected.inc({ reason: 'database-unavailable' });
  serverErrors.inc();
  shapeDrift.inc({ kind: 'invoice', field: 'parent' }, 4);
  for (let commit = 0; commit < 20; commit += 1) commitLatency.observe(0.015);
  await vi.advanceTimersByTimeAsync(60_000);
  received.inc(1);
  await vi.advanceTimersByTimeAsync(60_000);

  const minute = {
    ...{ level: 30, msg: 'minute', waiting: 7, quarantined: 2, quarantinedOldestSeconds: 90, sweepAgeSeconds: 240 },
    ...{ changesPending: 5, changesOldestSeconds: 40, changesLate: 0, changesDead: 1 },
  };
  expect(lines).toEqual([
    {
      ...{ ...minute, deliveries: 5, committed: 3, rejected: 5, refusedSignatures: 3, serverErrors: 1, shapeDrift: 4 },
      commitMillisecondsP95: 20,
    },
    { ...minute, deliveries: 1, committed: 0, rejected: 0, refusedSignatures: 0, serverErrors: 0, shapeDrift: 0 },
  ]);
});

test('a database that cannot be asked leaves its numbers out, and the report goes on', async () => {
  quarantine = () => Promise.reject(new Error('away'));
  untold = () => Promise.reject(new Error('away'));
  await vi.advanceTimersByTimeAsync(120_000);
  expect(lines).toHaveLength(2);
  expect(Object.keys(lines[0]!)).not.toContain('quarantined');
  expect(Object.keys(lines[0]!)).not.toContain('changesPending');
});

test('a database that hangs does not hold back the line', async () => {
  quarantine = () => new Promise(() => undefined);
  await vi.advanceTimersByTimeAsync(66_000);
  expect(lines).toHaveLength(1);
});

test('ended, it says nothing more', async () => {
  end();
  await vi.advanceTimersByTimeAsync(180_000);
  expect(lines).toEqual([]);
});

test('the quarantine is counted in billing’s database', async () => {
  vi.useRealTimers();
  const local = await startPrivateMariadb();
  process.env['BILLING_DATABASE_URL'] = local.urls.billing.app;
  const rows = await BillingRows.open(local.adminUrl);
  try {
    expect(await readQuarantine()).toEqual({ events: 0, oldestAgeSeconds: 0 });
    await rows.query(
      `INSERT INTO billing_webhooks (event_id, type, object_id, created, received_at, livemode, state, payload) VALUES
         ('evt_1', 'x', 'x', UTC_TIMESTAMP(), UTC_TIMESTAMP() - INTERVAL 1 HOUR, 0, 'quarantined', '{}'),
         ('evt_2', 'x', 'x', UTC_TIMESTAMP(), UTC_TIMESTAMP(), 0, 'quarantined', '{}'),
         ('evt_3', 'x', 'x', UTC_TIMESTAMP(), UTC_TIMESTAMP() - INTERVAL 2 HOUR, 0, 'applied', '{}')`,
    );
    const { events, oldestAgeSeconds } = await readQuarantine();
    expect(events).toBe(2);
    expect(oldestAgeSeconds).toBeGreaterThanOrEqual(3600);
    expect(oldestAgeSeconds).toBeLessThan(3660);
  } finally {
    await billingPrisma.$disconnect();
    await rows.close();
    await local.stop();
  }
});

describe('the time that a share of the commits took', () => {
  const counts = (...of: number[]) =>
    of.map((count, index) => ({ secondsMax: [0.01, 0.1, 1, Infinity][index]!, count }));
  test.each([
    ['no commit', counts(3, 0, 0, 0), counts(3, 0, 0, 0), undefined],
    ['all in the first bucket', counts(0, 0, 0, 0), counts(100, 0, 0, 0), 10],
    ['earlier ones do not count', counts(1000, 0, 0, 0), counts(1000, 0, 10, 0), 955],
    ['at the bound', counts(0, 0, 0, 0), counts(95, 5, 0, 0), 10],
    ['in the middle of a bucket', counts(0, 0, 0, 0), counts(90, 10, 0, 0), 55],
    ['beyond the last bound', counts(0, 0, 0, 0), counts(0, 0, 0, 9), 1000],
  ])('%s', (_, before, after, milliseconds) => {
    expect(millisecondsOf(0.95, before, after)).toBe(milliseconds);
  });
});
