-- Run by an administrator after each migration that adds a table. Running it again changes nothing.
-- To take a right away, write the REVOKE here, above the grants, and delete it once it has run everywhere.
-- Users are made without a usable credential and locked; give each one and unlock it in one statement:
--   ALTER USER 'billing_app'@'%' IDENTIFIED BY '<password from the secret store>' ACCOUNT UNLOCK;

CREATE USER IF NOT EXISTS 'billing_app'@'%' ACCOUNT LOCK;
CREATE USER IF NOT EXISTS 'billing_backup'@'%' ACCOUNT LOCK;
CREATE USER IF NOT EXISTS 'billing_restore'@'%' ACCOUNT LOCK;
CREATE USER IF NOT EXISTS 'billing_privacy'@'%' ACCOUNT LOCK;

-- The service: table by table, and no DELETE, so that no bug in it can delete a row.
GRANT SELECT ON `billing`.`_prisma_migrations` TO 'billing_app'@'%';
GRANT SELECT ON `billing`.`database_identity` TO 'billing_app'@'%';
GRANT SELECT, INSERT, UPDATE ON `billing`.`billing_webhooks` TO 'billing_app'@'%';
GRANT SELECT, INSERT, UPDATE ON `billing`.`billing_customers` TO 'billing_app'@'%';
GRANT SELECT, INSERT, UPDATE ON `billing`.`billing_subscriptions` TO 'billing_app'@'%';
GRANT SELECT, INSERT, UPDATE ON `billing`.`billing_invoices` TO 'billing_app'@'%';
GRANT SELECT, INSERT, UPDATE ON `billing`.`billing_products` TO 'billing_app'@'%';
GRANT SELECT, INSERT, UPDATE ON `billing`.`billing_object_reads` TO 'billing_app'@'%';
GRANT SELECT, INSERT, UPDATE ON `billing`.`billing_watermarks` TO 'billing_app'@'%';
GRANT SELECT, INSERT, UPDATE ON `billing`.`billing_apps` TO 'billing_app'@'%';
GRANT SELECT, INSERT, UPDATE ON `billing`.`billing_app_keys` TO 'billing_app'@'%';
GRANT SELECT, INSERT, UPDATE ON `billing`.`billing_outbox` TO 'billing_app'@'%';
GRANT SELECT, INSERT, UPDATE ON `billing`.`billing_changes` TO 'billing_app'@'%';
GRANT SELECT ON `billing`.`billing_erasures` TO 'billing_app'@'%';
-- What a key was used for, and who asked to be erased, stays as it was first said.
GRANT SELECT, INSERT ON `billing`.`billing_idempotency_keys` TO 'billing_app'@'%';
GRANT SELECT, INSERT ON `billing`.`billing_erasure_requests` TO 'billing_app'@'%';
-- What it did, it may not undo: the access log can only be added to.
GRANT SELECT, INSERT ON `billing`.`billing_access_log` TO 'billing_app'@'%';

-- Erasure and retention: what policies/erasure.ts takes away, column by column, and what ends by age. No event, customer,
-- subscription, invoice or product can be added or deleted by it. It may overwrite who a customer is and what an event's
-- text was, and nothing else of them: no amount, no state, no date. Five tables it may delete from. A grant cannot tell
-- old rows from new ones: that only old ones go, and access log rows only after their months, is what `retain` does.
GRANT SELECT ON `billing`.`database_identity` TO 'billing_privacy'@'%';
GRANT SELECT, UPDATE (`payload`, `payload_sha256`, `payload_removed`)
    ON `billing`.`billing_webhooks` TO 'billing_privacy'@'%';
GRANT SELECT, UPDATE (`email`, `name`, `app_reference`) ON `billing`.`billing_customers` TO 'billing_privacy'@'%';
GRANT SELECT ON `billing`.`billing_subscriptions` TO 'billing_privacy'@'%';
GRANT SELECT ON `billing`.`billing_invoices` TO 'billing_privacy'@'%';
GRANT SELECT, INSERT, UPDATE (`events`, `finished_at`) ON `billing`.`billing_erasures` TO 'billing_privacy'@'%';
GRANT SELECT, UPDATE (`done_at`) ON `billing`.`billing_erasure_requests` TO 'billing_privacy'@'%';
GRANT SELECT, INSERT, DELETE ON `billing`.`billing_access_log` TO 'billing_privacy'@'%';
GRANT SELECT, DELETE ON `billing`.`billing_idempotency_keys` TO 'billing_privacy'@'%';
GRANT SELECT, DELETE ON `billing`.`billing_outbox` TO 'billing_privacy'@'%';
GRANT SELECT, DELETE ON `billing`.`billing_changes` TO 'billing_privacy'@'%';
GRANT SELECT, DELETE ON `billing`.`billing_object_reads` TO 'billing_privacy'@'%';

-- Dumps: reads only. Without SHOW VIEW, TRIGGER and EVENT a dump lacks views, triggers and events, and mysqldump
-- does not say so. TRIGGER and EVENT also let this user make some: a stolen backup credential could block writes that
-- way, but not change a row.
GRANT SELECT, SHOW VIEW, TRIGGER, EVENT, LOCK TABLES ON `billing`.* TO 'billing_backup'@'%';
-- MariaDB shows a routine's body only to who may read this table, and a dump without it lacks routines as silently.
-- MySQL has no such table and takes the line for a comment; there the right is global: SHOW_ROUTINE.
/*M! GRANT SELECT ON `mysql`.`proc` TO 'billing_backup'@'%' */;

-- Restores: builds a database named billing_<something> beside this one, with all that a dump may hold, and swaps the
-- tables by RENAME, which needs ALTER and DROP on a table's old name, CREATE and INSERT on its new one. In a database
-- name `_` and `%` are wildcards; without its backslash the second grant would match more than the scratch databases.
GRANT SELECT, INSERT, UPDATE, DELETE, CREATE, DROP, ALTER, INDEX, REFERENCES, LOCK TABLES, CREATE TEMPORARY TABLES,
    TRIGGER, CREATE VIEW, SHOW VIEW, CREATE ROUTINE, ALTER ROUTINE, EXECUTE, EVENT
    ON `billing`.* TO 'billing_restore'@'%';
GRANT SELECT, INSERT, UPDATE, DELETE, CREATE, DROP, ALTER, INDEX, REFERENCES, LOCK TABLES, CREATE TEMPORARY TABLES,
    TRIGGER, CREATE VIEW, SHOW VIEW, CREATE ROUTINE, ALTER ROUTINE, EXECUTE, EVENT
    ON `billing\_%`.* TO 'billing_restore'@'%';
-- So that the routines of the database that is replaced can be brought back with it.
/*M! GRANT SELECT ON `mysql`.`proc` TO 'billing_restore'@'%' */;
