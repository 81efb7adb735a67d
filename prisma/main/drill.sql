-- What a drill asks of the main app's restored database. Each statement counts what must not be there.

-- gauges of a customer that is not there
SELECT COUNT(*) FROM gauges LEFT JOIN customers ON customers.id = gauges.customer_id WHERE customers.id IS NULL;

-- quotes of a customer that is not there
SELECT COUNT(*) FROM quotes LEFT JOIN customers ON customers.id = quotes.customer_id WHERE customers.id IS NULL;

-- quotes with money in no currency
SELECT COUNT(*) FROM quotes WHERE CHAR_LENGTH(currency) <> 3;
