-- Rows in doubt are few, and are looked for every few seconds: without an index each look would read every row.
CREATE INDEX `billing_customers_read_afresh_idx` ON `billing_customers` (`read_afresh`);
CREATE INDEX `billing_subscriptions_read_afresh_idx` ON `billing_subscriptions` (`read_afresh`);
CREATE INDEX `billing_invoices_read_afresh_idx` ON `billing_invoices` (`read_afresh`);
CREATE INDEX `billing_products_read_afresh_idx` ON `billing_products` (`read_afresh`);
