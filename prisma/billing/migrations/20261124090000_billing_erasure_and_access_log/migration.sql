-- What an erasure or retention leaves of an event: its identity, so that a second delivery still is one, and the hash
-- of what was there. Nobody can find the text by trying emails against the hash: the ids and times in it are gone too.
ALTER TABLE `billing_webhooks`
    MODIFY `payload` MEDIUMTEXT NULL,
    ADD COLUMN `payload_sha256` CHAR(64) CHARACTER SET ascii COLLATE ascii_bin NULL,
    ADD COLUMN `payload_removed` ENUM('erased', 'expired') NULL;

CREATE TABLE `billing_erasures` (
    `customer_id` VARCHAR(255) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    `erased_at` DATETIME(3) NOT NULL,
    `events` INTEGER UNSIGNED NOT NULL DEFAULT 0,
    `finished_at` DATETIME(3) NULL,

    PRIMARY KEY (`customer_id`)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

CREATE TABLE `billing_access_log` (
    `sequence` BIGINT UNSIGNED NOT NULL AUTO_INCREMENT,
    `at` DATETIME(3) NOT NULL,
    `actor` VARCHAR(255) NOT NULL,
    `action` VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    `customer_id` VARCHAR(255) CHARACTER SET ascii COLLATE ascii_bin NULL,
    `result` VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,

    INDEX `billing_access_log_at_idx` (`at`),
    PRIMARY KEY (`sequence`)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
