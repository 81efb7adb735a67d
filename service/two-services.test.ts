import { afterAll, beforeAll, expect, test } from 'vitest';
import type { LocalMariadb } from './database/local-mariadb.ts';
import { startPrivateMariadb } from './database/local-mariadb/private.ts';
import { seedFor } from './stripe/local-stripe/state/seeded-random.ts';
import { BillingRows } from './testing/billing-rows.ts';
import { oneHistory } from './testing/history.ts';
import { post } from './testing/http.ts';
import { projectionsInOrder } from './testing/in-order.ts';
import { Sender } from './testing/sender.ts';
import { type ServiceProcess, startService } from './testing/service-process.ts';
import { customerObject, eventOf } from './testing/stripe-objects.ts';

const seed = Number(process.env['SEED'] ?? 1);

let local: LocalMariadb;
let rows: BillingRows;
let services: ServiceProcess[];
const ports = () => services.map(({ port }) => port);

beforeAll(async () => {
  local = await startPrivateMariadb();
  rows = await BillingRows.open(local.adminUrl);
  const environment = { BILLING_DATABASE_URL: local.urls.billing.app };
  services = await Promise.all([startService(environment), startService(environment)]);
});

afterAll(async () => {
  const ends = await Promise.all(services.map((service) => service.end('SIGTERM')));
  await rows.close();
  await local.stop();
  expect(ends.map(({ exitCode, stderr }) => ({ exitCode, stderr }))).toEqual(
    services.map(() => ({ exitCode: 0, stderr: '' })),
  );
});

test('two services share a duplicated, shuffled load: only 200, the ledger once, the rows of the history in order', async () => {
  const events = oneHistory(seedFor(seed, 'two services'), 400);
  const sender = new Sender({ ports, connections: 32, seed });
  // Each event twice from the start, besides the sender's own duplicates.
  sender.add([...events, ...events]);
  await sender.allAcknowledged(60);
  await sender.stop();

  expect([...sender.statuses.keys()]).toEqual([200]);
  expect(await rows.ledgerIds()).toEqual(events.map(({ id }) => id).sort());
  const found = await rows.projections();
  expect(found).toEqual(await projectionsInOrder(local.urls.billing.app, rows, events));
}, 90_000);

test('both update the same few objects in opposite orders: deadlocks are theirs to repeat, not the sender’s', async () => {
  await rows.empty();
  const events = Array.from({ length: 1200 }, (_, index) =>
    eventOf('customer.updated', customerObject({ id: `cus_${index % 7}`, balance: index }), {
      created: 1 + (index >> 4),
    }),
  );
  const backwards = events.toReversed();
  const statuses = new Set<number>();
  // In waves, so that both have full batches of the same events under way at the same time.
  for (let wave = 0; wave < events.length; wave += 60) {
    const halves = [events, backwards].map((order, index) =>
      order.slice(wave, wave + 60).map((event) => post(ports()[index]!, JSON.stringify(event))),
    );
    for (const { status } of await Promise.all(halves.flat())) statuses.add(status);
  }
  expect([...statuses]).toEqual([200]);
  expect(await rows.ledgerIds()).toEqual(events.map(({ id }) => id).sort());
}, 60_000);
