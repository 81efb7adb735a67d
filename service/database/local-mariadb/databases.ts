import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type DatabaseClass, databaseClasses } from '../../../policies/databases.ts';
import { Failure } from '../../../failure.ts';
import { connect } from '../connect.ts';
import { migrate } from '../migrate.ts';
import { grantRights, makeDatabase, setPassword } from '../rights.ts';
import { type Credentials, urlsFor } from './credentials.ts';
import { adminUrl } from './server.ts';

const prismaFolder = join(import.meta.dirname, '../../../prisma');

/**
 * Does to the local MariaDB what an administrator does to a real one, with the same files: both databases, their
 * migrators, the migrations, the other users and their grants. Doing it again changes nothing.
 */
export async function prepareDatabases(
  directory: string,
  port: number,
  credentials: Credentials,
  report: (line: string) => void,
): Promise<void> {
  const url = adminUrl(port, credentials.root);
  const administrator = await connect(url, 'the local root', { multipleStatements: true });
  const urls = urlsFor(credentials, port);
  const giveCredential = (user: string) => setPassword(administrator, user, credentials.users[user]!);
  try {
    for (const name of databaseClasses) {
      await makeDatabase(administrator, name, giveCredential);
      await migrateLocally(directory, name, urls[name].migrator, report);
      await grantRights(administrator, name, giveCredential);
    }
  } finally {
    await administrator.end();
  }
}

/** A history that is not sound can be mended by hand here too, but local data may also simply be made anew. */
async function migrateLocally(
  directory: string,
  databaseClass: DatabaseClass,
  url: string,
  report: (line: string) => void,
): Promise<void> {
  try {
    await migrate(databaseClass, url, report);
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    const fix = `${error.fix}; or, if the local data may go: rm -r ${directory}`;
    throw new Failure(error.message, { fix, cause: error });
  }
}

/** Changes with any file that prepareDatabases() reads, so that a start can tell that there is nothing to do. */
export function preparationFingerprint(): string {
  const hash = createHash('sha256');
  for (const name of databaseClasses) {
    const folder = join(prismaFolder, name);
    const migrations = readdirSync(join(folder, 'migrations'), { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map((entry) => join('migrations', entry.name, 'migration.sql'))
      .sort();
    for (const file of ['database.sql', 'grants.sql', ...migrations]) {
      hash
        .update(`${name}/${file}\0`)
        .update(readFileSync(join(folder, file)))
        .update('\0');
    }
  }
  return hash.digest('hex');
}
