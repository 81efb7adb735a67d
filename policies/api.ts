/** An app's name: what stands in its keys, in its customers' metadata at Stripe and in the access log. */
export const appNamePattern = /^[a-z][a-z0-9-]{1,62}[a-z0-9]$/;

/** Features that one product gives at the most; Stripe's metadata holds 500 characters a value. */
export const featuresMax = 100;

/** Largest body of a request; the longest that makes sense, a checkout with all its items, has a few kilobytes. */
export const bodyBytesMax = 32 * 1024;

/** Objects of one page of a list, as at Stripe. */
export const pageSizeDefault = 10;
export const pageSizeMax = 100;

/** An app's own name for a customer; the column has room for no more, and Stripe's metadata for 500. */
export const referenceCharactersMax = 255;

/** Stripe's own bound for an Idempotency-Key: https://docs.stripe.com/api/idempotent_requests */
export const idempotencyKeyCharactersMax = 255;

/**
 * How long an Idempotency-Key stands for one request. Stripe, which repeats the answer, forgets its keys after a day at
 * the earliest; until then none may be used for something else here.
 */
export const idempotencyHours = 24;

/** Where a person goes after Stripe's pages; what browsers and Stripe take. */
export const urlCharactersMax = 2_048;

/** Prices in one checkout: Stripe's own bound for subscriptions. https://docs.stripe.com/api/checkout/sessions/create */
export const checkoutItemsMax = 20;

/** Seats of one item; beyond it it is a typing error. */
export const quantityMax = 1_000_000;

/** Stripe's own bound for a trial. */
export const trialDaysMax = 730;

/** Random bytes of a key's secret: 256 bits, which nobody guesses, so that a plain hash keeps it. */
export const keySecretBytes = 32;

/** Random bytes of a key's id, which is no secret. */
export const keyIdBytes = 8;

/** How long a process trusts what it knows of a key: a revoked one is refused everywhere after this long. */
export const keyCacheSeconds = 5;

/** Keys that a process remembers. */
export const keysCachedMax = 10_000;

/** How often the time of a key's last use is written down at the most. */
export const keyUseEverySeconds = 60;

/** Two keys of an app live at once during a rotation for so long, unless it is told otherwise; and never longer. */
export const rotationHoursDefault = 24;
export const rotationHoursMax = 720;

/** Reads of one app in a minute, in each process: far above what an app needs, far below what stops its neighbours. */
export const readsPerMinuteMax = 1_200_000;

/** Requests of one app in a minute that make or end something, in each process: Stripe lets 100 a second in live mode. */
export const writesPerMinuteMax = 3_000;

/** Keys that nobody knows, from one address in a minute: a typing error is a few, a guess is many. */
export const unknownKeysPerMinuteMax = 100;

/** The window in which all of these are counted. */
export const rateWindowSeconds = 60;

/** What one statement asks for at the most, and how much may wait for one: beyond it the answer is 503. */
export const gatheredMax = 64;
export const gatheredWaitingMax = 4_096;

/** Longest wait for company before a batch leaves; what is alone does not wait. */
export const gatherMilliseconds = 1;

/** Connections for each kind of question: while it waits for the database, the next batch fills. More make batches small. */
export const connectionsPerQuestion = 1;

/** For what is logged by the batch that reads it: one batch is read while another one's rows become durable. */
export const connectionsPerLoggedQuestion = 2;

/** Longest wait for the database before a request is answered with 503. */
export const databaseSecondsMax = 5;

/** Longest wait for Stripe, with one further try: an app’s user waits in front of it. */
export const stripeSecondsMax = 10;
export const stripeRetriesMax = 1;

/** Erased customers in a row under one reference that a new one is made behind. */
export const erasedInARowMax = 20;

/** Standard Webhooks wants a signing secret of 24 to 64 bytes; what all of them are derived from is no weaker. */
export const signingSecretBytesMin = 24;
