-- Apps, and what they are told. No secret is kept: of a key its hash, and what signs the messages is derived from a
-- secret outside the database.
CREATE TABLE `billing_apps` (
    `name` VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    `scopes` VARCHAR(255) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    `webhook_url` VARCHAR(2048) CHARACTER SET ascii COLLATE ascii_bin NULL,
    `signing_generation` INTEGER UNSIGNED NOT NULL DEFAULT 1,
    `signing_previous_until` DATETIME(3) NULL,
    `created_at` DATETIME(3) NOT NULL,
    `revoked_at` DATETIME(3) NULL,

    PRIMARY KEY (`name`)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

CREATE TABLE `billing_app_keys` (
    `id` VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    `app_name` VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    `secret_sha256` CHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    `created_at` DATETIME(3) NOT NULL,
    `expires_at` DATETIME(3) NULL,
    `last_used_at` DATETIME(3) NULL,

    INDEX `billing_app_keys_app_name_idx` (`app_name`),
    PRIMARY KEY (`id`)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

CREATE TABLE `billing_idempotency_keys` (
    `app_name` VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    `key_sha256` CHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    `operation` VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    `request_sha256` CHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    `created_at` DATETIME(3) NOT NULL,

    INDEX `billing_idempotency_keys_created_at_idx` (`created_at`),
    PRIMARY KEY (`app_name`, `key_sha256`)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

CREATE TABLE `billing_outbox` (
    `sequence` BIGINT UNSIGNED NOT NULL AUTO_INCREMENT,
    `kind` ENUM('customer', 'product') NOT NULL,
    `object_id` VARCHAR(255) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    `due_at` DATETIME(3) NOT NULL,
    `done_at` DATETIME(3) NULL,

    INDEX `billing_outbox_done_at_due_at_idx` (`done_at`, `due_at`),
    PRIMARY KEY (`sequence`)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

CREATE TABLE `billing_changes` (
    `sequence` BIGINT UNSIGNED NOT NULL AUTO_INCREMENT,
    `app_name` VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    `customer_id` VARCHAR(255) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    `type` VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    `body` JSON NOT NULL,
    `body_sha256` CHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    `created_at` DATETIME(3) NOT NULL,
    `state` ENUM('pending', 'delivered', 'dead', 'pulled') NOT NULL,
    `tries` INTEGER UNSIGNED NOT NULL DEFAULT 0,
    `next_try_at` DATETIME(3) NULL,
    `delivered_at` DATETIME(3) NULL,
    `last_error` VARCHAR(255) NULL,

    INDEX `billing_changes_app_name_sequence_idx` (`app_name`, `sequence`),
    INDEX `billing_changes_customer_id_sequence_idx` (`customer_id`, `sequence`),
    INDEX `billing_changes_state_next_try_at_idx` (`state`, `next_try_at`),
    INDEX `billing_changes_created_at_idx` (`created_at`),
    PRIMARY KEY (`sequence`)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

CREATE TABLE `billing_erasure_requests` (
    `customer_id` VARCHAR(255) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    `app_name` VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    `asked_at` DATETIME(3) NOT NULL,
    `done_at` DATETIME(3) NULL,

    INDEX `billing_erasure_requests_done_at_idx` (`done_at`),
    PRIMARY KEY (`customer_id`)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

ALTER TABLE `billing_access_log`
    ADD COLUMN `subject_id` VARCHAR(255) CHARACTER SET ascii COLLATE ascii_bin NULL;
