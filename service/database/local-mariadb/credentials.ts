import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type DatabaseUrls, databaseClasses, databaseRoles } from '../../../policies/databases.ts';
import { randomPassword } from '../random-password.ts';

/** The passwords of one local MariaDB: root's, and one for each user, `<class>_<role>`. */
export interface Credentials {
  root: string;
  users: Record<string, string>;
}

function pathOf(directory: string): string {
  return join(directory, 'credentials.json');
}

/** Every user of both databases. */
const userNames = databaseClasses.flatMap((name) => databaseRoles[name].map((role) => `${name}_${role}`));

/** Makes new random passwords and keeps them in a file that only this user can read. */
export function makeCredentials(directory: string): Credentials {
  return keep(directory, { root: randomPassword(), users: {} });
}

/** The passwords kept earlier, and new ones for users that came later; undefined where this directory has none. */
export function readCredentials(directory: string): Credentials | undefined {
  if (!existsSync(pathOf(directory))) return undefined;
  const kept = JSON.parse(readFileSync(pathOf(directory), 'utf8')) as Credentials;
  return userNames.every((name) => name in kept.users) ? kept : keep(directory, kept);
}

function keep(directory: string, { root, users }: Credentials): Credentials {
  const credentials = {
    root,
    users: Object.fromEntries(userNames.map((name) => [name, users[name] ?? randomPassword()])),
  };
  // Renamed into place, so that a file of that name is always whole.
  const draft = `${pathOf(directory)}.new`;
  writeFileSync(draft, JSON.stringify(credentials, undefined, 2), { mode: 0o600 });
  renameSync(draft, pathOf(directory));
  return credentials;
}

/** The URL of every user of both databases. */
export function urlsFor(credentials: Credentials, port: number): DatabaseUrls {
  const urls = databaseClasses.map((name) => [
    name,
    Object.fromEntries(
      databaseRoles[name].map((role) => {
        const user = `${name}_${role}`;
        return [role, `mariadb://${user}:${credentials.users[user]}@127.0.0.1:${port}/${name}`];
      }),
    ),
  ]);
  return Object.fromEntries(urls) as DatabaseUrls;
}
