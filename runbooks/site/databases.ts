import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { backups } from '../../policies/backup.ts';
import { type DatabaseClass, databaseClasses, databaseRoles, databases } from '../../policies/databases.ts';
import type { ChainRecord } from '../../service/evidence/chains.ts';

export interface DatabaseView {
  name: DatabaseClass;
  priority: string;
  tables: readonly string[];
  backup: (typeof backups)[DatabaseClass];
  lastBackup: ChainRecord | null;
  lastDrill: ChainRecord | null;
  /** Who may log in, and each right that the grants give. */
  users: readonly { name: string; rights: readonly string[] }[];
}

/** The two databases as policies, grants and the newest records have them. */
export function viewDatabases(records: readonly ChainRecord[], repository: string): DatabaseView[] {
  return databaseClasses.map((name) => {
    const grants = readFileSync(join(repository, `prisma/${name}/grants.sql`), 'utf8');
    const newest = (kind: string) =>
      records
        .filter((record) => record.kind === kind && record.database === name && record.result === 'passed')
        .toSorted((one, other) => Date.parse(one.endedAt) - Date.parse(other.endedAt))
        .at(-1) ?? null;
    return {
      ...{ name, priority: databases[name].priority, tables: databases[name].ownedTables, backup: backups[name] },
      ...{ lastBackup: newest('backup'), lastDrill: newest('drill') },
      users: databaseRoles[name].map((role) => ({
        name: `${name}_${role}`,
        rights: rightsOf(grants, `${name}_${role}`),
      })),
    };
  });
}

function rightsOf(grants: string, user: string): string[] {
  const statements = grants.replace(/^--.*$/gm, '').split(';');
  return statements
    .map((statement) => statement.replace(/\s+/g, ' ').trim())
    .filter((statement) => statement.startsWith('GRANT ') && statement.includes(`'${user}'`))
    .map((statement) =>
      statement
        .replace(/^GRANT /, '')
        .replace(/ TO '.*$/, '')
        .replaceAll('`', ''),
    );
}
