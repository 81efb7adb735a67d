/** KMS makes new key material this often; a year is its own default, and the longest that PCI DSS assessors take unasked. */
export const keyRotationDays = 365;

/** How long a key that somebody deletes can still be saved: the longest that KMS offers. */
export const keyDeletionDays = 30;

/** How often the password of a database user is changed by machine. */
export const passwordRotationDays = 30;

/** How much older one may be found: Secrets Manager takes any time of the day on which a change is due. */
export const passwordLateDaysMax = 1;
