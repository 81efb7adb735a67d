import type { Connection } from 'mariadb';
import { Failure } from '../../failure.ts';
import { quotedName } from './quoted-name.ts';

/** The last migration of a database, the SHA-256 of its file, and how many were applied. */
export interface SchemaHead {
  migration: string;
  checksum: string;
  applied: number;
}

/**
 * Reads Prisma's own bookkeeping. Throws a Failure where no migration was applied, or one has failed: half a migration
 * is no schema that anything can be restored to.
 */
export async function readSchemaHead(connection: Connection, database: string): Promise<SchemaHead> {
  const rows = await connection.query<{ name: string; checksum: string; finished: number | bigint }[]>(
    `SELECT migration_name AS name, checksum, finished_at IS NOT NULL AS finished
       FROM ${quotedName(database)}._prisma_migrations WHERE rolled_back_at IS NULL ORDER BY migration_name`,
  );
  const last = rows.at(-1);
  const failed = rows.find(({ finished }) => Number(finished) === 0);
  if (last === undefined || failed !== undefined) {
    const what = failed === undefined ? 'no migration was applied' : `migration ${failed.name} has not finished`;
    throw new Failure(`${database} has no sound schema: ${what}`, {
      fix: 'bring it to a sound one first: bulkhead migrate, and prisma/README.md where a migration failed',
    });
  }
  return { migration: last.name, checksum: last.checksum, applied: rows.length };
}
