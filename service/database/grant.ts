import { join } from 'node:path';
import { Argument, Command } from 'commander';
import { type Connection, SqlError } from 'mariadb';
import { type DatabaseClass, databaseClasses } from '../../policies/databases.ts';
import { withEvidence } from '../../evidence-note.ts';
import { exitCode, Failure } from '../../failure.ts';
import { connectToServer } from './connect.ts';
import { parseDatabaseUrl } from './database-url.ts';
import { requireIdentity } from './identity.ts';
import { readMigrations, unappliedMigrations } from './migration-history.ts';
import { grantRights, makeDatabase } from './rights.ts';
import type { SecretStore } from './secret-store.ts';
import { takeServerLock } from './server-lock.ts';
import { passwordVariable, readDatabaseUrl, urlVariable } from './url-variables.ts';
import { type Credentials, giveCredential } from './user-credential.ts';

export const command = new Command()
  .description(
    'Makes a database, its users, their rights and their credentials, as its administrator: prisma/<database>/database.sql\n' +
      'and, once all migrations are in place, grants.sql. Run it before `migrate` and after it; running it again changes\n' +
      'nothing. Passwords are made here, kept in AWS Secrets Manager, and never printed.',
  )
  .addArgument(new Argument('<database>', 'which database').choices(databaseClasses))
  .addHelpText(
    'after',
    `
Environment:
  BILLING_ADMIN_URL, MAIN_ADMIN_URL          the administrator's, such as RDS's master user
  BILLING_ADMIN_PASSWORD, MAIN_ADMIN_PASSWORD
                                             its password, where the URL has none
  BILLING_SECRET_PREFIX, MAIN_SECRET_PREFIX  what comes before a user's name in the id of its secret
  AWS_REGION, AWS_…                          as the AWS SDK reads them

Example:
  BILLING_ADMIN_URL=mariadb://admin@db.internal/billing BILLING_ADMIN_PASSWORD=… \\
  BILLING_SECRET_PREFIX=bulkhead/billing/production/ AWS_REGION=eu-central-1 ./bulkhead grant billing`,
  )
  .action(async (databaseClass: DatabaseClass) => {
    const { url, variable, prefix } = readGrantConfig(databaseClass, process.env);
    // Loaded late: Amazon's SDK takes its time, and the help needs none of it.
    const { SecretStore } = await import('./secret-store.ts');
    const secrets = new SecretStore();
    try {
      await withEvidence(
        { kind: 'rotation', database: databaseClass },
        () => grant(databaseClass, { url, variable, prefix, secrets }, (line) => process.stdout.write(`${line}\n`)),
        () => ({ title: 'users, rights and credentials are as they have to be', facts: { what: 'database users' } }),
      );
    } finally {
      secrets.close();
    }
  });

/** Longest wait for another run on the same server to end. */
const lockSecondsMax = 60;

/** As an administrator is called and where credentials are kept. */
export interface GrantOptions {
  url: string;
  variable: string;
  prefix: string;
  secrets: SecretStore;
}

/**
 * Does to one database of a server what its administrator has to do, before its migrations and after them; `report` gets
 * a line for each thing. Throws a Failure before anything is changed where the database is another's, and where the
 * server or the secret store refuses; what was done by then stays, and the next run does the rest.
 */
export async function grant(
  databaseClass: DatabaseClass,
  { url, variable, prefix, secrets }: GrantOptions,
  report: (line: string) => void,
): Promise<void> {
  const target = parseDatabaseUrl(url, variable);
  const administrator = await connectToServer({ ...target, multipleStatements: true }, variable);
  try {
    // Two at once would each make a password, and only one of them is kept.
    await takeServerLock(administrator, 'bulkhead_grant', 'another `grant` on this server', lockSecondsMax);
    await requireOwnOrNoDatabase(administrator, databaseClass);
    const place = {
      engine: await engineOf(administrator),
      ...{ host: target.host!, port: target.port!, dbname: databaseClass },
    };
    const credentials: Credentials = { secrets, prefix, administrator, target, place };
    const give = async (user: string) => report(`${user}: ${await giveCredential(user, credentials)}`);

    await makeDatabase(administrator, databaseClass, give);
    const missing = await missingMigrations(administrator, databaseClass);
    if (missing === 0) await grantRights(administrator, databaseClass, give);
    else
      report(
        `${databaseClass}: ${missing} migrations are missing: run \`migrate\`, then this again for the other users`,
      );
  } catch (error) {
    throw administratorFailure(error);
  } finally {
    // The server gives the lock back as the connection ends.
    await administrator.end();
  }
}

/** A database with tables has to say that it is the one that was asked for. */
async function requireOwnOrNoDatabase(administrator: Connection, databaseClass: DatabaseClass): Promise<void> {
  const tables = await administrator.query<unknown[]>(
    `SELECT 1 FROM information_schema.tables WHERE table_schema = ? AND table_name <> '_prisma_migrations' LIMIT 1`,
    [databaseClass],
  );
  if (tables.length === 0) return;
  await administrator.query(`USE \`${databaseClass}\``);
  await requireIdentity(administrator, databaseClass);
}

async function missingMigrations(administrator: Connection, databaseClass: DatabaseClass): Promise<number> {
  const migrations = readMigrations(join(import.meta.dirname, '../../prisma', databaseClass, 'migrations'));
  await administrator.query(`USE \`${databaseClass}\``);
  const bookkeeping = await administrator.query<unknown[]>(
    `SELECT 1 FROM information_schema.tables WHERE table_schema = DATABASE() AND table_name = '_prisma_migrations'`,
  );
  if (bookkeeping.length === 0) return migrations.length;
  return (await unappliedMigrations(administrator, databaseClass, migrations)).length;
}

/** As AWS's rotation functions call the engine. */
async function engineOf(administrator: Connection): Promise<string> {
  const [row] = await administrator.query<{ version: string }[]>('SELECT VERSION() AS version');
  return row?.version.includes('MariaDB') === true ? 'mariadb' : 'mysql';
}

/** The driver's own message quotes the statement, and with it a password; the server's does not. */
function administratorFailure(error: unknown): unknown {
  if (!(error instanceof SqlError)) return error;
  return new Failure(`the database server refused: ${error.sqlMessage ?? error.code} (${error.code})`, {
    fix: 'connect as an administrator who may create users and grants each right of prisma/<database>/*.sql WITH GRANT OPTION',
  });
}

function readGrantConfig(
  databaseClass: DatabaseClass,
  variables: NodeJS.ProcessEnv,
): { url: string; variable: string; prefix: string } {
  const variable = urlVariable(databaseClass, 'admin');
  const prefixVariable = `${databaseClass.toUpperCase()}_SECRET_PREFIX`;
  const url = readDatabaseUrl(variable, variables);
  const prefix = variables[prefixVariable] || undefined;
  if (url !== undefined && prefix !== undefined) return { url, variable, prefix };
  const missing = [...(url === undefined ? [variable] : []), ...(prefix === undefined ? [prefixVariable] : [])];
  const mends = {
    [variable]: `mariadb://admin@host:3306/${databaseClass}, with its password here or in ${passwordVariable(variable)}`,
    [prefixVariable]: `what comes before a user's name in the id of its secret, such as bulkhead/${databaseClass}/production/`,
  };
  throw new Failure(missing.map((name) => `${name} is not set`).join('; '), {
    fix: missing.map((name) => `${name}: ${mends[name]}`).join('\n       '),
    exitCode: exitCode.wrongUse,
  });
}
