import { Argument, Command } from 'commander';
import { putAsideDays } from '../../policies/backup.ts';
import { type DatabaseClass, databaseClasses } from '../../policies/databases.ts';
import { withEvidence } from '../../evidence-note.ts';
import { exitCode, Failure } from '../../failure.ts';
import { withDatabaseUrl } from '../database/with-database.ts';
import { chooseBackup } from './catalogue.ts';
import { evidenceOfRestore, resultOfRestore, type RestoreResult } from './evidence.ts';
import { inTime } from './in-words.ts';
import type { Manifest } from './manifest.ts';
import { showBytes } from './progress.ts';
import { confirm } from './restore/confirm.ts';
import { restore, type Restored, undoRestore } from './restore/restore-flow.ts';
import { restoreUserHelp } from './restore-user-help.ts';
import { storeHelp } from './store-help.ts';
import { openStore } from './store/open-store.ts';

interface RestoreCommandOptions {
  from: string;
  into?: string;
  undo?: string;
  yes?: string;
  json?: boolean;
}

export const command = new Command()
  .description(
    'Builds a new database from a backup beside the live one, compares row counts, not values, with the manifest, replays\n' +
      'the erasures, asks for the live database’s name, and swaps all tables in one atomic RENAME. The tables before are put\n' +
      'aside; --undo brings them back, without those who were erased since.',
  )
  .addArgument(new Argument('<database>', 'which database').choices(databaseClasses))
  .option('--from <backup>', 'an id, `latest`, or a time: the newest backup up to then', 'latest')
  .option('--into <name>', 'build a copy under this name, and swap nothing')
  .option('--undo <name>', 'take a restore back: the tables that it had put aside under this name return')
  .option('--yes <name>', 'the live database’s name, for scripts: nobody is asked')
  .option('--json', 'print the result on stdout')
  .addHelpText(
    'after',
    `
Environment:
${restoreUserHelp}
${storeHelp}
Exit codes:
  0  restored
  1  refused or failed: the live database is as it was, unless it says that it is restored
  2  wrong use, or not confirmed

Examples:
  ./bulkhead restore billing
  ./bulkhead restore billing --from 2026-11-24T06:15:00Z --into billing_copy`,
  )
  .action(async (databaseClass: DatabaseClass, options: RestoreCommandOptions) => {
    if (options.undo !== undefined && (options.into !== undefined || options.from !== 'latest')) {
      throw new Failure('--undo goes with neither --into nor --from', {
        fix: 'name only what to take back: --undo NAME',
        exitCode: exitCode.wrongUse,
      });
    }
    const say = (line: string) => process.stderr.write(`${line}\n`);
    const startedAt = performance.now();
    const work = options.undo === undefined ? restoreAndTell : undoAndTell;
    const { result, text } = await withEvidence(
      { kind: 'restore', database: databaseClass },
      () =>
        withDatabaseUrl(databaseClass, 'restore', (url, variable) => work(databaseClass, options, url, variable, say)),
      evidenceOfRestore,
    );
    const took = `  took        ${inTime(performance.now() - startedAt)}\n`;
    process.stdout.write(options.json === true ? `${JSON.stringify(result, null, 2)}\n` : text + took);
  });

/** What a run did: for --json, and for a person. */
interface Told {
  result: RestoreResult;
  text: string;
}

async function restoreAndTell(
  databaseClass: DatabaseClass,
  options: RestoreCommandOptions,
  url: string,
  variable: string,
  say: (line: string) => void,
): Promise<Told> {
  const store = await openStore(databaseClass);
  const manifest = await chooseBackup(store, databaseClass, options.from);
  say(`restoring ${manifest.id}: snapshot of ${manifest.snapshotAt}, schema ${manifest.schemaHead.migration}`);
  const progress = showBytes(`loading ${databaseClass}`);
  try {
    const restored = await restore(databaseClass, url, variable, store, manifest, {
      into: options.into,
      say,
      onProgress: progress.update,
      confirm: (live) => {
        progress.end();
        return confirm(live, options.yes, question(live, manifest));
      },
    });
    return { result: resultOfRestore(restored), text: describe(databaseClass, restored) };
  } finally {
    progress.end();
  }
}

async function undoAndTell(
  databaseClass: DatabaseClass,
  options: RestoreCommandOptions,
  url: string,
  variable: string,
  say: (line: string) => void,
): Promise<Told> {
  const store = await openStore(databaseClass);
  const { database, replaced, erasuresReplayed } = await undoRestore(
    databaseClass,
    url,
    variable,
    store,
    options.undo!,
    {
      say,
      confirm: (live) => confirm(live, options.yes, `${options.undo} takes the place of the tables in ${live} now.`),
    },
  );
  const text = [
    `${options.undo} is ${database} again`,
    ...(databaseClass === 'billing' ? [`  contents    ${erasuresReplayed} erasures replayed`] : []),
    ...describePutAside(databaseClass, replaced),
    '',
  ].join('\n');
  return { result: { database, replaced, erasuresReplayed }, text };
}

function question(live: string, { snapshotAt }: Manifest): string {
  const age = inTime(Date.now() - Date.parse(snapshotAt));
  return `The backup of ${snapshotAt} (${age} ago) takes the place of the tables in ${live} now; these are kept beside it.`;
}

function describe(databaseClass: DatabaseClass, { manifest, database, replaced, erasuresReplayed }: Restored): string {
  const rows = manifest.tables.reduce((total, table) => total + table.rows, 0);
  return [
    `restored ${manifest.id} to ${database}`,
    `  snapshot    ${manifest.snapshotAt}`,
    `  contents    ${manifest.tables.length} tables, ${rows} rows, ${erasuresReplayed} erasures replayed`,
    ...(replaced === undefined ? [] : describePutAside(databaseClass, replaced)),
    ...(databaseClass === 'billing' && replaced !== undefined
      ? [`  next        ./bulkhead sweep --since ${manifest.snapshotAt}    what Stripe knows of since then`]
      : []),
    '',
  ].join('\n');
}

function describePutAside(databaseClass: DatabaseClass, replaced: string): string[] {
  return [
    `  put aside   ${replaced}, for ${putAsideDays} days`,
    `  undo        ./bulkhead restore ${databaseClass} --undo ${replaced}`,
    `  let go      ./bulkhead copies ${databaseClass} --drop ${replaced}    once nobody wants it back`,
  ];
}
