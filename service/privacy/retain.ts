import { Command } from 'commander';
import type { Connection, UpsertResult } from 'mariadb';
import { accessLog } from '../../policies/access-log.ts';
import { eventPayloadDays, removalRowsMax } from '../../policies/retention.ts';
import { listOfPlaceholders } from '../database/statement.ts';
import { withPrivacyConnection } from './connect-privacy.ts';
import { withEventBar } from './event-bar.ts';
import { type Progress, removePayloads, steps } from './redact.ts';

export const command = new Command()
  .description(
    'Lets go of what has been kept long enough: the text of old events, whose identity and hash stay, and old rows of\n' +
      `the access log. Events keep their text ${eventPayloadDays} days, the access log its rows ${accessLog.keepMonths} months.\n` +
      'Schedule it once a day; running it again, or twice at once, does no harm.',
  )
  .option('--json', 'print the result as one JSON object on stdout')
  .addHelpText(
    'after',
    `
Environment:
  BILLING_PRIVACY_URL       billing's privacy user; unset, the MariaDB of this machine
  BILLING_PRIVACY_PASSWORD  its password, where the URL has none

Example:
  BILLING_PRIVACY_URL=mariadb://billing_privacy:…@db.internal:3306/billing ./bulkhead retain`,
  )
  .action(async (flags: { json?: boolean }) => {
    const result = await withPrivacyConnection((connection) =>
      withEventBar((progress) => retain(connection, progress)),
    );
    process.stdout.write(flags.json === true ? `${JSON.stringify(result, null, 2)}\n` : describe(result));
  });

/** What one run let go of, and the times (UTC) before which all of it is gone now. */
export interface Retained {
  payloads: { removed: number; before: string };
  accessLog: { removed: number; before: string };
}

/** Applies the retention of policies/retention.ts and policies/access-log.ts, in steps of a bounded size. */
export async function retain(connection: Connection, progress: Progress = () => undefined): Promise<Retained> {
  const [limits] = await connection.query<{ payloads: string; log: string }[]>(
    `SELECT DATE_FORMAT(UTC_TIMESTAMP() - INTERVAL ? DAY, '%Y-%m-%d %H:%i:%s') AS payloads,
      DATE_FORMAT(UTC_TIMESTAMP() - INTERVAL ? MONTH, '%Y-%m-%d %H:%i:%s') AS log`,
    [eventPayloadDays, accessLog.keepMonths],
  );
  const { payloads, log } = limits!;
  return {
    payloads: { removed: await expirePayloads(connection, payloads, progress), before: isoTime(payloads) },
    accessLog: { removed: await expireAccessLog(connection, log), before: isoTime(log) },
  };
}

async function expirePayloads(connection: Connection, before: string, progress: Progress): Promise<number> {
  let removed = 0;
  for await (const [first, last] of steps(connection, 'billing_webhooks', progress, await newest(connection, before))) {
    const old = await connection.query<{ sequence: bigint }[]>(
      'SELECT sequence FROM billing_webhooks WHERE sequence BETWEEN ? AND ? AND payload IS NOT NULL AND received_at < ?',
      [first, last, before],
    );
    const sequences = old.map(({ sequence }) => sequence);
    if (sequences.length > 0) removed += await removePayloads(connection, 'billing_webhooks', sequences, 'expired');
  }
  return removed;
}

/**
 * The last of the rows that are old enough, 0 where none is. Found by the index on state and time, state by state, so
 * that the rest of the ledger, which is most of it, is not read.
 */
async function newest(connection: Connection, before: string): Promise<bigint> {
  const states = ['applied', 'recorded', 'quarantined'];
  const rows = await connection.query<{ sequence: bigint }[]>(
    states
      .map(
        () =>
          `(SELECT sequence FROM billing_webhooks WHERE state = ? AND received_at < ? ORDER BY received_at DESC LIMIT 1)`,
      )
      .join(' UNION ALL '),
    states.flatMap((state) => [state, before]),
  );
  return rows.reduce((latest, { sequence }) => (sequence > latest ? sequence : latest), 0n);
}

/** Looked for first and deleted by their key: two runs at once, and the service that adds, then never lock crosswise. */
async function expireAccessLog(connection: Connection, before: string): Promise<number> {
  let removed = 0;
  for (;;) {
    const old = await connection.query<{ sequence: bigint }[]>(
      'SELECT sequence FROM billing_access_log WHERE at < ? ORDER BY at, sequence LIMIT ?',
      [before, removalRowsMax],
    );
    if (old.length === 0) return removed;
    const { affectedRows } = await connection.query<UpsertResult>(
      `DELETE FROM billing_access_log WHERE sequence IN (${listOfPlaceholders(old.length)})`,
      old.map(({ sequence }) => sequence),
    );
    removed += affectedRows;
  }
}

function isoTime(time: string): string {
  return `${time.replace(' ', 'T')}Z`;
}

function describe({ payloads, accessLog: log }: Retained): string {
  return (
    `events: the text of ${payloads.removed} was removed; none from before ${payloads.before} is left\n` +
    `access log: ${log.removed} rows were removed; none from before ${log.before} is left\n`
  );
}
