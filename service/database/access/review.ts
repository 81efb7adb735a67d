import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Connection } from 'mariadb';
import { type DatabaseClass, databaseClasses, databaseRoles, serverUsers } from '../../../policies/databases.ts';
import { passwordLateDaysMax, passwordRotationDays } from '../../../policies/keys.ts';
import { readPasswordAges } from './password-ages.ts';
import { rightsIn } from './rights-in.ts';

/** One user of the server, and how what it may do differs from what the repository says. */
export interface ReviewedUser {
  user: string;
  host: string;
  /** The database whose user it is; the server's, as its administrator is; or of nobody of whom the repository knows. */
  of: DatabaseClass | 'server' | 'nobody';
  rights: number;
  /** How long ago its password was set, by the server's own word; null where the server has none of it. */
  passwordDays: number | null;
  /** Rights that it has and no file grants. */
  tooMany: string[];
  /** Rights that a file grants and it has not. */
  missing: string[];
}

/** One key of an app that can ask billing. */
export interface ReviewedKey {
  app: string;
  scopes: string;
  key: string;
  lastUsedAt: string | null;
  endsAt: string | null;
}

/** Who can reach a database, and what about it nobody expected. */
export interface AccessReview {
  database: DatabaseClass;
  at: string;
  users: ReviewedUser[];
  keys: ReviewedKey[];
  surprises: string[];
}

/**
 * Compares who may do what on a server with prisma/<class>/database.sql and grants.sql, and how old the passwords are with
 * policies/keys.ts. Changes nothing.
 */
export async function reviewAccess(administrator: Connection, databaseClass: DatabaseClass): Promise<AccessReview> {
  const [row] = await administrator.query<{ now: Date; me: string }[]>(
    'SELECT UTC_TIMESTAMP(3) AS now, CURRENT_USER() AS me',
  );
  const found = await administrator.query<{ user: string; host: string }[]>(
    'SELECT user AS user, host AS host FROM mysql.user ORDER BY user, host',
  );
  const ages = await readPasswordAges(administrator);
  const users: ReviewedUser[] = [];
  for (const { user, host } of found) {
    const name = `${user}@${host}`;
    const asked = { user, host, isMe: name === row!.me, passwordDays: ages.get(name) ?? null };
    users.push(await reviewUser(administrator, asked));
  }
  const missing = databaseRoles[databaseClass]
    .map((role) => `${databaseClass}_${role}`)
    .filter((user) => !found.some((one) => one.user === user && one.host === '%'));
  return {
    ...{ database: databaseClass, at: row!.now.toISOString(), users },
    keys: databaseClass === 'billing' ? await readKeys(administrator) : [],
    surprises: [...users.flatMap(surprisesOf), ...missing.map((user) => `${user} is not there`)],
  };
}

async function reviewUser(
  administrator: Connection,
  { isMe, ...asked }: Pick<ReviewedUser, 'user' | 'host' | 'passwordDays'> & { isMe: boolean },
): Promise<ReviewedUser> {
  const { user, host } = asked;
  const lines = await administrator.query<string[][]>({ sql: 'SHOW GRANTS FOR ?@?', rowsAsArray: true }, [user, host]);
  const has = rightsIn(`${lines.flat().join(';\n')};`, user);
  const owner = host === '%' ? ownerOf(user) : undefined;
  if (owner === undefined) {
    const isKnown = isMe || serverUsers.some((known) => known === user);
    return { ...asked, of: isKnown ? 'server' : 'nobody', rights: has.length, tooMany: [], missing: [] };
  }
  const granted = grantedTo(owner, user);
  return {
    ...{ ...asked, of: owner, rights: has.length },
    tooMany: has.filter((right) => !granted.includes(right)),
    missing: granted.filter((right) => !has.includes(right)),
  };
}

/** A machine with both databases has the users of both. */
function ownerOf(user: string): DatabaseClass | undefined {
  return databaseClasses.find((owner) => databaseRoles[owner].some((role) => user === `${owner}_${role}`));
}

function surprisesOf({ user, host, of, rights, passwordDays, tooMany, missing }: ReviewedUser): string[] {
  const name = `${user}@${host}`;
  if (of === 'nobody') return [`${name} is nobody of whom the repository knows, and has ${rights} rights`];
  return [
    ...tooMany.map((right) => `${name} has a right that no file grants: ${right}`),
    ...missing.map((right) => `${name} lacks a right that it is granted: ${right}`),
    ...(of !== 'server' && passwordDays !== null && passwordDays > passwordRotationDays + passwordLateDaysMax
      ? [`${name} has a password of ${passwordDays} days ago, and ${passwordRotationDays} are the most`]
      : []),
  ];
}

function grantedTo(databaseClass: DatabaseClass, user: string): string[] {
  const folder = join(import.meta.dirname, '../../../prisma', databaseClass);
  const statements = ['database.sql', 'grants.sql'].map((file) => readFileSync(join(folder, file), 'utf8'));
  return rightsIn(statements.join('\n'), user);
}

/** Keys that open, or will until they end. */
async function readKeys(administrator: Connection): Promise<ReviewedKey[]> {
  const rows = await administrator.query<
    { app: string; scopes: string; id: string; used: Date | null; ends: Date | null }[]
  >(
    `SELECT a.name AS app, a.scopes, k.id, k.last_used_at AS used, k.expires_at AS ends
      FROM billing.billing_apps a JOIN billing.billing_app_keys k ON k.app_name = a.name
      WHERE a.revoked_at IS NULL AND (k.expires_at IS NULL OR k.expires_at > UTC_TIMESTAMP(3)) ORDER BY a.name, k.id`,
  );
  return rows.map(({ app, scopes, id, used, ends }) => ({
    ...{ app, scopes, key: id },
    lastUsedAt: used?.toISOString() ?? null,
    endsAt: ends?.toISOString() ?? null,
  }));
}
