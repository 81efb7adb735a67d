import { allEnded } from '../../database/all-ended.ts';
import type { BillingConnection } from '../../database/billing-prisma.ts';
import { listOfPlaceholders, rowsOfPlaceholders } from '../../database/statement.ts';
import { repairIdPrefix, type StripeEvent } from '../event.ts';
import { eventsOfSecond } from '../ledger.ts';
import type { Projection, ProjectionTable, Value } from './projection.ts';
import type { Snapshot } from './snapshot.ts';
import { highestEventId, settleTie } from './tie.ts';
import { createdInSql, createdOf } from './version.ts';

/** What the merge itself keeps in each row; `version` last, because the expressions before it compare against it. */
const versionColumns = ['version_event_id', 'version_tied', 'read_afresh', 'version'];

/**
 * Merges the snapshots of events that were just written to the ledger, inside the same transaction.
 * The merge is commutative, associative and idempotent: each row ends as a function of the set of its object's events,
 * whatever their order, duplication, or the process they came to. Rows are locked in the order of their ids, so that
 * two processes wait for each other instead of deadlocking.
 */
export async function applySnapshots(connection: BillingConnection, snapshots: readonly Snapshot[]): Promise<void> {
  const groups = Map.groupBy(snapshots, (snapshot) => snapshot.projection);
  // Sent together: the connection answers in order, and the waits for the network are saved.
  await allEnded([...groups].map(([projection, group]) => applyToTable(connection, projection, group)));
}

async function applyToTable(
  connection: BillingConnection,
  projection: Projection,
  snapshots: Snapshot[],
): Promise<void> {
  const newest = newestByObject(snapshots);
  const { insertId } = await connection.execute<{ insertId: bigint | number }>(
    upsertStatement(projection, newest.length),
    newest.flatMap(({ snapshot, tied }) => valuesOf(snapshot, tied, false)),
  );
  if (Number(insertId) !== tieFound && !newest.some(({ tied }) => tied)) return;
  const ids = newest.map(({ snapshot }) => String(snapshot.row['id']));
  const ties = await connection.execute<{ id: string; version: bigint }[]>(
    `SELECT id, version FROM ${projection.table} WHERE id IN (${listOfPlaceholders(ids.length)}) AND version_tied`,
    ids,
  );
  for (const { id, version } of ties) {
    const events = await eventsOfSecond(connection, id, createdOf(Number(version)));
    if (events !== null) await settle(connection, id, events);
    else await leaveInDoubt(connection, projection.table, id, Number(version), snapshots);
  }
}

/** Of several events of one object in one batch only the newest can stay; where two share that place, it is a tie. */
function newestByObject(snapshots: readonly Snapshot[]): { snapshot: Snapshot; tied: boolean }[] {
  const newest = new Map<string, { snapshot: Snapshot; tied: boolean }>();
  for (const snapshot of snapshots) {
    const id = String(snapshot.row['id']);
    const known = newest.get(id);
    if (known === undefined || snapshot.version > known.snapshot.version) newest.set(id, { snapshot, tied: false });
    else if (snapshot.version === known.snapshot.version) known.tied = true;
  }
  return [...newest].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, entry]) => entry);
}

/** Decides a tie among all events that the ledger holds for that second, and writes the row afresh. */
async function settle(connection: BillingConnection, objectId: string, events: readonly StripeEvent[]): Promise<void> {
  const { newest, settled } = settleTie(events);
  await writeAfresh(connection, objectId, newest, !settled);
}

/**
 * Where the text of a tied event was removed nothing can be decided. The row stays with the highest event id, so that it
 * is the same whatever the order, and is to be read afresh from Stripe.
 */
async function leaveInDoubt(
  connection: BillingConnection,
  table: ProjectionTable,
  objectId: string,
  version: number,
  snapshots: readonly Snapshot[],
): Promise<void> {
  await connection.execute(`UPDATE ${table} SET version_tied = FALSE, read_afresh = TRUE WHERE id = ?`, [objectId]);
  const [row] = await connection.execute<{ version_event_id: string }[]>(
    `SELECT version_event_id FROM ${table} WHERE id = ?`,
    [objectId],
  );
  const higher = snapshots.filter(
    (one) => one.row['id'] === objectId && one.version === version && one.eventId > String(row?.version_event_id),
  );
  if (higher.length > 0) await writeAfresh(connection, objectId, highestEventId(higher), true);
}

async function writeAfresh(
  connection: BillingConnection,
  objectId: string,
  snapshot: Snapshot,
  readAfresh: boolean,
): Promise<void> {
  const columns = [...snapshot.projection.columns, ...versionColumns];
  await connection.execute(
    `UPDATE ${snapshot.projection.table} SET ${columns.map((column) => `${column} = ?`).join(', ')} WHERE id = ?`,
    [...valuesOf(snapshot, false, readAfresh), objectId],
  );
}

function valuesOf(snapshot: Snapshot, tied: boolean, readAfresh: boolean): Value[] {
  const row = snapshot.projection.columns.map((column) => snapshot.row[column] ?? null);
  return [...row, snapshot.eventId, tied, readAfresh || snapshot.missing !== null, snapshot.version];
}

const statements = new Map<string, string>();

function upsertStatement(projection: Projection, rowCount: number): string {
  const key = `${projection.table} ${rowCount}`;
  const known = statements.get(key);
  if (known !== undefined) return known;
  const statement = mergeStatement(projection.table, projection.columns, rowCount);
  statements.set(key, statement);
  return statement;
}

/**
 * What an upsert returns as its insert id where it met a tie: these tables count nothing up, and LAST_INSERT_ID(x) in a
 * statement makes x its insert id, on both families of servers. It saves a look-up of every row of every batch.
 * https://dev.mysql.com/doc/refman/8.4/en/information-functions.html#function_last-insert-id
 */
const tieFound = 1;

/** The server evaluates the assignments from left to right, each against what the ones before it have left. */
function mergeStatement(table: ProjectionTable, columns: readonly string[], rowCount: number): string {
  // Ids that Stripe makes are unique, but a customer's can be chosen: an account never writes over another's row.
  const newer = 'VALUES(version) > version AND VALUES(account_id) <=> account_id';
  const sameVersion =
    'VALUES(version) = version AND VALUES(account_id) <=> account_id AND VALUES(version_event_id) <> version_event_id';
  // Only another repair gets past a repair. What Stripe tells later still matters: the object is to be read again.
  const afterRepair =
    `VALUES(account_id) <=> account_id AND LEFT(version_event_id, ${repairIdPrefix.length}) = '${repairIdPrefix}' ` +
    `AND ${createdInSql('VALUES(version)')} > ${createdInSql('version')}`;
  const assignments = [
    ...columns.slice(1).map((column) => `${column} = IF(${newer}, VALUES(${column}), ${column})`),
    `version_tied = IF(${newer}, VALUES(version_tied), IF(${sameVersion}, LAST_INSERT_ID(${tieFound}), version_tied))`,
    `read_afresh = IF(${newer}, VALUES(read_afresh), IF(${afterRepair}, TRUE, read_afresh))`,
    `version_event_id = IF(${newer}, VALUES(version_event_id), version_event_id)`,
    `version = IF(${newer}, VALUES(version), version)`,
  ];
  const all = [...columns, ...versionColumns];
  return `INSERT INTO ${table} (${all.join(', ')}) VALUES ${rowsOfPlaceholders(rowCount, all.length)}
    ON DUPLICATE KEY UPDATE ${assignments.join(', ')}`;
}
