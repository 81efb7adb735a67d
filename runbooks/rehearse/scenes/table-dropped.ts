import { Business } from '../business.ts';
import type { Scene } from '../scene.ts';

const table = 'billing_invoices';

/** After a backup, one table was dropped. */
export const scene: Scene = async (atEnd) => {
  const business = await Business.startAfterBackup(atEnd);
  const { admin, mariadb } = business.databases;
  await admin.query(`DROP TABLE billing.${table}`);
  const options = business.databases.optionsOf(mariadb.urls.billing.restore);
  return { ...business.variables, TABLE: table, BILLING_RESTORE_OPTIONS: options };
};
