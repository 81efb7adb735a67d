import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type BillingConnection, connectBilling } from '../database/billing-prisma.ts';
import type { LocalMariadb } from '../database/local-mariadb.ts';
import { startPrivateMariadb } from '../database/local-mariadb/private.ts';
import { BillingRows, type DatabaseRow } from '../testing/billing-rows.ts';
import { histories } from '../testing/history.ts';
import { received } from '../testing/in-order.ts';
import type { EventBody } from '../testing/stripe-objects.ts';
import { CommitLane } from './commit.ts';
import type { Delivery } from './delivery.ts';
import { repairIdPrefix } from './event.ts';
import { GroupCommit } from './group-commit.ts';
import type { Snapshot } from './project/snapshot.ts';
import { commitTogether } from './transaction.ts';

const seed = Number(process.env['SEED'] ?? 1);

let local: LocalMariadb;
let rows: BillingRows;
let connection: BillingConnection;
const lanes = [new CommitLane(), new CommitLane()];
const services = [new GroupCommit(), new GroupCommit()];

beforeAll(async () => {
  // What is proven here is order, not durability: without a wait for the disk a hundred histories fit in.
  local = await startPrivateMariadb({ 'innodb-flush-log-at-trx-commit': '0' });
  process.env['BILLING_DATABASE_URL'] = local.urls.billing.app;
  rows = await BillingRows.open(local.adminUrl);
  connection = await connectBilling();
});

afterAll(async () => {
  await Promise.all([...lanes, ...services].map((one) => one.close()));
  await connection.end();
  await rows.close();
  await local.stop();
});

/** A way to deliver the same events: in which order, which of them twice, in batches of which sizes. */
interface Disorder {
  order: readonly EventBody[];
  copies: readonly { of: number; at: number }[];
  batchSizes: readonly number[];
}

const disorderOf = (events: readonly EventBody[]): fc.Arbitrary<Disorder> =>
  fc.record({
    order: fc.shuffledSubarray([...events], { minLength: events.length }),
    copies: fc.array(fc.record({ of: fc.nat(), at: fc.nat() }), { maxLength: events.length }),
    batchSizes: fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 5 }),
  });

function batchesOf({ order, copies, batchSizes }: Disorder): Delivery[][] {
  const all = [...order];
  for (const { of, at } of copies) all.splice(at % all.length, 0, order[of % order.length]!);
  const batches: Delivery[][] = [];
  while (all.length > 0) batches.push(all.splice(0, batchSizes[batches.length % batchSizes.length]).map(received));
  return batches;
}

async function oneByOne(events: readonly EventBody[]): Promise<void> {
  for (const event of events) await commitTogether(connection, [received(event)]);
}

/** Every other batch over another connection, both at the same time. */
async function overTwoLanes(batches: readonly Delivery[][]): Promise<void> {
  await Promise.all(
    lanes.map(async (lane, index) => {
      for (const batch of batches.filter((_, at) => at % 2 === index)) await lane.commit(batch);
    }),
  );
}

/** Every other batch to another service, everything at the same time. */
async function overTwoServices(batches: readonly Delivery[][]): Promise<void> {
  const shares = batches.map((batch, at) => batch.map((delivery) => services[at % 2]!.commit(delivery)));
  await Promise.all(shares.flat());
}

async function resultOf(deliver: () => Promise<void>): Promise<Record<string, DatabaseRow[]>> {
  await rows.empty();
  await deliver();
  return rows.projections();
}

const ways = { 'two lanes': overTwoLanes, 'two services': overTwoServices };

/** Delivers in disorder over each way, and looks at the rows that are then there. */
async function expectOfEachWay(disorder: Disorder, expectRows: (found: Record<string, DatabaseRow[]>) => unknown) {
  for (const [way, deliver] of Object.entries(ways)) {
    const found = await resultOf(() => deliver(batchesOf(disorder)));
    try {
      await expectRows(found);
    } catch (error) {
      throw new Error(`over ${way}`, { cause: error });
    }
  }
}

