import Table from 'cli-table3';
import { Argument, Command } from 'commander';
import { putAsideDays } from '../../policies/backup.ts';
import { type DatabaseClass, databaseClasses } from '../../policies/databases.ts';
import { withEvidence } from '../../evidence-note.ts';
import { exitCode } from '../../failure.ts';
import { withDatabaseUrl } from '../database/with-database.ts';
import { evidenceOfCopies } from './evidence.ts';
import { inBytes, inTime } from './in-words.ts';
import { confirm } from './restore/confirm.ts';
import { type CopiesReview, type DatabaseCopy, dropCopy, listCopies } from './restore/copies.ts';
import { restoreUserHelp } from './restore-user-help.ts';

export const command = new Command()
  .description(
    'Lists the databases that lie beside the live one and hold what it held: what a restore put aside, and copies that\n' +
      `somebody made with --into. No erasure reaches them. None may stay longer than ${putAsideDays} days: the next drill drops what\n` +
      'was put aside, and a copy is for a person to drop.',
  )
  .addArgument(new Argument('<database>', 'which database').choices(databaseClasses))
  .option('--drop <name>', 'drop this one now; a restore cannot be taken back after that')
  .option('--yes <name>', 'its name once more, for scripts: nobody is asked')
  .option('--json', 'print the list on stdout as JSON')
  .addHelpText(
    'after',
    `
Environment:
${restoreUserHelp}

Exit codes:
  0  none that is left stays too long
  1  one does, or the server refused
  2  wrong use, or not confirmed

Examples:
  ./bulkhead copies billing
  ./bulkhead copies billing --drop billing_replaced_20261124t061500123z`,
  )
  .action(async (databaseClass: DatabaseClass, options: { drop?: string; yes?: string; json?: boolean }) => {
    const { dropped, left } = await withDatabaseUrl(databaseClass, 'restore', async (url, variable) =>
      options.drop === undefined
        ? { dropped: [], left: await listCopies(url, variable) }
        : dropAndNote(databaseClass, url, variable, options.drop, options.yes),
    );
    for (const { name } of dropped) process.stderr.write(`dropped ${name}\n`);
    process.stdout.write(options.json === true ? `${JSON.stringify(left, null, 2)}\n` : describe(databaseClass, left));
    if (left.some(({ isOverdue }) => isOverdue)) process.exitCode = exitCode.failed;
  });

function dropAndNote(
  databaseClass: DatabaseClass,
  url: string,
  variable: string,
  name: string,
  yes: string | undefined,
): Promise<CopiesReview> {
  const ask = ({ bytes, ageSeconds }: DatabaseCopy) =>
    confirm(name, yes, `${name}, ${inBytes(bytes)} as of ${inTime(ageSeconds * 1000)} ago, is dropped now.`);
  return withEvidence(
    { kind: 'copies', database: databaseClass },
    () => dropCopy(databaseClass, url, variable, name, ask),
    evidenceOfCopies,
  );
}

function describe(databaseClass: DatabaseClass, copies: readonly DatabaseCopy[]): string {
  if (copies.length === 0) return `nothing lies beside ${databaseClass}\n`;
  const rows = new Table({
    head: ['database', 'what it is', 'age', 'size', `at most ${putAsideDays} days`],
    colAligns: ['left', 'left', 'right', 'right', 'left'],
    style: { head: [], border: [], compact: true },
  });
  for (const { name, kind, ageSeconds, bytes, isOverdue } of copies) {
    rows.push([name, kind, inTime(ageSeconds * 1000), inBytes(bytes), isOverdue ? 'OVERDUE' : 'in time']);
  }
  return `${rows.toString()}\n`;
}
