-- The row that says which database this is. It stands first, and has the same table name in both databases:
-- a migration sent to the other one ends here, before it has changed anything.
CREATE TABLE `database_identity` (
    `id` TINYINT UNSIGNED NOT NULL DEFAULT 1,
    `class` VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    `uuid` CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    `made_at` DATETIME(0) NOT NULL,

    PRIMARY KEY (`id`),
    CONSTRAINT `database_identity_one_row` CHECK (`id` = 1),
    CONSTRAINT `database_identity_class` CHECK (`class` = 'main')
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

INSERT INTO `database_identity` (`id`, `class`, `uuid`, `made_at`) VALUES (1, 'main', UUID(), UTC_TIMESTAMP());
