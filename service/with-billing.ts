import { SqlError } from 'mariadb';
import { Failure } from '../failure.ts';
import { Prisma } from '../prisma/billing/client/client.ts';
import { type BillingConfig, readBillingConfig } from './config.ts';
import { billingPrisma, connectBilling } from './database/billing-prisma.ts';
import { DatabaseUnavailable } from './database/lane.ts';
import { surviveLostConnections } from './database/lost-connection.ts';
import { toldCause } from './database/told-cause.ts';
import { startLocalDatabase } from './local-database.ts';

/**
 * Does a command's work on billing's database as the app's user: that of BILLING_DATABASE_URL or, where it is not set,
 * the MariaDB of this machine, which is started for the while. `notice` gets a line for what takes long there. Throws
 * what the work throws, and what the start does; what the database refuses, as a Failure.
 */
export async function withBilling<Result>(
  work: (config: BillingConfig) => Promise<Result>,
  notice = (line: string): void => void process.stderr.write(`${line}\n`),
): Promise<Result> {
  const config = readBillingConfig(process.env);
  surviveLostConnections();
  const local = await startLocalDatabase(config, notice);
  try {
    return await work(config);
  } catch (error) {
    throw await inWords(error);
  } finally {
    await billingPrisma.$disconnect();
    await local?.stop();
  }
}

/** What the database refused, for a person; any other error as it is. What was committed by then is durable. */
async function inWords(error: unknown): Promise<unknown> {
  if (error instanceof DatabaseUnavailable) return databaseFailure(error.cause);
  if (error instanceof SqlError) return databaseFailure(error);
  if (!(error instanceof Prisma.PrismaClientKnownRequestError) || error.code !== poolTimeout) return error;
  // Prisma's pool says that it waited, and not what for: a connection of our own is told.
  const refusal = await connectBilling().then(
    (connection) => connection.end(),
    (reason: unknown) => reason,
  );
  return databaseFailure(refusal ?? error);
}

const poolTimeout = 'ER_GET_CONNECTION_TIMEOUT';

function databaseFailure(cause: unknown): unknown {
  if (cause instanceof Failure) return cause;
  return new Failure(`billing’s database cannot be used: ${toldCause(cause) ?? 'no reason given'}`, {
    fix: 'see that it runs and that BILLING_DATABASE_URL is right, then run it again: what was committed stays',
    cause,
  });
}

/** What the help of such a command says of its variables. */
export const billingHelp = `  BILLING_DATABASE_URL       billing's app user; unset, the MariaDB under .bulkhead/ is started for the while
  BILLING_DATABASE_PASSWORD  its password, where the URL has none
  STRIPE_MODE                test (default) or live: events of the other mode stay quarantined`;
