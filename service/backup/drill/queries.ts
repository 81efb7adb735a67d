import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Connection } from 'mariadb';
import type { DatabaseClass } from '../../../policies/databases.ts';

/** A question to a restored database, and how many rows answered it; there must be none. */
export interface DrillAnswer {
  title: string;
  found: number;
}

/** The statements of prisma/<class>/drill.sql with the comment above each. */
function readQueries(databaseClass: DatabaseClass): { title: string; sql: string }[] {
  const file = join(import.meta.dirname, '../../../prisma', databaseClass, 'drill.sql');
  return [...readFileSync(file, 'utf8').matchAll(/^-- (.+)\n(SELECT [^;]+);$/gm)].map(([, title, sql]) => ({
    title: title!,
    sql: sql!,
  }));
}

/** Asks them all, one after the other, in the database that the connection is in. */
export async function askAll(connection: Connection, databaseClass: DatabaseClass): Promise<DrillAnswer[]> {
  const answers: DrillAnswer[] = [];
  for (const { title, sql } of readQueries(databaseClass)) {
    const [row] = await connection.query<Record<string, bigint>[]>(sql);
    answers.push({ title, found: Number(Object.values(row!)[0]) });
  }
  return answers;
}
