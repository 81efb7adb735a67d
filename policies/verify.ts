/**
 * Waits before an object that differs is looked at again, at Stripe and here: an event may be on its way, and Stripe
 * delivers most within seconds. What still differs after the last look is drift.
 */
export const lookAgainSeconds: readonly number[] = [2, 5];

/** Objects that are looked at again together, and that are held in memory meanwhile. */
export const lookedAtTogetherMax = 100;

/** Objects that a run without --repair looks at again; so many do not differ because of an event that is on its way. */
export const lookedAtAgainMax = 1000;

/** Listed objects after which the other direction is looked at: which rows of that time Stripe did not list. */
export const windowObjectsMin = 2000;

/** Differences that a report and its record spell out; all are counted. */
export const differencesNamedMax = 100;

/** Rows that are looked for at Stripe first: where it knows none of them, the key is another account's. */
export const acquaintancesMax = 5;
