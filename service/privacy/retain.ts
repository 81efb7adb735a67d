import { Command } from 'commander';
import type { Connection } from 'mariadb';
import { accessLog } from '../../policies/access-log.ts';
import { idempotencyHours } from '../../policies/api.ts';
import { changeDays, eventPayloadDays, finishedWorkDays } from '../../policies/retention.ts';
import { type Told, withEvidence } from '../../evidence-note.ts';
import { withPrivacyConnection } from './connect-privacy.ts';
import { withEventBar } from './event-bar.ts';
import { expireChanges, expireRows } from './expire-rows.ts';
import { type Progress, removePayloads, steps } from './redact.ts';

export const command = new Command()
  .description(
    'Lets go of what has been kept long enough: the text of old events, whose identity and hash stay; old rows of the\n' +
      'access log; what apps were told, but for the last of each customer; work that is done; used idempotency keys.\n' +
      `Events keep their text ${eventPayloadDays} days, the access log its rows ${accessLog.keepMonths} months, changes stay ${changeDays} days.\n` +
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
    const result = await withEvidence(
      { kind: 'retention', database: 'billing' },
      () => withPrivacyConnection((connection) => withEventBar((progress) => retain(connection, progress))),
      evidenceOfRetention,
    );
    process.stdout.write(flags.json === true ? `${JSON.stringify(result, null, 2)}\n` : describe(result));
  });

/** What went of one kind, and the time (UTC) before which all of it that may go is gone now. */
interface LetGo {
  removed: number;
  before: string;
}

/** What one run let go of. */
export interface Retained {
  payloads: LetGo;
  accessLog: LetGo;
  /** What apps were told; the newest of each customer stays. */
  changes: LetGo;
  /** Marks of the outbox and reads of objects that are done. */
  finishedWork: LetGo;
  idempotencyKeys: LetGo;
}

/** Applies the retention of policies/retention.ts, access-log.ts and api.ts, in steps of a bounded size. */
export async function retain(connection: Connection, progress: Progress = () => undefined): Promise<Retained> {
  const ages = [
    ...[`INTERVAL ${eventPayloadDays} DAY`, `INTERVAL ${accessLog.keepMonths} MONTH`, `INTERVAL ${changeDays} DAY`],
    ...[`INTERVAL ${finishedWorkDays} DAY`, `INTERVAL ${idempotencyHours} HOUR`],
  ];
  const limits = ages.map((age) => `DATE_FORMAT(UTC_TIMESTAMP() - ${age}, '%Y-%m-%d %H:%i:%s')`).join(', ');
  const [row] = await connection.query<string[][]>({ sql: `SELECT ${limits}`, rowsAsArray: true });
  const [payloads, log, changes, work, keys] = row as [string, string, string, string, string];
  const finished = [
    await expireRows(connection, { table: 'billing_outbox', key: 'sequence', time: 'done_at', before: work }),
    await expireRows(connection, { table: 'billing_object_reads', key: 'object_id', time: 'done_at', before: work }),
  ];
  return {
    payloads: letGo(await expirePayloads(connection, payloads, progress), payloads),
    accessLog: letGo(
      await expireRows(connection, { table: 'billing_access_log', key: 'sequence', time: 'at', before: log }),
      log,
    ),
    changes: letGo(await expireChanges(connection, changes), changes),
    finishedWork: letGo(finished[0]! + finished[1]!, work),
    idempotencyKeys: letGo(
      await expireRows(connection, {
        ...{ table: 'billing_idempotency_keys', key: 'app_name, key_sha256', time: 'created_at', before: keys },
      }),
      keys,
    ),
  };
}

function evidenceOfRetention(retained: Retained): Told {
  const kinds = Object.entries<LetGo>({ ...retained });
  const removed = kinds.reduce((sum, [, of]) => sum + of.removed, 0);
  const each = kinds.map(([kind, of]) => [kind, of.removed] as const);
  return { title: `${removed} rows or texts removed`, facts: { removed, ...Object.fromEntries(each) } };
}

function letGo(removed: number, before: string): LetGo {
  return { removed, before: isoTime(before) };
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

function isoTime(time: string): string {
  return `${time.replace(' ', 'T')}Z`;
}

function describe({ payloads, accessLog: log, changes, finishedWork: work, idempotencyKeys: keys }: Retained): string {
  const line = (gone: string, { before }: LetGo, left = 'none') =>
    `${gone} removed; ${left} from before ${before} is left\n`;
  return (
    line(`events: the text of ${payloads.removed} was`, payloads) +
    line(`access log: ${log.removed} rows were`, log) +
    line(`changes told to apps: ${changes.removed} were`, changes, 'but for the last of each customer, none') +
    line(`finished work: ${work.removed} rows were`, work) +
    line(`idempotency keys: ${keys.removed} were`, keys)
  );
}
