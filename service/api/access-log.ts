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

const columns = ['at', 'actor', 'action', 'customer_id', 'result', 'subject_id'];

/** Each row is durable when its promise resolves: only then may the answer leave. Many of them go in one INSERT. */
export class AccessLog extends Gathering<Access, void> {
  constructor() {
    super(async (connection, rows) => {
      await connection.execute(
        `INSERT INTO billing_access_log (${columns.join(', ')}) VALUES ${rowsOfPlaceholders(rows.length, columns.length)}`,
        rows.flatMap((row) => [row.at, row.actor, row.action, row.customerId, row.result, row.subjectId]),
      );
      return rows.map(() => undefined);
    });
  }
}
