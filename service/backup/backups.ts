import Table from 'cli-table3';
import { Argument, Command } from 'commander';
import { type DatabaseClass, databaseClasses } from '../../policies/databases.ts';
import { exitCode } from '../../failure.ts';
import { inBytes, inTime } from './in-words.ts';
import { type BackupStatus, readStatus, type StoreStatus } from './status.ts';
import { storeHelp } from './store-help.ts';
import { openStore } from './store/open-store.ts';

export const command = new Command()
  .description(
    'Lists what is in a database’s store, and says at the top whether the recovery point objective holds now: whether the\n' +
      'newest verified backup is young enough.',
  )
  .addArgument(new Argument('<database>', 'which database').choices(databaseClasses))
  .option('--json', 'print it as one JSON object')
  .addHelpText(
    'after',
    `
Environment:
${storeHelp}
Exit codes:
  0  the objective holds
  1  it does not: the newest verified backup is too old, or there is none

Example:
  ./bulkhead backups billing --json | jq .newestAgeSeconds`,
  )
  .action(async (databaseClass: DatabaseClass, options: { json?: boolean }) => {
    const now = new Date();
    const status = await readStatus(await openStore(databaseClass), databaseClass, now);
    process.stdout.write(options.json === true ? `${JSON.stringify(status, null, 2)}\n` : describe(status, now));
    process.exitCode = status.objectiveHolds ? exitCode.done : exitCode.failed;
  });

function describe(status: StoreStatus, now: Date): string {
  const rows = new Table({
    head: ['backup', 'age', 'stored', 'rows', 'verified', 'drilled', 'kept until'],
    colAligns: ['left', 'right', 'right', 'right', 'left', 'left', 'left'],
    style: { head: [], border: [], compact: true },
  });
  for (const backup of status.backups) rows.push(rowOf(backup, now));
  const list = status.backups.length === 0 ? '' : `${rows.toString()}\n`;
  return `${headline(status)}\n${status.place}\n${list}`;
}

function headline({ class: databaseClass, objectiveHolds, newestAgeSeconds, ageSecondsMax }: StoreStatus): string {
  const most = `${inTime(ageSecondsMax * 1000)} at the most`;
  if (newestAgeSeconds === null) return `${databaseClass}: NO VERIFIED BACKUP; the objective is ${most}`;
  const age = `the newest verified backup is ${inTime(newestAgeSeconds * 1000)} old, ${most}`;
  return objectiveHolds
    ? `${databaseClass}: the objective holds: ${age}`
    : `${databaseClass}: OBJECTIVE MISSED: ${age}`;
}

function rowOf({ id, state, fault, snapshotAt, storedBytes, rows, ...rest }: BackupStatus, now: Date): string[] {
  const stored = inBytes(storedBytes);
  if (state === 'unfinished') return [id, '', stored, '', 'unfinished: no backup', '', ''];
  if (state === 'unusable') return [id, '', stored, '', `unusable: ${fault}`, '', ''];
  const day = (time: string | null) => time?.slice(0, 10) ?? 'no';
  const age = inTime(now.getTime() - Date.parse(snapshotAt!));
  return [id, age, stored, String(rows), day(rest.verifiedAt), day(rest.drilledAt), day(rest.retainUntil)];
}
