-- Connect: the account an event and its object belong to; null is the account whose key billing holds. A list of what
-- was made in a time, account by account, is what Stripe's own lists are compared with.
ALTER TABLE `billing_webhooks`
    ADD COLUMN `account_id` VARCHAR(255) CHARACTER SET ascii COLLATE ascii_bin NULL,
    ADD COLUMN `applied_at` DATETIME(3) NULL;

ALTER TABLE `billing_customers`
    ADD COLUMN `account_id` VARCHAR(255) CHARACTER SET ascii COLLATE ascii_bin NULL,
    ADD COLUMN `app_name` VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NULL,
    ADD COLUMN `app_reference` VARCHAR(255) NULL,
    ADD INDEX `billing_customers_account_id_created_idx` (`account_id`, `created`),
    ADD INDEX `billing_customers_app_name_app_reference_idx` (`app_name`, `app_reference`);

ALTER TABLE `billing_subscriptions`
    ADD COLUMN `account_id` VARCHAR(255) CHARACTER SET ascii COLLATE ascii_bin NULL,
    ADD INDEX `billing_subscriptions_account_id_created_idx` (`account_id`, `created`);

ALTER TABLE `billing_invoices`
    ADD COLUMN `account_id` VARCHAR(255) CHARACTER SET ascii COLLATE ascii_bin NULL,
    ADD INDEX `billing_invoices_account_id_created_idx` (`account_id`, `created`);

CREATE TABLE `billing_products` (
    `id` VARCHAR(255) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    `account_id` VARCHAR(255) CHARACTER SET ascii COLLATE ascii_bin NULL,
    `name` VARCHAR(512) NOT NULL,
    `active` BOOLEAN NOT NULL,
    `plan` VARCHAR(255) NULL,
    `features` JSON NOT NULL,
    `deleted` BOOLEAN NOT NULL,
    `livemode` BOOLEAN NOT NULL,
    `created` DATETIME(0) NOT NULL,
    `version_event_id` VARCHAR(255) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    `version_tied` BOOLEAN NOT NULL,
    `read_afresh` BOOLEAN NOT NULL,
    `version` BIGINT UNSIGNED NOT NULL,

    INDEX `billing_products_account_id_created_idx` (`account_id`, `created`),
    PRIMARY KEY (`id`)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

CREATE TABLE `billing_object_reads` (
    `object_id` VARCHAR(255) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    `kind` VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    `account_id` VARCHAR(255) CHARACTER SET ascii COLLATE ascii_bin NULL,
    `cause` VARCHAR(255) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    `asked_at` DATETIME(3) NOT NULL,
    `tries` INTEGER UNSIGNED NOT NULL DEFAULT 0,
    `next_try_at` DATETIME(3) NOT NULL,
    `done_at` DATETIME(3) NULL,

    INDEX `billing_object_reads_done_at_next_try_at_idx` (`done_at`, `next_try_at`),
    PRIMARY KEY (`object_id`)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

CREATE TABLE `billing_watermarks` (
    `name` VARCHAR(255) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    `reached_at` DATETIME(3) NULL,
    `cursor_id` VARCHAR(255) CHARACTER SET ascii COLLATE ascii_bin NULL,
    `updated_at` DATETIME(3) NOT NULL,

    PRIMARY KEY (`name`)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
