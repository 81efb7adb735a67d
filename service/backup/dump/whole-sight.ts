import type { Connection } from 'mariadb';
import { Failure } from '../../../failure.ts';

/** What a dump has to be allowed on the whole database: the server hides what a user has no right to, without a word. */
const rightsWanted = ['SELECT', 'SHOW VIEW', 'TRIGGER', 'EVENT'];

/**
 * Whether this user sees everything that is in the database. Throws a Failure that names the rights it lacks: a dump by a
 * user of fewer rights would be whole in the eyes of everybody, and lack a table.
 */
export async function requireWholeSight(connection: Connection, database: string): Promise<void> {
  const rows = await connection.query<{ right_of_it: string }[]>(
    String.raw`SELECT privilege_type AS right_of_it FROM information_schema.schema_privileges
                WHERE REPLACE(table_schema, '\\', '') = ?
               UNION SELECT privilege_type FROM information_schema.user_privileges`,
    [database],
  );
  const held = new Set(rows.map((row) => row.right_of_it));
  const lacking = rightsWanted.filter((right) => !held.has(right));
  if (lacking.length === 0) return;
  throw new Failure(`this user may not see all of ${database}: it lacks ${lacking.join(', ')} on the whole of it`, {
    fix: 'use the backup user, with the rights of prisma/*/grants.sql',
  });
}
