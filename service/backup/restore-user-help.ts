/** The lines of a command's help on the user that makes copies and swaps them in. */
export const restoreUserHelp =
  "  BILLING_RESTORE_URL, MAIN_RESTORE_URL  the restore user's; unset, the MariaDB of this machine is started for the while\n" +
  '  BILLING_RESTORE_PASSWORD, MAIN_RESTORE_PASSWORD\n' +
  '                                         its password, where the URL has none';
