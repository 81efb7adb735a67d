import type { Connection } from 'mariadb';

/** The customer of a number, of so many. */
export function customerId(number: number, customers: number): string {
  return `cus_Bench${String(number % customers).padStart(9, '0')}`;
}

/** Puts customers of an app into the database, each with a subscription to one of ten products and a paid invoice. */
export async function fillCustomers(admin: Connection, app: string, customers: number): Promise<void> {
  const version = `'evt_Bench', FALSE, FALSE, 1`;
  const versionColumns = 'version_event_id, version_tied, read_afresh, version';
  const number = 'LPAD(seq, 9, 0)';
  await admin.query(
    `INSERT INTO billing.billing_products (id, name, active, plan, features, deleted, livemode, created, ${versionColumns})
      SELECT CONCAT('prod_', seq), CONCAT('Plan ', seq), TRUE, CONCAT('plan-', seq), '["export","reports"]', FALSE, FALSE,
        UTC_TIMESTAMP(), ${version} FROM seq_0_to_9`,
  );
  const rows = `seq_0_to_${customers - 1}`;
  await admin.query(
    `INSERT INTO billing.billing_customers (id, email, name, currency, balance, delinquent, deleted, livemode, created,
        app_name, app_reference, ${versionColumns})
      SELECT CONCAT('cus_Bench', ${number}), CONCAT(seq, '@example.com'), CONCAT('Customer ', seq), 'eur', 0, FALSE, FALSE,
        FALSE, UTC_TIMESTAMP(), ?, CONCAT('account-', seq), ${version} FROM ${rows}`,
    [app],
  );
  await admin.query(
    `INSERT INTO billing.billing_subscriptions (id, customer_id, status, currency, collection_method, items, start_date,
        cancel_at_period_end, latest_invoice_id, livemode, created, ${versionColumns})
      SELECT CONCAT('sub_Bench', ${number}), CONCAT('cus_Bench', ${number}), 'active', 'eur', 'charge_automatically',
        CONCAT('[{"id":"si_', seq, '","price_id":"price_1","product_id":"prod_', MOD(seq, 10), '","quantity":3,',
          '"unit_amount":1900,"currency":"eur","interval":"month","interval_count":1,"current_period_start":',
          UNIX_TIMESTAMP(), ',"current_period_end":', UNIX_TIMESTAMP() + 2592000, '}]'),
        UTC_TIMESTAMP(), FALSE, CONCAT('in_Bench', ${number}), FALSE, UTC_TIMESTAMP(), ${version} FROM ${rows}`,
  );
  await admin.query(
    `INSERT INTO billing.billing_invoices (id, customer_id, subscription_id, status, currency, subtotal, total, amount_due,
        amount_paid, amount_remaining, attempt_count, deleted, period_start, period_end, livemode, created, ${versionColumns})
      SELECT CONCAT('in_Bench', ${number}), CONCAT('cus_Bench', ${number}), CONCAT('sub_Bench', ${number}), 'paid', 'eur',
        5700, 5700, 5700, 5700, 0, 1, FALSE, UTC_TIMESTAMP(), UTC_TIMESTAMP(), FALSE, UTC_TIMESTAMP(), ${version} FROM ${rows}`,
  );
}
