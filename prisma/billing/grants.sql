-- Run by an administrator after each migration that adds a table. Running it again changes nothing.
-- To take a right away, write the REVOKE here, above the grants, and delete it once it has run everywhere.
-- Users are made without a usable credential and locked; give each one and unlock it in one statement:
--   ALTER USER 'billing_app'@'%' IDENTIFIED BY '<password from the secret store>' ACCOUNT UNLOCK;

CREATE USER IF NOT EXISTS 'billing_app'@'%' ACCOUNT LOCK;
CREATE USER IF NOT EXISTS 'billing_backup'@'%' ACCOUNT LOCK;
CREATE USER IF NOT EXISTS 'billing_restore'@'%' ACCOUNT LOCK;

-- The service: table by table, and no DELETE, so that no bug in it can lose money data.
GRANT SELECT ON `billing`.`_prisma_migrations` TO 'billing_app'@'%';
GRANT SELECT ON `billing`.`database_identity` TO 'billing_app'@'%';
GRANT SELECT, INSERT, UPDATE ON `billing`.`billing_webhooks` TO 'billing_app'@'%';
GRANT SELECT, INSERT, UPDATE ON `billing`.`billing_customers` TO 'billing_app'@'%';
GRANT SELECT, INSERT, UPDATE ON `billing`.`billing_subscriptions` TO 'billing_app'@'%';
GRANT SELECT, INSERT, UPDATE ON `billing`.`billing_invoices` TO 'billing_app'@'%';

-- Dumps: reads only. SHOW VIEW, TRIGGER and EVENT let a dump hold such objects if ever there are any. The last two
-- also let this user make some: a stolen backup credential could block writes that way, but not change a row.
GRANT SELECT, SHOW VIEW, TRIGGER, EVENT, LOCK TABLES ON `billing`.* TO 'billing_backup'@'%';

-- Restores: builds a database named billing_<something> beside this one and swaps the tables by RENAME, which
-- needs ALTER and DROP on a table's old name, CREATE and INSERT on its new one. In a database name `_` and `%`
-- are wildcards; without its backslash the second grant would match more than the scratch databases.
GRANT SELECT, INSERT, UPDATE, DELETE, CREATE, DROP, ALTER, INDEX, REFERENCES, LOCK TABLES
    ON `billing`.* TO 'billing_restore'@'%';
GRANT SELECT, INSERT, UPDATE, DELETE, CREATE, DROP, ALTER, INDEX, REFERENCES, LOCK TABLES
    ON `billing\_%`.* TO 'billing_restore'@'%';
