/** Longest wait for one whole answer of Stripe's API: a page of a hundred events takes it a second or two. */
export const requestSecondsMax = 30;

/** Further tries after a 429, a 5xx or a broken connection, with the SDK's own growing waits: half a second to five. */
export const retriesMax = 5;

/** Objects asked for at once: the most that a page of Stripe's lists holds. https://docs.stripe.com/api/pagination */
export const pageObjects = 100;

/**
 * Reads that one process sends a second at the most. Stripe takes 100 requests a second in live mode, 25 in a sandbox,
 * and 25 of one endpoint, from an account together; what an app or a checkout needs must not wait behind these. A
 * stand-in has no such limit. https://docs.stripe.com/rate-limits
 */
export const readsPerSecondMax = { live: 20, test: 10 } as const;

/** Reads under way at once. Stripe limits those too, and does not say to how many. https://docs.stripe.com/rate-limits */
export const readsInFlightMax = 8;

/** Objects that one round of the settler reads; as many locks of the server are held meanwhile. */
export const settledTogetherMax = 100;

/** Rest between two rounds of the settler that found all settled. An object in doubt is right again soon after it. */
export const settleEverySeconds = 5;

/** Waits before an object is tried again that could not be read: from the first, doubled each time, to the last. */
export const readAgainSeconds = { first: 10, last: 3600 } as const;

/**
 * Longest wait for Stripe's clock to pass the second of a row's newest event. A row that is further ahead is not of this
 * clock: its object is on a test clock, or somebody's clock is wrong.
 */
export const clockWaitSecondsMax = 3;
