import type { BillingConnection } from '../database/billing-prisma.ts';
import { rowsOfPlaceholders } from '../database/statement.ts';
import { Gathering } from './gathering.ts';

/** One row of billing_access_log: who did what, with which customer, and what came of it. */
export interface Access {
  at: Date;
  actor: string;
  action: string;
  customerId: string | null;
  result: string;
  subjectId: string | null;
}

/** A row as far as it is known while its request is worked on: it is noted at once, so that a refusal has it as well. */
export interface Seen {
  readonly actor: string;
  readonly action: string;
  customerId?: string;
  subjectId?: string;
  /** The row is durable already: whoever read the customer wrote it as well. */
  isLogged?: true;
}

/** Each row is durable when its promise resolves: only then may the answer leave. Many of them go in one INSERT. */
export class AccessLog extends Gathering<Access, void> {
  constructor() {
    super(async (connection, rows) => {
      await writeAccesses(connection, rows);
      return rows.map(() => undefined);
    });
  }
}

const columns = ['at', 'actor', 'action', 'customer_id', 'result', 'subject_id'];

/** The rows are durable when this resolves, on a connection that commits by itself. */
export async function writeAccesses(connection: BillingConnection, rows: readonly Access[]): Promise<void> {
  await connection.execute(
    `INSERT INTO billing_access_log (${columns.join(', ')}) VALUES ${rowsOfPlaceholders(rows.length, columns.length)}`,
    rows.flatMap((row) => [row.at, row.actor, row.action, row.customerId, row.result, row.subjectId]),
  );
}

/** What came of it, as the log has it. That an app knows it already (304) is told it as much as the thing itself (200). */
export function accessOf({ actor, action, customerId, subjectId }: Seen, status: number): Access {
  const result = String(status === 304 ? 200 : status);
  return { at: new Date(), actor, action, customerId: customerId ?? null, result, subjectId: subjectId ?? null };
}
