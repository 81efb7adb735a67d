import { setTimeout as wait } from 'node:timers/promises';
import { pino } from 'pino';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { silenceSecondsMax, tryEverySeconds } from '../../policies/leader.ts';
import { BillingRows } from '../testing/billing-rows.ts';
import { LeaderProcess, until } from '../testing/leader-process.ts';
import { startStallingProxy } from '../testing/stalling-proxy.ts';
import { type Leadership, LeadershipLost, whileLeader } from './leader.ts';
import type { LocalMariadb } from './local-mariadb.ts';
import { startPrivateMariadb } from './local-mariadb/private.ts';

let local: LocalMariadb;
let rows: BillingRows;
let processes: LeaderProcess[] = [];
/** What starting, connecting and being scheduled may take on a busy machine. */
const slackSeconds = 8;
const log = pino({ level: 'silent' });

beforeAll(async () => {
  local = await startPrivateMariadb();
  rows = await BillingRows.open(local.adminUrl);
  process.env['BILLING_DATABASE_URL'] = local.urls.billing.app;
});
afterAll(async () => {
  await rows.close();
  await local.stop();
});
afterEach(async () => {
  await Promise.all(processes.map((one) => one.end('SIGKILL')));
  processes = [];
});

function start(count: number): void {
  processes = Array.from({ length: count }, () => new LeaderProcess(local.urls.billing.app));
}

const leaders = () => processes.filter(({ leads, child }) => leads && child.signalCode === null);

describe('among processes', () => {
  test.each([2, 4])(
    'of %i processes one leads; killed with -9, another one does, and no two ever step at once',
    async (count) => {
      start(count);
      await until(() => leaders().length === 1 && leaders()[0]!.count('step') > 3, 15);
      const first = leaders()[0]!;
      await first.end('SIGKILL');
      const killedAt = performance.now();
      await until(() => leaders().length === 1 && leaders()[0]!.count('step') > 3, 60);
      expect((performance.now() - killedAt) / 1000).toBeLessThan(tryEverySeconds + slackSeconds);
      const second = leaders()[0]!;
      expect(second).not.toBe(first);
      expect(second.said[0]!.at).toBeGreaterThan(first.said.at(-1)!.at);
      for (const one of processes) if (one !== first && one !== second) expect(one.said).toEqual([]);
    },
  );

  test('told to stop, a leader ends with 0 and the next one leads at its next try', async () => {
    start(2);
    await until(() => leaders().length === 1, 15);
    const first = leaders()[0]!;
    expect(await first.end('SIGTERM')).toBe(0);
    expect(first.leads).toBe(false);
    await until(() => leaders().length === 1, tryEverySeconds + slackSeconds);
  });

  test('a leader that is frozen is replaced, and does not take another step when it comes back', async () => {
    start(2);
    await until(() => leaders().length === 1 && leaders()[0]!.count('step') > 3, 15);
    const frozen = leaders()[0]!;
    const other = processes.find((one) => one !== frozen)!;
    frozen.child.kill('SIGSTOP');
    const frozenAt = performance.now();
    await until(() => other.leads, 60);
    expect((performance.now() - frozenAt) / 1000).toBeLessThan(silenceSecondsMax + tryEverySeconds + slackSeconds);
    const stepsBefore = frozen.count('step');
    frozen.child.kill('SIGCONT');
    await until(() => frozen.count('ends') === 1, 10);
    // The step that it was frozen in may still be told; no other follows.
    expect(frozen.count('step') - stepsBefore).toBeLessThanOrEqual(1);
    expect(other.leads).toBe(true);
  }, 90_000);
});

describe('in one process', () => {
  /** Leads until the work is told to end, and says what its leadership then was. */
  async function lead(work: (leadership: Leadership) => Promise<void>): Promise<void> {
    const stopping = new AbortController();
    await whileLeader(
      'here',
      async (leadership) => {
        try {
          await work(leadership);
        } finally {
          stopping.abort();
        }
      },
      { stop: stopping.signal, log },
    );
  }

  test('a connection that the server ends takes leadership with it, at the next step at the latest', async () => {
    await lead(async ({ confirm, signal, connection }) => {
      await confirm();
      await rows.query(`KILL ${connection.threadId}`);
      await expect(confirm()).rejects.toBeInstanceOf(LeadershipLost);
      expect(signal.aborted).toBe(true);
      expect(signal.reason).toBeInstanceOf(LeadershipLost);
    });
  });

  test('a lock that was given away is no leadership', async () => {
    await lead(async ({ confirm, connection }) => {
      await connection.query('DO RELEASE_ALL_LOCKS()');
      await expect(confirm()).rejects.toBeInstanceOf(LeadershipLost);
    });
  });

  test('what a leader that was cut off had not committed is not committed', async () => {
    await lead(async ({ connection }) => {
      await connection.beginTransaction();
      await connection.query(`INSERT INTO billing_watermarks (name, updated_at) VALUES ('cut off', UTC_TIMESTAMP(3))`);
      await rows.query(`KILL ${connection.threadId}`);
      await expect(connection.commit()).rejects.toThrow();
    });
    expect(await rows.query(`SELECT * FROM billing_watermarks WHERE name = 'cut off'`)).toEqual([]);
  });

  test('a leader whose network goes dead without a word hears of it in time', async () => {
    const { port } = new URL(local.urls.billing.app);
    const proxy = await startStallingProxy(Number(port));
    process.env['BILLING_DATABASE_URL'] = Object.assign(new URL(local.urls.billing.app), {
      port: String(proxy.port),
    }).href;
    try {
      await lead(async ({ signal }) => {
        proxy.swallowFrom('IS_USED_LOCK');
        const deadAt = performance.now();
        while (!signal.aborted) await wait(50);
        expect((performance.now() - deadAt) / 1000).toBeLessThan(silenceSecondsMax + 10);
      });
    } finally {
      process.env['BILLING_DATABASE_URL'] = local.urls.billing.app;
      await proxy.close();
    }
  }, 60_000);

  test('work that throws is begun again', async () => {
    let begun = 0;
    const stopping = new AbortController();
    await whileLeader(
      'here',
      () => {
        begun += 1;
        if (begun === 2) stopping.abort();
        return Promise.reject(new Error('a bug'));
      },
      { stop: stopping.signal, log },
    );
    expect(begun).toBe(2);
  });

  test('a database of another class is led by nobody', async () => {
    const stopping = new AbortController();
    process.env['BILLING_DATABASE_URL'] = local.urls.main.app;
    const ended = whileLeader('here', () => Promise.reject(new Error('led')), {
      stop: stopping.signal,
      log: failingLog(stopping),
    });
    await ended;
    process.env['BILLING_DATABASE_URL'] = local.urls.billing.app;
  });
});

/** A log that stops the work at its first warning, and knows what that has to be. */
function failingLog(stopping: AbortController) {
  return Object.assign(Object.create(log) as typeof log, {
    warn: (line: { cause: string }) => {
      expect(line.cause).toContain('this URL leads to the main database');
      stopping.abort();
    },
  });
}
