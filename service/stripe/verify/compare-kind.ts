import type Stripe from 'stripe';
import { allEnded } from '../../database/all-ended.ts';
import type { BillingConnection } from '../../database/billing-prisma.ts';
import { type Kind, readings } from '../read/kinds.ts';
import { readKnownRows } from '../read/known-rows.ts';
import { type ListedObject, listPages } from '../read/list-pages.ts';
import type { Pace } from '../read/pace.ts';
import { type Difference, differenceOf } from './difference.ts';
import { type SecondLook, withoutErased } from './second-look.ts';
import { Window } from './window.ts';

export interface CompareOptions {
  connection: BillingConnection;
  pace: Pace;
  secondLook: SecondLook;
  /** Told of objects that were compared. */
  onCompared: (objects: number) => void;
}

/**
 * Compares all objects of one kind and account with their rows, page by page, in both directions; what differs, and what
 * Stripe does not list, is handed to the second look. A page and one stretch of ids are in memory at a time.
 */
export async function compareKind(
  stripe: Stripe,
  kind: Kind,
  account: string | null,
  { connection, pace, secondLook, onCompared }: CompareOptions,
): Promise<void> {
  const window = new Window(connection, kind, account);
  const lookFor = async (ids: readonly string[]) => {
    for (const id of ids) await secondLook.add({ kind, id, account });
  };
  for await (const { objects } of listPages(stripe, kind, { account, pace })) {
    const [differences, unlisted] = await allEnded([
      comparePage(connection, kind, account, objects),
      window.take(objects),
    ]);
    onCompared(objects.length);
    for (const difference of differences) await secondLook.add(difference, difference);
    await lookFor(unlisted);
  }
  await lookFor(await window.end());
}

async function comparePage(
  connection: BillingConnection,
  kind: Kind,
  account: string | null,
  objects: readonly ListedObject[],
): Promise<Difference[]> {
  const rows = await readKnownRows(
    connection,
    readings[kind].projection,
    objects.map(({ id }) => id),
  );
  const found = objects.map((object) => differenceOf({ kind, id: object.id, account }, object, rows.get(object.id)));
  return (await withoutErased(connection, found)).flatMap((difference) => difference ?? []);
}

/** Compares some rows of a kind, chosen at random; what Stripe has beside them is not looked for. */
export async function compareSample(
  kind: Kind,
  account: string | null,
  count: number,
  { connection, secondLook, onCompared }: CompareOptions,
): Promise<void> {
  const rows = await connection.query<{ id: string }[]>(
    `SELECT id FROM ${readings[kind].projection.table} WHERE account_id <=> ? ORDER BY RAND() LIMIT ?`,
    [account, count],
  );
  for (const { id } of rows) {
    await secondLook.add({ kind, id, account });
    onCompared(1);
  }
}
