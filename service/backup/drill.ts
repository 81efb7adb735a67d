import { Argument, Command } from 'commander';
import { putAsideDays } from '../../policies/backup.ts';
import { type DatabaseClass, databaseClasses } from '../../policies/databases.ts';
import { withEvidence } from '../../evidence-note.ts';
import { exitCode } from '../../failure.ts';
import { withDatabaseUrl } from '../database/with-database.ts';
import { drill } from './drill/drill-flow.ts';
import { inMarkdown, storeRecord } from './drill/record.ts';
import { evidenceOfDrill } from './evidence.ts';
import { letGo } from './let-go.ts';
import { showBytes } from './progress.ts';
import { restoreUserHelp } from './restore-user-help.ts';
import { storeHelp } from './store-help.ts';
import { openStore } from './store/open-store.ts';

export const command = new Command()
  .description(
    'Restores the newest backup into a scratch database, compares every value with the backup, has the service and a set\n' +
      'of queries look at it, measures the time, drops it, and stores a dated record. The live database is not touched.' +
      `\nFirst of all it drops what restores put aside more than ${putAsideDays} days ago.`,
  )
  .addArgument(new Argument('<database>', 'which database').choices(databaseClasses))
  .option('--json', 'print the record on stdout')
  .addHelpText(
    'after',
    `
Environment:
${restoreUserHelp}
${storeHelp}
Exit codes:
  0  the backup could be restored, and all of it held
  1  something did not hold; the record says what

Example:
  ./bulkhead drill billing`,
  )
  .action(async (databaseClass: DatabaseClass, options: { json?: boolean }) => {
    const store = await openStore(databaseClass);
    const say = (line: string) => process.stderr.write(`${line}\n`);
    const prove = () =>
      withDatabaseUrl(databaseClass, 'restore', async (url, variable) => {
        await letGo(databaseClass, url, variable, say);
        const progress = showBytes(`loading ${databaseClass}`);
        try {
          return await drill(databaseClass, url, variable, store, { say, onProgress: progress.update });
        } finally {
          progress.end();
        }
      });
    const record = await withEvidence({ kind: 'drill', database: databaseClass }, prove, evidenceOfDrill);
    const name = await storeRecord(store, record);
    say(`recorded as ${name} in ${store.place}`);
    process.stdout.write(options.json === true ? `${JSON.stringify(record, null, 2)}\n` : inMarkdown(record));
    process.exitCode = record.result === 'passed' ? exitCode.done : exitCode.failed;
  });
