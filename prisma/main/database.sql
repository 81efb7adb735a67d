-- Run once by an administrator, before the first migration. Running it again changes nothing.
-- The migrator owns the schema of this one database. It is made without a usable credential and locked;
-- give it one and unlock it in one statement:
--   ALTER USER 'main_migrator'@'%' IDENTIFIED BY '<password from the secret store>' ACCOUNT UNLOCK;

CREATE DATABASE IF NOT EXISTS `main` CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

CREATE USER IF NOT EXISTS 'main_migrator'@'%' ACCOUNT LOCK;

-- No GRANT OPTION, nothing global: a migrator cannot hand its rights on, and sees no other database.
GRANT SELECT, INSERT, UPDATE, DELETE, CREATE, DROP, ALTER, INDEX, REFERENCES
    ON `main`.* TO 'main_migrator'@'%';
