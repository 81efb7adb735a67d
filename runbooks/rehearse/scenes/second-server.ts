import { connect } from '../../../service/database/connect.ts';
import { Business } from '../business.ts';
import { startServer } from '../databases.ts';
import type { Scene } from '../scene.ts';

/** A second MariaDB that has billing's users and their rights, which outlive a database, and no database. */
export const scene: Scene = async (atEnd) => {
  const business = await Business.startAfterBackup(atEnd);
  const second = await startServer(atEnd);
  const admin = await connect(second.adminUrl, 'the second root');
  await admin.query('DROP DATABASE billing');
  await admin.query('DROP DATABASE main');
  await admin.end();
  const { app, backup, restore } = second.urls.billing;
  return {
    ...business.variables,
    NEW_BILLING_DATABASE_URL: app,
    NEW_BILLING_BACKUP_URL: backup,
    NEW_BILLING_RESTORE_URL: restore,
    OLD_ADMIN_OPTIONS: business.databases.optionsOf(business.databases.mariadb.adminUrl),
  };
};
