import { randomBytes } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import type { Connection } from 'mariadb';
import { addApp } from '../../api/app-registry.ts';
import type { LocalMariadb } from '../../database/local-mariadb.ts';
import { measure } from '../measure.ts';
import { startForked, startMeasuredService } from '../measured-server.ts';
import { fillCustomers } from './customers.ts';

const app = 'bench';
const secret = 'whsec_bench';
const customers = 50_000;
const eventsPerSecond = 2_500;
const warmSeconds = 5;
const seconds = 15;
const drainSecondsMax = 120;

export interface OutboxFigures {
  /** Webhooks answered 200 a second meanwhile; each changes what one customer may use. */
  webhooksPerSecond: number;
  webhookP99Milliseconds: number;
  /** Changes that the app took a second, while webhooks arrived. */
  changesPerSecond: number;
  /** How long the last change was under way: from the end of the webhooks until the app had taken all. */
  lagSeconds: number;
  /** CPU of the service and of MariaDB, of webhook, relay and delivery together. */
  cpuMicrosecondsPerChange: number;
}

/**
 * Webhooks that change entitlements, and an app in a process of its own to which each change is posted. The database must
 * hold no customers yet.
 */
export async function benchOutbox(
  database: LocalMariadb,
  admin: Connection,
  say: (line: string) => void,
): Promise<OutboxFigures> {
  await fillCustomers(admin, app, customers);
  process.env['BILLING_DATABASE_URL'] = database.urls.billing.app;
  const receiver = await startForked('outbox/receiver.ts', {});
  const webhookUrl = `http://127.0.0.1:${receiver.port}/`;
  await addApp({ app, operator: 'bench' }, { scopes: ['read'], webhookUrl, mode: 'test' });
  const service = await startMeasuredService({
    BILLING_DATABASE_URL: database.urls.billing.app,
    STRIPE_WEBHOOK_SECRETS: secret,
    APP_SIGNING_SECRET: randomBytes(32).toString('base64'),
  });
  try {
    const options = { secret, customers, count: eventsPerSecond * (warmSeconds + seconds) };
    const load = {
      warmSeconds,
      seconds,
      requestsPerSecondMax: eventsPerSecond,
      requests: { bench: 'outbox' as const, options },
    };
    let before = Promise.resolve(0);
    const figures = await measure(service, database.processId, load, () => void (before = receiver.ask()));
    const end = performance.now();
    const changesPerSecond = Math.round(((await receiver.ask()) - (await before)) / seconds);
    await takenAll(admin, end);
    const lagSeconds = Number(((performance.now() - end) / 1000).toFixed(1));
    say(
      `outbox       ${changesPerSecond} changes/s beside ${figures.requestsPerSecond} webhooks/s, lag ${lagSeconds} s`,
    );
    return {
      webhooksPerSecond: figures.requestsPerSecond,
      webhookP99Milliseconds: figures.p99Milliseconds,
      changesPerSecond,
      lagSeconds,
      cpuMicrosecondsPerChange: figures.cpuMicrosecondsPerRequest,
    };
  } finally {
    await service.stop();
    await receiver.stop();
  }
}

/** Waits until each mark was looked at and each change was taken. */
async function takenAll(admin: Connection, since: number): Promise<void> {
  for (;;) {
    const [left] = await admin.query<{ marks: number | bigint; changes: number | bigint }[]>(
      `SELECT (SELECT COUNT(*) FROM billing.billing_outbox WHERE done_at IS NULL AND due_at <= UTC_TIMESTAMP(3)) AS marks,
        (SELECT COUNT(*) FROM billing.billing_changes WHERE state = 'pending') AS changes`,
    );
    if (Number(left!.marks) + Number(left!.changes) === 0) return;
    if (performance.now() - since > drainSecondsMax * 1000) {
      throw new Error(`${left!.marks} marks and ${left!.changes} changes are left after ${drainSecondsMax} s`);
    }
    await wait(100);
  }
}
