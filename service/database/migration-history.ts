import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Connection } from 'mariadb';
import type { DatabaseClass } from '../../policies/databases.ts';
import { Failure } from '../../failure.ts';

/** A migration as it stands in prisma/<class>/migrations. */
export interface Migration {
  name: string;
  sql: string;
  /** SHA-256 of the file's bytes in hex, as Prisma records it. */
  checksum: string;
}

/** A row of `_prisma_migrations`: what the database remembers of a migration. */
interface MigrationRecord {
  migration_name: string;
  checksum: string;
  finished_at: string | null;
  logs: string | null;
}

/** The migrations in a folder in the order in which they are applied: by name, as Prisma does. */
export function readMigrations(folder: string): Migration[] {
  const folders = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  return folders
    .map(({ name }) => name)
    .sort()
    .map((name) => {
      const bytes = readFileSync(join(folder, name, 'migration.sql'));
      return { name, sql: bytes.toString('utf8'), checksum: createHash('sha256').update(bytes).digest('hex') };
    });
}

/**
 * The migrations that this database still lacks. Throws a Failure where its history and the folder disagree: one
 * failed or was killed, one was changed after it had been applied, or one that was applied is not in the folder.
 * `migrate dev` of Prisma refuses all three, its `migrate deploy` only the first.
 */
export async function unappliedMigrations(
  connection: Connection,
  databaseClass: DatabaseClass,
  migrations: Migration[],
): Promise<Migration[]> {
  const pinned = `--config prisma/${databaseClass}/prisma.config.ts --schema prisma/${databaseClass}/schema.prisma`;
  const records = await connection.query<MigrationRecord[]>(
    `SELECT migration_name, checksum, logs, DATE_FORMAT(finished_at, '%Y-%m-%dT%H:%i:%sZ') AS finished_at
     FROM _prisma_migrations WHERE rolled_back_at IS NULL ORDER BY started_at, migration_name`,
  );
  for (const { migration_name: name, checksum, finished_at: finishedAt, logs } of records) {
    if (finishedAt === null) {
      const reason = logs === null || logs === '' ? 'it was stopped before it could say why' : logs;
      throw new Failure(`migration ${name} of the ${databaseClass} database failed earlier: ${reason}`, {
        fix:
          `undo by hand what it did, then run: prisma migrate resolve --rolled-back ${name} ${pinned}` +
          ` (or --applied, once all of it is there)`,
      });
    }
    const migration = migrations.find((one) => one.name === name);
    if (migration === undefined) {
      throw new Failure(`migration ${name} was applied to the ${databaseClass} database but is not in the folder`, {
        fix: `check out the commit that holds prisma/${databaseClass}/migrations/${name}; never delete an applied migration`,
      });
    }
    if (migration.checksum !== checksum) {
      throw new Failure(`migration ${name} was changed after it had been applied on ${finishedAt}`, {
        fix: `restore prisma/${databaseClass}/migrations/${name}/migration.sql from git, and write a new migration`,
      });
    }
  }
  const applied = new Set(records.map((record) => record.migration_name));
  return migrations.filter(({ name }) => !applied.has(name));
}
