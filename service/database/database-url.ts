import type { ConnectionConfig } from 'mariadb';
import { databasePort } from '../../policies/databases.ts';
import { exitCode, Failure } from '../../failure.ts';

const shape = 'mariadb://user:password@host:3306/database';

/**
 * Reads a database URL (mysql:// as Prisma's own commands want it, or mariadb://) into the driver's options.
 * Anything but this machine is reached over TLS with its certificate checked; `?ssl=false` says otherwise, for a
 * network that is private already. Throws a Failure that names the variable and never quotes the URL, which holds a
 * password: the driver's own parser would print it.
 */
export function parseDatabaseUrl(url: string, variable: string): ConnectionConfig {
  const parsed = URL.parse(url);
  const database = decodeURIComponent(parsed?.pathname.slice(1) ?? '');
  if (
    parsed === null ||
    !['mysql:', 'mariadb:'].includes(parsed.protocol) ||
    database === '' ||
    parsed.username === ''
  ) {
    throw new Failure(`${variable} is not a database URL`, {
      fix: `write it as ${shape}`,
      exitCode: exitCode.wrongUse,
    });
  }
  const host = parsed.hostname.replace(/^\[|\]$/g, '');
  const socketPath = parsed.searchParams.get('socketPath');
  const plain = parsed.searchParams.get('ssl') === 'false' || socketPath !== null || isThisMachine(host);
  return {
    host,
    port: parsed.port === '' ? databasePort : Number(parsed.port),
    user: decodeURIComponent(parsed.username),
    password: decodeURIComponent(parsed.password),
    database,
    ...(socketPath === null ? {} : { socketPath }),
    ...(plain ? {} : { ssl: { rejectUnauthorized: true } }),
  };
}

function isThisMachine(host: string): boolean {
  return host === 'localhost' || host === '::1' || host.startsWith('127.');
}

/** The same server and user, another database. */
export function urlOfDatabase(url: string, database: string): string {
  const other = new URL(url);
  other.pathname = `/${database}`;
  return other.href;
}
