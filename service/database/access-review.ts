import Table from 'cli-table3';
import { Argument, Command } from 'commander';
import { type DatabaseClass, databaseClasses } from '../../policies/databases.ts';
import { withEvidence } from '../../evidence-note.ts';
import { exitCode, Failure } from '../../failure.ts';
import { evidenceOfReview } from './access/evidence.ts';
import { type AccessReview, reviewAccess } from './access/review.ts';
import { connectToServer } from './connect.ts';
import { parseDatabaseUrl } from './database-url.ts';
import { readDatabaseUrl, urlVariable } from './url-variables.ts';

export const command = new Command()
  .description(
    'Says who can reach a database and with which rights, and what of it is not as prisma/<database>/database.sql and\n' +
      'grants.sql say: users that nobody knows of, rights too many, rights that are missing. For billing also which keys\n' +
      'of apps open, and when each was last used. Passwords are as old as policies/keys.ts allows. Changes nothing.',
  )
  .addArgument(new Argument('<database>', 'which database').choices(databaseClasses))
  .option('--json', 'print the review as one JSON object')
  .addHelpText(
    'after',
    `
Environment:
  BILLING_ADMIN_URL, MAIN_ADMIN_URL          the administrator's, such as RDS's master user
  BILLING_ADMIN_PASSWORD, MAIN_ADMIN_PASSWORD
                                             its password, where the URL has none

Exit codes: 0 all is as the files say; 1 it is not, or the server cannot be asked; 2 wrong use.

Example:
  BILLING_ADMIN_URL=mariadb://admin@db.internal/billing BILLING_ADMIN_PASSWORD=… ./bulkhead access-review billing`,
  )
  .action(async (databaseClass: DatabaseClass, { json }: { json?: boolean }) => {
    const review = () => withAdministrator(databaseClass, (connection) => reviewAccess(connection, databaseClass));
    const reviewed = await withEvidence({ kind: 'access-review', database: databaseClass }, review, evidenceOfReview);
    process.stdout.write(json === true ? `${JSON.stringify(reviewed, null, 2)}\n` : describe(reviewed));
    process.exitCode = reviewed.surprises.length === 0 ? exitCode.done : exitCode.failed;
  });

async function withAdministrator<Done>(
  databaseClass: DatabaseClass,
  work: (connection: Awaited<ReturnType<typeof connectToServer>>) => Promise<Done>,
): Promise<Done> {
  const variable = urlVariable(databaseClass, 'admin');
  const url = readDatabaseUrl(variable, process.env);
  if (url === undefined) {
    throw new Failure(`${variable} is not set`, {
      fix: `set it: mariadb://admin@host:3306/${databaseClass}, with its password here or in a variable of its own`,
      exitCode: exitCode.wrongUse,
    });
  }
  const connection = await connectToServer(parseDatabaseUrl(url, variable), variable);
  try {
    return await work(connection);
  } finally {
    await connection.end();
  }
}

function describe({ users, keys, surprises }: AccessReview): string {
  const table = (head: string[], rows: (string | number)[][]) => {
    const lines = new Table({ head, style: { head: [], border: [], compact: true } });
    lines.push(...rows);
    return `${lines.toString()}\n`;
  };
  return (
    table(
      ['user', 'host', 'whose', 'rights', 'password, days'],
      users.map(({ user, host, of, rights, passwordDays }) => [user, host, of, rights, passwordDays ?? '']),
    ) +
    (keys.length === 0
      ? ''
      : table(
          ['app', 'scopes', 'key', 'last used', 'ends'],
          keys.map(({ app, scopes, key, lastUsedAt, endsAt }) => [
            app,
            scopes,
            key,
            lastUsedAt ?? 'never',
            endsAt ?? '',
          ]),
        )) +
    surprises.map((surprise) => `${surprise}\n`).join('') +
    `${surprises.length === 0 ? 'All is as the files say' : `${surprises.length} things are not as the files say`}\n`
  );
}
