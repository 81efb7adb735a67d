import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type DatabaseClass, type DatabaseRole, databaseClasses, databaseRoles } from '../../../policies/databases.ts';

/** The passwords of one local MariaDB: root's, and one for each user, `<class>_<role>`. */
export interface Credentials {
  root: string;
  users: Record<string, string>;
}

function pathOf(directory: string): string {
  return join(directory, 'credentials.json');
}

/** Makes new random passwords and keeps them in a file that only this user can read. */
export function makeCredentials(directory: string): Credentials {
  // URL-safe, and without anything that SQL would need escaped.
  const password = () => randomBytes(24).toString('base64url');
  const names = databaseClasses.flatMap((name) => databaseRoles.map((role) => `${name}_${role}`));
  const credentials = { root: password(), users: Object.fromEntries(names.map((name) => [name, password()])) };
  // Renamed into place, so that a file of that name is always whole.
  const draft = `${pathOf(directory)}.new`;
  writeFileSync(draft, JSON.stringify(credentials, undefined, 2), { mode: 0o600 });
  renameSync(draft, pathOf(directory));
  return credentials;
}

/** The passwords kept earlier; undefined where this directory has none. */
export function readCredentials(directory: string): Credentials | undefined {
  if (!existsSync(pathOf(directory))) return undefined;
  return JSON.parse(readFileSync(pathOf(directory), 'utf8')) as Credentials;
}

/** The URL of every user of both databases. */
export function urlsFor(credentials: Credentials, port: number): Record<DatabaseClass, Record<DatabaseRole, string>> {
  const url = (name: DatabaseClass, role: DatabaseRole) =>
    `mariadb://${name}_${role}:${credentials.users[`${name}_${role}`]}@127.0.0.1:${port}/${name}`;
  const roles = (name: DatabaseClass) => ({
    app: url(name, 'app'),
    migrator: url(name, 'migrator'),
    backup: url(name, 'backup'),
    restore: url(name, 'restore'),
  });
  return { billing: roles('billing'), main: roles('main') };
}
