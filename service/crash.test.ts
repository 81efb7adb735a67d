import { setTimeout as wait } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { startPrivateMariadb } from './database/local-mariadb/private.ts';
import { seedFor, seededRandom } from './stripe/local-stripe/state/seeded-random.ts';
import { BillingRows } from './testing/billing-rows.ts';
import { oneHistory } from './testing/history.ts';
import { projectionsInOrder } from './testing/in-order.ts';
import { Sender } from './testing/sender.ts';
import { type ServiceProcess, startService } from './testing/service-process.ts';

const seed = Number(process.env['SEED'] ?? 1);
const kills = 21;
const objects = 400;
/** The kill comes at any moment of a load, and now and then when it is over. */
const lifeMillisecondsMax = 150;

test(`killed ${kills} times in the middle of a load, nothing that was answered 200 is lost or half applied`, async () => {
  const random = seededRandom(seedFor(seed, 'crash'));
  const local = await startPrivateMariadb();
  const rows = await BillingRows.open(local.adminUrl);
  const start = () => startService({ BILLING_DATABASE_URL: local.urls.billing.app });
  let service: ServiceProcess = await start();
  const sender = new Sender({ ports: () => [service.port], connections: 8, seed });
  try {
    const events = oneHistory(seedFor(seed, 'crash history'), objects);
    const share = Math.ceil(events.length / (kills + 1));
    let interrupted = 0;
    for (let kill = 1; kill <= kills; kill += 1) {
      sender.add(events.slice((kill - 1) * share, kill * share));
      await wait(random() * lifeMillisecondsMax);
      const failuresBefore = sender.statuses.get(0) ?? 0;
      const { signal, stderr } = await service.end('SIGKILL');
      expect({ signal, stderr }).toEqual({ signal: 'SIGKILL', stderr: '' });
      await wait(5);
      if ((sender.statuses.get(0) ?? 0) > failuresBefore) interrupted += 1;

      const ledger = new Set(await rows.ledgerIds());
      const lost = [...sender.acknowledged].filter((id) => !ledger.has(id));
      expect({ kill, lost, halfApplied: await rows.halfApplied() }).toEqual({ kill, lost: [], halfApplied: [] });
      service = await start();
    }
    sender.add(events.slice(kills * share));
    await sender.allAcknowledged(60);
    await sender.stop();

    expect(interrupted, 'kills that cut deliveries off').toBeGreaterThan(kills / 2);
    expect([...sender.statuses.keys()].sort()).toEqual([0, 200]);
    expect(await rows.ledgerIds()).toEqual(events.map(({ id }) => id).sort());
    expect(await rows.query(`SELECT event_id FROM billing_webhooks WHERE state = 'quarantined'`)).toEqual([]);
    expect((await service.end('SIGTERM')).exitCode).toBe(0);
    const found = await rows.projections();
    expect(found).toEqual(await projectionsInOrder(local.urls.billing.app, rows, events));
  } finally {
    await sender.stop();
    await service.end('SIGKILL');
    await rows.close();
    await local.stop();
  }
}, 120_000);
