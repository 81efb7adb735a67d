import { setTimeout as wait } from 'node:timers/promises';
import { Business } from '../business.ts';
import type { Scene } from '../scene.ts';

/** A backup, then amounts a hundredfold and events cut short, then a backup of the damage. */
export const scene: Scene = async (atEnd) => {
  const business = await Business.start(atEnd);
  await business.backUp();
  // The page chooses the backup by a time, and backups know theirs by the second.
  await wait(1100);
  const beforeDamage = new Date().toISOString();
  await business.goOn();
  await business.service.stop();
  await business.databases.admin.query(
    `UPDATE billing.billing_invoices SET total = total * 100, amount_paid = amount_paid * 100;
     UPDATE billing.billing_webhooks SET payload = LEFT(payload, 40) WHERE type = 'customer.created'`,
  );
  await business.databases.backUp('billing');
  return { ...business.variables, BEFORE_DAMAGE: beforeDamage };
};
