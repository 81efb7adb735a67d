/** Longest wait for one whole answer of Stripe's API: a page of a hundred events takes it a second or two. */
export const requestSecondsMax = 30;

/** Further tries after a 429, a 5xx or a broken connection, with the SDK's own growing waits: half a second to five. */
export const retriesMax = 5;
