import type { BillingConnection } from '../../database/billing-prisma.ts';
import { connectBilling } from '../../database/billing-prisma.ts';
import { listOfPlaceholders } from '../../database/statement.ts';
import { identifier } from '../../webhook/event.ts';
import type { Projection, Row, Value } from '../../webhook/project/projection.ts';
import { createdOf, isFinal } from '../../webhook/project/version.ts';

/** A row of a projection as billing holds it. */
export interface KnownRow {
  row: Row;
  /** Stripe's time of the newest event that it is made of. */
  asOf: Date;
  /** Whether only what is terminal, or a repair, can follow. */
  final: boolean;
  inDoubt: boolean;
}

/** A connection that only looks: what another transaction has committed is seen by the next statement. */
export async function connectToLook(): Promise<BillingConnection> {
  const connection = await connectBilling();
  // The server ends a transaction that waits for Stripe; statements that are none on their own.
  await connection.query('SET autocommit = 1');
  // Without a listener a connection that the server drops ends the process; the next statement says it too.
  connection.on('error', () => undefined);
  return connection;
}

/** The rows of these ids that are there. */
export async function readKnownRows(
  connection: BillingConnection,
  projection: Projection,
  ids: readonly string[],
): Promise<Map<string, KnownRow>> {
  // The server refuses to compare an id with what cannot be one.
  const possible = ids.filter((id) => identifier.safeParse(id).success);
  if (possible.length === 0) return new Map();
  const rows = await connection.execute<Record<string, unknown>[]>(
    `SELECT ${projection.columns.join(', ')}, version, read_afresh FROM ${projection.table}
      WHERE id IN (${listOfPlaceholders(possible.length)})`,
    possible,
  );
  return new Map(rows.map((found) => [String(found['id']), knownRow(found, projection)]));
}

function knownRow(found: Record<string, unknown>, projection: Projection): KnownRow {
  const version = Number(found['version']);
  const row: Row = {};
  for (const column of projection.columns) row[column] = valueOf(found[column], column);
  return {
    row,
    asOf: createdOf(version),
    final: isFinal(version),
    inDoubt: Boolean(found['read_afresh']),
  };
}

const flags = new Set(['deleted', 'livemode', 'delinquent', 'active', 'cancel_at_period_end']);

/** The driver gives back other types than went in. */
function valueOf(value: unknown, column: string): Value {
  if (flags.has(column)) return Boolean(value);
  if (typeof value === 'bigint') return Number(value);
  if (value !== null && typeof value === 'object' && !(value instanceof Date)) return JSON.stringify(value);
  return value as Value;
}
