/** Answers about entitlements are taken from memory for so long at the most, whether or not a webhook came. */
export const rememberedSecondsMax = 60;

/** Customers whose entitlements are remembered; of ten times as many the last change that was told. */
export const rememberedCustomersMax = 10_000;

/** Tries of one request: after a 429, a 503 and a connection that failed. */
export const requestTriesMax = 4;

/** The first wait where nothing says how long; each further one is twice as long. */
export const firstWaitMilliseconds = 200;

/** A longer wait than this is the caller's to decide: the refusal is thrown. */
export const askedWaitSecondsMax = 10;

/** Longest wait for one whole answer; behind some of them stands Stripe. */
export const answerSecondsMax = 30;

/** How often follow() asks when there was nothing new. */
export const followEverySeconds = 2;
