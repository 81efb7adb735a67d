-- Stripe's ids and names are ASCII and differ by case alone, so they are compared byte by byte (ascii_bin).
-- People's words may hold any Unicode; emails and names are found whatever their case (utf8mb4_unicode_520_ci).

CREATE TABLE `billing_webhooks` (
    `sequence` BIGINT UNSIGNED NOT NULL AUTO_INCREMENT,
    `event_id` VARCHAR(255) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    `type` VARCHAR(255) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    `object_id` VARCHAR(255) CHARACTER SET ascii COLLATE ascii_bin NULL,
    `created` DATETIME(0) NOT NULL,
    `received_at` DATETIME(3) NOT NULL,
    `livemode` BOOLEAN NOT NULL,
    `api_version` VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NULL,
    `state` ENUM('applied', 'recorded', 'quarantined') NOT NULL,
    `reason` VARCHAR(255) NULL,
    `payload` MEDIUMTEXT NOT NULL,

    UNIQUE INDEX `billing_webhooks_event_id_key` (`event_id`),
    INDEX `billing_webhooks_object_id_created_idx` (`object_id`, `created`),
    INDEX `billing_webhooks_state_received_at_idx` (`state`, `received_at`),
    PRIMARY KEY (`sequence`)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

CREATE TABLE `billing_customers` (
    `id` VARCHAR(255) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    `email` VARCHAR(512) COLLATE utf8mb4_unicode_520_ci NULL,
    `name` VARCHAR(512) COLLATE utf8mb4_unicode_520_ci NULL,
    `currency` CHAR(3) CHARACTER SET ascii COLLATE ascii_bin NULL,
    `balance` BIGINT NOT NULL,
    `delinquent` BOOLEAN NOT NULL,
    `deleted` BOOLEAN NOT NULL,
    `livemode` BOOLEAN NOT NULL,
    `created` DATETIME(0) NOT NULL,
    `version_event_id` VARCHAR(255) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    `version_tied` BOOLEAN NOT NULL,
    `read_afresh` BOOLEAN NOT NULL,
    `version` BIGINT UNSIGNED NOT NULL,

    PRIMARY KEY (`id`)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

CREATE TABLE `billing_subscriptions` (
    `id` VARCHAR(255) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    `customer_id` VARCHAR(255) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    `status` VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    `currency` CHAR(3) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    `collection_method` VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    `items` JSON NOT NULL,
    `start_date` DATETIME(0) NOT NULL,
    `trial_start` DATETIME(0) NULL,
    `trial_end` DATETIME(0) NULL,
    `cancel_at` DATETIME(0) NULL,
    `cancel_at_period_end` BOOLEAN NOT NULL,
    `canceled_at` DATETIME(0) NULL,
    `ended_at` DATETIME(0) NULL,
    `pause_collection_behavior` VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NULL,
    `pause_resumes_at` DATETIME(0) NULL,
    `latest_invoice_id` VARCHAR(255) CHARACTER SET ascii COLLATE ascii_bin NULL,
    `livemode` BOOLEAN NOT NULL,
    `created` DATETIME(0) NOT NULL,
    `version_event_id` VARCHAR(255) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    `version_tied` BOOLEAN NOT NULL,
    `read_afresh` BOOLEAN NOT NULL,
    `version` BIGINT UNSIGNED NOT NULL,

    INDEX `billing_subscriptions_customer_id_idx` (`customer_id`),
    INDEX `billing_subscriptions_status_idx` (`status`),
    PRIMARY KEY (`id`)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

CREATE TABLE `billing_invoices` (
    `id` VARCHAR(255) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    `customer_id` VARCHAR(255) CHARACTER SET ascii COLLATE ascii_bin NULL,
    `subscription_id` VARCHAR(255) CHARACTER SET ascii COLLATE ascii_bin NULL,
    `number` VARCHAR(255) NULL,
    `status` VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NULL,
    `billing_reason` VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NULL,
    `currency` CHAR(3) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    `subtotal` BIGINT NOT NULL,
    `total` BIGINT NOT NULL,
    `amount_due` BIGINT NOT NULL,
    `amount_paid` BIGINT NOT NULL,
    `amount_remaining` BIGINT NOT NULL,
    `attempt_count` INTEGER NOT NULL,
    `deleted` BOOLEAN NOT NULL,
    `period_start` DATETIME(0) NOT NULL,
    `period_end` DATETIME(0) NOT NULL,
    `due_date` DATETIME(0) NULL,
    `finalized_at` DATETIME(0) NULL,
    `paid_at` DATETIME(0) NULL,
    `voided_at` DATETIME(0) NULL,
    `livemode` BOOLEAN NOT NULL,
    `created` DATETIME(0) NOT NULL,
    `version_event_id` VARCHAR(255) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    `version_tied` BOOLEAN NOT NULL,
    `read_afresh` BOOLEAN NOT NULL,
    `version` BIGINT UNSIGNED NOT NULL,

    INDEX `billing_invoices_customer_id_idx` (`customer_id`),
    INDEX `billing_invoices_subscription_id_idx` (`subscription_id`),
    INDEX `billing_invoices_status_idx` (`status`),
    PRIMARY KEY (`id`)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
