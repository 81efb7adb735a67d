/** Where `bulkhead local-stripe` listens unless told otherwise; stripe-mock's port, which Stripe's own docs use. */
export const port = 12111;

/** Largest request body read; Stripe's own forms are a few kilobytes. */
export const requestBodyBytesMax = 1024 * 1024;

/** Form fields and nesting of one request at the most; beyond it the answer is 400. */
export const formFieldsMax = 2_000;
export const formDepthMax = 10;

/** Longest wait for a whole request, so that a slow sender cannot hold a connection. */
export const requestSecondsMax = 10;

/**
 * How long a connection that nobody uses is kept. Node's own five seconds cut a client that was busy for as long, in the
 * moment in which it asks again.
 */
export const connectionIdleSecondsMax = 60;

/** Page sizes of Stripe's lists. */
export const pageSizeDefault = 10;
export const pageSizeMax = 100;

/** Levels that `expand[]` may go down, as at Stripe. */
export const expandDepthMax = 4;

/** Answers kept for Idempotency-Key replays; Stripe keeps them for a day, a stand-in only needs the latest. */
export const idempotentAnswersMax = 10_000;

/** Deliveries on their way at once, over all endpoints. */
export const deliveriesInFlightMax = 32;

/** Longest wait for an endpoint's answer before the attempt counts as failed. */
export const deliveryTimeoutMilliseconds = 10_000;

/** Bytes of an endpoint's answer that are read before the connection is cut. */
export const deliveryAnswerBytesMax = 64 * 1024;

/**
 * Waits before each further attempt: exponential, up to three days after the first, as Stripe's live mode does
 * (https://docs.stripe.com/webhooks#retries names the three days; the steps are ours).
 */
export const deliveryRetrySeconds = [300, 1_800, 7_200, 18_000, 36_000, 43_200, 43_200, 43_200, 43_200] as const;

/** What the waits above are multiplied by, so that three days pass in about four minutes. */
export const deliveryRetryScale = 0.001;

/** Copies of one delivery at the most while `duplicate` is on. */
export const deliveryCopiesMax = 4;

/** How long the shuffling window waits for company before it lets everything go. */
export const shuffleQuietMilliseconds = 20;

/** Signing secrets of one endpoint at once: the old and the new one during a rotation, with room to spare. */
export const signingSecretsMax = 8;

/** Stripe holds a renewal's invoice as a draft for an hour, so that integrations can add lines. */
export const draftSeconds = 3_600;

/** Days between a failed payment and the next try; after the last one the subscription ends. Stripe's classic schedule. */
export const paymentRetryDays = [3, 5, 7] as const;

/** A subscription whose first payment never succeeds expires after this long. */
export const incompleteSeconds = 23 * 3_600;

/** How soon a checkout session may expire, and when it does unless told otherwise; Stripe's bounds for `expires_at`. */
export const checkoutSecondsMin = 1_800;
export const checkoutSecondsMax = 86_400;

/** How long before a trial's end customer.subscription.trial_will_end is sent. */
export const trialReminderSeconds = 3 * 86_400;

/** Steps of a test clock made in one go before other requests get their turn. */
export const clockStepsPerTurn = 500;
