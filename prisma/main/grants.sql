-- Run by an administrator after each migration that adds a table. Running it again changes nothing.
-- To take a right away, write the REVOKE here, above the grants, and delete it once it has run everywhere.
-- Users are made without a usable credential and locked; give each one and unlock it in one statement:
--   ALTER USER 'main_app'@'%' IDENTIFIED BY '<password from the secret store>' ACCOUNT UNLOCK;

CREATE USER IF NOT EXISTS 'main_app'@'%' ACCOUNT LOCK;
CREATE USER IF NOT EXISTS 'main_backup'@'%' ACCOUNT LOCK;
CREATE USER IF NOT EXISTS 'main_restore'@'%' ACCOUNT LOCK;

-- The main app: table by table. It owns its customers' rows and deletes them itself.
GRANT SELECT ON `main`.`_prisma_migrations` TO 'main_app'@'%';
GRANT SELECT ON `main`.`database_identity` TO 'main_app'@'%';
GRANT SELECT, INSERT, UPDATE, DELETE ON `main`.`customers` TO 'main_app'@'%';
GRANT SELECT, INSERT, UPDATE, DELETE ON `main`.`gauges` TO 'main_app'@'%';
GRANT SELECT, INSERT, UPDATE, DELETE ON `main`.`quotes` TO 'main_app'@'%';

-- Dumps: reads only. Without SHOW VIEW, TRIGGER and EVENT a dump lacks views, triggers and events, and mysqldump
-- does not say so. TRIGGER and EVENT also let this user make some: a stolen backup credential could block writes that
-- way, but not change a row.
GRANT SELECT, SHOW VIEW, TRIGGER, EVENT, LOCK TABLES ON `main`.* TO 'main_backup'@'%';
-- MariaDB shows a routine's body only to who may read this table, and a dump without it lacks routines as silently.
-- MySQL has no such table and takes the line for a comment; there the right is global: SHOW_ROUTINE.
/*M! GRANT SELECT ON `mysql`.`proc` TO 'main_backup'@'%' */;

-- Restores: builds a database named main_<something> beside this one, with all that a dump may hold, and swaps the
-- tables by RENAME, which needs ALTER and DROP on a table's old name, CREATE and INSERT on its new one. In a database
-- name `_` and `%` are wildcards; without its backslash the second grant would match more than the scratch databases.
GRANT SELECT, INSERT, UPDATE, DELETE, CREATE, DROP, ALTER, INDEX, REFERENCES, LOCK TABLES, CREATE TEMPORARY TABLES,
    TRIGGER, CREATE VIEW, SHOW VIEW, CREATE ROUTINE, ALTER ROUTINE, EXECUTE, EVENT
    ON `main`.* TO 'main_restore'@'%';
GRANT SELECT, INSERT, UPDATE, DELETE, CREATE, DROP, ALTER, INDEX, REFERENCES, LOCK TABLES, CREATE TEMPORARY TABLES,
    TRIGGER, CREATE VIEW, SHOW VIEW, CREATE ROUTINE, ALTER ROUTINE, EXECUTE, EVENT
    ON `main\_%`.* TO 'main_restore'@'%';
-- So that the routines of the database that is replaced can be brought back with it.
/*M! GRANT SELECT ON `mysql`.`proc` TO 'main_restore'@'%' */;
