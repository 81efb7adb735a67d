import type { BillingConfig } from './config.ts';
import { type LocalMariadb, startLocalMariadb } from './database/local-mariadb.ts';

/**
 * Starts the MariaDB of this machine where no URL was given, and lets BILLING_DATABASE_URL lead to it; undefined where
 * there is one. `notice` gets a line for each thing that takes a while. The caller stops it.
 */
export async function startLocalDatabase(
  { billingDatabaseUrl }: BillingConfig,
  notice: (line: string) => void,
): Promise<LocalMariadb | undefined> {
  if (billingDatabaseUrl !== undefined) return undefined;
  const local = await startLocalMariadb({ notice });
  process.env['BILLING_DATABASE_URL'] = local.urls.billing.app;
  return local;
}
