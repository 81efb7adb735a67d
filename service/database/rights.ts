import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Connection } from 'mariadb';
import { type DatabaseClass, databaseRoles } from '../../policies/databases.ts';

const prismaFolder = join(import.meta.dirname, '../../prisma');

/** Gives the user its credential; users are born locked. */
export type GiveCredential = (user: string) => Promise<void>;

/**
 * Makes the database and its migrator, as prisma/<class>/database.sql says: what comes before the first migration.
 * The connection is an administrator's that takes many statements at once. Running it again changes nothing.
 */
export async function makeDatabase(
  administrator: Connection,
  databaseClass: DatabaseClass,
  giveCredential: GiveCredential,
): Promise<void> {
  await administrator.query(readFileSync(join(prismaFolder, databaseClass, 'database.sql'), 'utf8'));
  await giveCredential(`${databaseClass}_migrator`);
}

/** Makes the other users and grants their rights, as prisma/<class>/grants.sql says: what comes after the migrations. */
export async function grantRights(
  administrator: Connection,
  databaseClass: DatabaseClass,
  giveCredential: GiveCredential,
): Promise<void> {
  await administrator.query(readFileSync(join(prismaFolder, databaseClass, 'grants.sql'), 'utf8'));
  for (const role of databaseRoles[databaseClass]) {
    if (role !== 'migrator') await giveCredential(`${databaseClass}_${role}`);
  }
}

/** Sets a user's password, and unlocks it. */
export async function setPassword(administrator: Connection, user: string, password: string): Promise<void> {
  await administrator.query(`ALTER USER '${user}'@'%' IDENTIFIED BY ? ACCOUNT UNLOCK`, [password]);
}
