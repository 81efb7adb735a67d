import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { DatabaseClass, DatabaseRole } from '../../policies/databases.ts';

/** Who may log in to a database, and what for. */
export interface DatabaseUser {
  name: string;
  purpose: string;
  /** `may read 3 tables; add to, change, delete from none`. */
  summary: string;
  rights: readonly Right[];
}

/** What a user may do, and on which tables: those with the same rights stand together. */
export interface Right {
  privileges: string;
  on: readonly string[];
}

const purposes: Readonly<Record<DatabaseRole, string>> = {
  app: 'the running service, for everything that it is asked or told',
  migrator: 'migrations, which make and alter tables at a deployment',
  backup: 'dumps, which read everything',
  restore: 'restores and drills, which build a copy and swap its tables in',
  privacy: 'erasure and retention, which take away what says who a person is',
};

/** Words for privileges; `CREATE TEMPORARY TABLES` makes nothing that stays. */
const verbs = [
  ['read', /\bSELECT\b/],
  ['add to', /\bINSERT\b/],
  ['change', /\bUPDATE\b/],
  ['delete from', /\bDELETE\b/],
  ['make', /\bCREATE\b(?! TEMPORARY)/],
  ['alter', /\bALTER\b/],
  ['drop', /\bDROP\b/],
] as const;

/** A user with the rights that the files give it which an administrator runs. */
export function readUser(repository: string, database: DatabaseClass, role: DatabaseRole): DatabaseUser {
  const name = `${database}_${role}`;
  const granted = grantsOf(repository, database, name).map(({ privileges, on }) => ({
    privileges,
    on: nameOf(on, database),
  }));
  const rights = [...Map.groupBy(granted, ({ privileges }) => privileges)].map(([privileges, those]) => ({
    privileges,
    on: those.map(({ on }) => on),
  }));
  return { name, purpose: purposes[role], summary: summaryOf(rights, database), rights };
}

/** Both files: the migrator is made by the first, before there is a table. */
function grantsOf(repository: string, database: DatabaseClass, user: string): { privileges: string; on: string }[] {
  return ['database.sql', 'grants.sql'].flatMap((file) => {
    const text = readFileSync(join(repository, 'prisma', database, file), 'utf8');
    // What stands in /*M! … */ is a comment to MySQL, and a statement to MariaDB.
    const statements = text.replace(/^--.*$/gm, '').replace(/\/\*M!|\*\//g, '');
    return statements.split(';').flatMap((statement) => {
      const [, privileges, on, to] =
        /^GRANT (.+) ON (\S+) TO '(\w+)'/.exec(statement.replace(/\s+/g, ' ').trim()) ?? [];
      return to === user ? [{ privileges: privileges!.replaceAll('`', ''), on: on!.replaceAll('`', '') }] : [];
    });
  });
}

function nameOf(on: string, database: DatabaseClass): string {
  if (on === `${database}.*`) return wholeOf(database);
  if (on === `${database}\\_%.*`) return `databases named ${database}_…, which restores build`;
  return on.startsWith(`${database}.`) ? on.slice(database.length + 1) : on;
}

function wholeOf(database: DatabaseClass): string {
  return `every table of ${database}`;
}

function summaryOf(rights: readonly Right[], database: DatabaseClass): string {
  const each = verbs.map(([verb, privilege]) => {
    const on = rights.flatMap((right) => (privilege.test(right.privileges) ? right.on : []));
    if (on.includes(wholeOf(database))) return { verb, on: 'every table' };
    return { verb, on: on.length === 0 ? 'none' : `${on.length} ${on.length === 1 ? 'table' : 'tables'}` };
  });
  const together = [...Map.groupBy(each, ({ on }) => on)];
  return `may ${together.map(([on, those]) => `${those.map(({ verb }) => verb).join(', ')} ${on}`).join('; ')}`;
}
