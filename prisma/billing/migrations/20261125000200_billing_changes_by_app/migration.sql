-- What is to be told is looked for app by app, so that an app that does not listen holds up no other.
ALTER TABLE `billing_changes`
    ADD INDEX `billing_changes_state_app_name_next_try_at_idx` (`state`, `app_name`, `next_try_at`),
    DROP INDEX `billing_changes_state_next_try_at_idx`;
