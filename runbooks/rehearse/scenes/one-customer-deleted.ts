import { Business } from '../business.ts';
import type { Scene } from '../scene.ts';

/** After a backup, all rows of one customer were deleted: the customer, what was sold, and the events of both. */
export const scene: Scene = async (atEnd) => {
  const business = await Business.startAfterBackup(atEnd);
  const { admin, mariadb } = business.databases;
  const id = business.customer;
  await admin.query(
    `DELETE w FROM billing.billing_webhooks w
       LEFT JOIN billing.billing_subscriptions s ON s.id = w.object_id
       LEFT JOIN billing.billing_invoices i ON i.id = w.object_id
      WHERE w.object_id = ? OR s.customer_id = ? OR i.customer_id = ?`,
    [id, id, id],
  );
  for (const table of ['billing_invoices', 'billing_subscriptions']) {
    await admin.query(`DELETE FROM billing.${table} WHERE customer_id = ?`, [id]);
  }
  await admin.query('DELETE FROM billing.billing_customers WHERE id = ?', [id]);
  return { ...business.variables, BILLING_RESTORE_OPTIONS: business.databases.optionsOf(mariadb.urls.billing.restore) };
};
