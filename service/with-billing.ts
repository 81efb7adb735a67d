import { type BillingConfig, readBillingConfig } from './config.ts';
import { billingPrisma } from './database/billing-prisma.ts';
import { surviveLostConnections } from './database/lost-connection.ts';
import { startLocalDatabase } from './local-database.ts';

/**
 * Does a command's work on billing's database as the app's user: that of BILLING_DATABASE_URL or, where it is not set,
 * the MariaDB of this machine, which is started for the while. `notice` gets a line for what takes long there. Throws
 * what the work throws, and what the start does.
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
  } finally {
    await billingPrisma.$disconnect();
    await local?.stop();
  }
}

/** What the help of such a command says of its variables. */
export const billingHelp = `  BILLING_DATABASE_URL       billing's app user; unset, the MariaDB under .bulkhead/ is started for the while
  BILLING_DATABASE_PASSWORD  its password, where the URL has none
  STRIPE_MODE                test (default) or live: events of the other mode stay quarantined`;
