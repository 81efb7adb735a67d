-- What a drill asks of billing's restored database. Each statement counts what must not be there.

-- ledger events whose payload is not readable
SELECT COUNT(*) FROM billing_webhooks WHERE payload IS NOT NULL AND NOT JSON_VALID(payload);

-- events applied to a row that is not there
SELECT COUNT(*) FROM billing_webhooks
  LEFT JOIN billing_customers ON billing_customers.id = billing_webhooks.object_id
  LEFT JOIN billing_subscriptions ON billing_subscriptions.id = billing_webhooks.object_id
  LEFT JOIN billing_invoices ON billing_invoices.id = billing_webhooks.object_id
  LEFT JOIN billing_products ON billing_products.id = billing_webhooks.object_id
 WHERE billing_webhooks.state = 'applied'
   AND billing_customers.id IS NULL AND billing_subscriptions.id IS NULL AND billing_invoices.id IS NULL
   AND billing_products.id IS NULL;

-- events that a quarantine keeps without a reason
SELECT COUNT(*) FROM billing_webhooks WHERE (state = 'quarantined') <> (reason IS NOT NULL);

-- subscriptions whose items are not readable
SELECT COUNT(*) FROM billing_subscriptions WHERE NOT JSON_VALID(items);

-- invoices with money in no currency
SELECT COUNT(*) FROM billing_invoices WHERE currency NOT REGEXP '^[a-z]{3}$';
