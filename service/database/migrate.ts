import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { Argument, Command } from 'commander';
import type { Connection } from 'mariadb';
import { type DatabaseClass, databaseClasses } from '../../policies/databases.ts';
import { withEvidence } from '../../evidence-note.ts';
import { Failure } from '../../failure.ts';
import { connect } from './connect.ts';
import { readIdentity, requireIdentity } from './identity.ts';
import { type Migration, readMigrations, unappliedMigrations } from './migration-history.ts';
import { takeServerLock } from './server-lock.ts';
import { urlVariable } from './url-variables.ts';
import { withDatabaseUrl } from './with-database.ts';

/**
 * Applies migrations where Prisma's own engine cannot be had (it is a native download). The bookkeeping is
 * Prisma's, byte for byte, so that the real `prisma migrate deploy` and this command can follow each other.
 */
export const command = new Command()
  .description(
    'Applies the migrations that the database lacks. The URL is that of the migrator: BILLING_MIGRATOR_URL or\n' +
      'MAIN_MIGRATOR_URL, its password in the URL or in BILLING_MIGRATOR_PASSWORD or MAIN_MIGRATOR_PASSWORD. Where no\n' +
      'URL is set, the MariaDB of this machine is started for the while.',
  )
  .addArgument(new Argument('<database>', 'which database').choices(databaseClasses))
  .action((databaseClass: DatabaseClass) =>
    withDatabaseUrl(databaseClass, 'migrator', async (url) => {
      await withEvidence(
        { kind: 'migration', database: databaseClass },
        () => migrate(databaseClass, url, (line) => process.stdout.write(`${line}\n`)),
        (applied) => ({
          title: `${applied.length} applied`,
          facts: { migrations: applied.length, newest: applied.at(-1) ?? null },
        }),
      );
    }),
  );

/** Longest wait for another migration of the same server to end. */
const lockSecondsMax = 60;

/** As Prisma 7.10's engine makes it on MySQL: schema-engine, flavour/mysql.rs, create_migrations_table. */
const bookkeepingTable = `CREATE TABLE _prisma_migrations (
    id                      VARCHAR(36) PRIMARY KEY NOT NULL,
    checksum                VARCHAR(64) NOT NULL,
    finished_at             DATETIME(3),
    migration_name          VARCHAR(255) NOT NULL,
    logs                    TEXT,
    rolled_back_at          DATETIME(3),
    started_at              DATETIME(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3),
    applied_steps_count     INTEGER UNSIGNED NOT NULL DEFAULT 0
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci`;

/**
 * Brings one database to the newest schema and returns the names of the migrations it applied. `report` gets a line
 * for each, with the milliseconds it took. Two at once are safe: the second waits and finds nothing to do.
 * Throws a Failure, before anything is changed, when the database is another's or its history is not sound, and
 * when a migration fails, which is then recorded as failed.
 */
export async function migrate(
  databaseClass: DatabaseClass,
  url: string,
  report: (line: string) => void,
  options: { folder?: string } = {},
): Promise<string[]> {
  const folder = options.folder ?? join(import.meta.dirname, '../../prisma', databaseClass, 'migrations');
  const migrations = readMigrations(folder);
  const connection = await connect(url, urlVariable(databaseClass, 'migrator'), { multipleStatements: true });
  try {
    // Prisma's own name, so that its `migrate deploy` and this never run side by side.
    await takeServerLock(connection, 'prisma_migrate', 'another migration on this server', lockSecondsMax);
    await requireOwnOrEmptyDatabase(connection, databaseClass);
    const unapplied = await unappliedMigrations(connection, databaseClass, migrations);
    for (const migration of unapplied) await apply(connection, databaseClass, migration, report);
    if (unapplied.length === 0) {
      report(`${databaseClass}: nothing to apply, all ${migrations.length} migrations are in place`);
    }
    return unapplied.map(({ name }) => name);
  } finally {
    // The server gives the lock back as the connection ends.
    await connection.end();
  }
}

async function requireOwnOrEmptyDatabase(connection: Connection, databaseClass: DatabaseClass): Promise<void> {
  const rows = await connection.query<{ name: string }[]>(
    `SELECT table_name AS name FROM information_schema.tables WHERE table_schema = DATABASE()`,
  );
  const hasBookkeeping = rows.some(({ name }) => name === '_prisma_migrations');
  const ownTables = rows.length - (hasBookkeeping ? 1 : 0);
  if (ownTables > 0 || (await readIdentity(connection)) !== undefined) await requireIdentity(connection, databaseClass);
  if (hasBookkeeping) return;
  if (ownTables > 0) {
    throw new Failure(`the ${databaseClass} database has tables, but no _prisma_migrations that says which`, {
      fix: 'restore it from a backup, which holds that table, or record each migration: prisma migrate resolve --applied',
    });
  }
  await connection.query(bookkeepingTable);
}

async function apply(
  connection: Connection,
  databaseClass: DatabaseClass,
  { name, sql, checksum }: Migration,
  report: (line: string) => void,
): Promise<void> {
  const start = performance.now();
  const id = randomUUID();
  await connection.query(
    `INSERT INTO _prisma_migrations (id, checksum, started_at, migration_name) VALUES (?, ?, UTC_TIMESTAMP(3), ?)`,
    [id, checksum, name],
  );
  try {
    await connection.query(sql);
  } catch (error) {
    const { code = '', sqlMessage, message } = error as { code?: string; sqlMessage?: string; message: string };
    const reason = `${sqlMessage ?? message} (${code})`;
    const logs = `Migration name: ${name}\n\nDatabase error:\n${reason}`;
    // If the connection is what broke, the row stays unfinished, which says the same to the next run.
    await connection.query(`UPDATE _prisma_migrations SET logs = ? WHERE id = ?`, [logs, id]).catch(() => undefined);
    throw new Failure(`migration ${name} of the ${databaseClass} database failed: ${reason}`, {
      fix: `undo by hand what it had done by then, mend it, and mark it: prisma migrate resolve --rolled-back ${name}`,
      cause: error,
    });
  }
  await connection.query(
    `UPDATE _prisma_migrations SET applied_steps_count = applied_steps_count + 1, finished_at = UTC_TIMESTAMP(3)
     WHERE id = ?`,
    [id],
  );
  report(`${databaseClass}: applied ${name} in ${Math.round(performance.now() - start)} ms`);
}
