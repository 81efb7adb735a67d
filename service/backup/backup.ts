import { Argument, Command } from 'commander';
import { type DatabaseClass, databaseClasses } from '../../policies/databases.ts';
import { withEvidence } from '../../evidence-note.ts';
import { withDatabaseUrl } from '../database/with-database.ts';
import { makeBackup } from './backup-flow.ts';
import { evidenceOfBackup } from './evidence.ts';
import { inBytes } from './in-words.ts';
import { storeHelp } from './store-help.ts';
import type { Manifest } from './manifest.ts';
import { backupFolder } from './names.ts';
import { showBytes } from './progress.ts';
import { openStore } from './store/open-store.ts';

export const command = new Command()
  .description(
    'Dumps a database in one consistent snapshot, compresses and stores it, reads it back, and publishes its manifest\n' +
      'last: without one there is no backup. Writes nothing to the database.',
  )
  .addArgument(new Argument('<database>', 'which database').choices(databaseClasses))
  .option('--no-verify', 'publish without reading back; such a backup does not count towards the objective')
  .option('--json', 'print the manifest on stdout')
  .addHelpText(
    'after',
    `
Environment:
  BILLING_BACKUP_URL, MAIN_BACKUP_URL  the backup user's; unset, the MariaDB of this machine is started for the while
  BILLING_BACKUP_PASSWORD, MAIN_BACKUP_PASSWORD
                                       its password, where the URL has none
${storeHelp}
Example:
  BILLING_BACKUP_STORE='s3://acme-billing-dumps/bulkhead?region=eu-central-1' ./bulkhead backup billing`,
  )
  .action(async (databaseClass: DatabaseClass, options: { verify: boolean; json?: boolean }) => {
    const store = await openStore(databaseClass);
    const make = () =>
      withDatabaseUrl(databaseClass, 'backup', async (url, variable) => {
        const progress = showBytes(`dumping ${databaseClass}`);
        try {
          return await makeBackup(databaseClass, url, variable, store, {
            verify: options.verify,
            onProgress: progress.update,
          });
        } finally {
          progress.end();
        }
      });
    const manifest = await withEvidence({ kind: 'backup', database: databaseClass }, make, (made) =>
      evidenceOfBackup(made, store),
    );
    process.stdout.write(
      options.json === true ? `${JSON.stringify(manifest, null, 2)}\n` : describe(manifest, store.place),
    );
  });

function describe(manifest: Manifest, place: string): string {
  const { class: databaseClass, id, tables, sections, verifiedAt, retainUntil, snapshotAt } = manifest;
  const sum = (of: (section: Manifest['sections'][number]) => number) =>
    sections.reduce((total, section) => total + of(section), 0);
  const rows = tables.reduce((total, table) => total + table.rows, 0);
  return [
    `backed up ${backupFolder(databaseClass, id)} to ${place}`,
    `  snapshot    ${snapshotAt}, schema ${manifest.schemaHead.migration}`,
    `  contents    ${tables.length} tables, ${rows} rows, ${inBytes(sum(({ plainBytes }) => plainBytes))} as SQL`,
    `  stored      ${inBytes(sum(({ storedBytes }) => storedBytes))} in ${sum(({ parts }) => parts.length)} parts`,
    `  verified    ${verifiedAt === null ? 'no: it was not read back' : 'read back, equal'}`,
    `  kept until  ${retainUntil.slice(0, 10)}`,
    '',
  ].join('\n');
}