test('over two lanes, and two services, any order, duplication and split ends in the rows of the history in order', async () => {
  const cases = histories({ minObjects: 1, maxObjects: 8 }).chain((events) =>
    fc.record({ events: fc.constant(events), disorder: disorderOf(events) }),
  );
  let [eventCount, settledTies, openTies] = [0, 0, 0];
  await fc.assert(
    fc.asyncProperty(cases, async ({ events, disorder }) => {
      const inOrder = await resultOf(() => oneByOne(events));
      await expectOfEachWay(disorder, async (found) => {
        expect(found).toEqual(inOrder);
        expect(await rows.ledgerIds()).toEqual(events.map(({ id }) => id).sort());
      });
      const ties = expectLastStates(events, inOrder);
      settledTies += ties.settled;
      openTies += ties.open;
      eventCount += events.length;
    }),
    { seed, numRuns: 150 },
  );
  // Else the histories would prove nothing about the hard part, or about nothing but it.
  expect(eventCount).toBeGreaterThan(2000);
  expect(settledTies).toBeGreaterThan(50);
  expect(openTies).toBeGreaterThan(5);
}, 120_000);

test('so do histories with reads and repairs among the events', async () => {
  const cases = histories({ minObjects: 1, maxObjects: 8, reads: true }).chain((events) =>
    fc.record({ events: fc.constant(events), disorder: disorderOf(events) }),
  );
  let repairs = 0;
  await fc.assert(
    fc.asyncProperty(cases, async ({ events, disorder }) => {
      const inOrder = await resultOf(() => oneByOne(events));
      await expectOfEachWay(disorder, (found) => expect(withoutDoubts(found)).toEqual(withoutDoubts(inOrder)));
      const repaired = new Set(
        Object.values(inOrder)
          .flat()
          .filter(isRepair)
          .map((row) => row['id']),
      );
      repairs += repaired.size;
      expectLastStates(
        events.filter(({ data }) => !repaired.has(data.object['id'])),
        Object.fromEntries(
          Object.entries(inOrder).map(([table, rows]) => [table, rows.filter((row) => !isRepair(row))]),
        ),
      );
    }),
    { seed, numRuns: 60 },
  );
  expect(repairs).toBeGreaterThan(30);
}, 120_000);

const isRepair = (row: DatabaseRow) => String(row['version_event_id']).startsWith(repairIdPrefix);

/** Whether something came after a repair depends on what was known when it came; the row itself does not. */
function withoutDoubts(tables: Record<string, DatabaseRow[]>): Record<string, DatabaseRow[]> {
  const rows = (some: DatabaseRow[]) => some.map((row) => (isRepair(row) ? { ...row, read_afresh: 'either' } : row));
  return Object.fromEntries(Object.entries(tables).map(([table, some]) => [table, rows(some)]));
}

/** Each row is what the object's last event says, unless the payloads cannot tell. Returns how many ties there were of each. */
function expectLastStates(events: readonly EventBody[], tables: Record<string, DatabaseRow[]>) {
  const snapshots = events.flatMap((event) => received(event).snapshot ?? []);
  const last = new Map<string, Snapshot>(snapshots.map((snapshot) => [String(snapshot.row['id']), snapshot]));
  const found = Object.values(tables).flat();
  expect(found.map((row) => row['id']).sort()).toEqual([...last.keys()].sort());
  for (const row of found.filter((row) => row['read_afresh'] === 0)) {
    const { row: wanted } = last.get(String(row['id']))!;
    expect(comparable(row)).toMatchObject(comparable(wanted));
  }
  expect(found.filter((row) => row['version_tied'] !== 0)).toEqual([]);
  const statesAtVersion = ({ id, version }: DatabaseRow) => {
    const tied = snapshots.filter(({ row, version: one }) => row['id'] === id && BigInt(one) === version);
    return new Set(tied.map(({ row }) => JSON.stringify(row))).size;
  };
  const open = found.filter((row) => row['read_afresh'] === 1).length;
  return { open, settled: found.filter((row) => statesAtVersion(row) > 1).length - open };
}

/** Numbers and flags come back from the driver in other types than they went in. */
function comparable(row: DatabaseRow): DatabaseRow {
  return Object.fromEntries(
    Object.entries(row).map(([column, value]) => {
      if (typeof value === 'boolean') return [column, Number(value)];
      if (typeof value === 'bigint') return [column, Number(value)];
      return [column, column === 'items' && typeof value === 'string' ? (JSON.parse(value) as unknown) : value];
    }),
  );
}
