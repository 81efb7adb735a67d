/** Oldest signature accepted. Stripe signs every retry afresh, so five minutes covers clock skew, not delivery delay. */
export const signatureAgeSecondsMax = 300;

/** How far ahead of ours a sender's clock may be: skew, never more. Stripe's SDK checks only the past. */
export const signatureFutureSecondsMax = 300;

/** Largest body read. Stripe's events are a few kilobytes; a larger body is not one of them. */
export const bodyBytesMax = 1024 * 1024;

/** Longest wait for a whole request, so that a slow sender cannot hold a connection. */
export const requestSecondsMax = 10;

/** Secrets accepted at once: the old and the new one during a rotation, with room for a second endpoint. */
export const signingSecretsMax = 8;

/** Deliveries that one transaction commits at the most. */
export const commitEventsMax = 64;

/** Characters of payload that one transaction carries at the most, unless one event alone has more: servers bound a packet. */
export const commitCharactersMax = 4 * 1024 * 1024;

/** How long a first delivery waits for company before its transaction starts. */
export const commitGatherMilliseconds = 2;

/** Transactions under way at once: while one waits for the disk, the next one fills. */
export const commitsInFlightMax = 2;

/**
 * Longest that a transaction may take before its connection is given up and the senders are told to retry. An erasure
 * relies on it: see `settleSeconds` in erasure.ts.
 */
export const commitSecondsMax = 8;

/** Tries of one transaction that another one forced to roll back (deadlock, lock wait). */
export const commitTriesMax = 10;

/** Deliveries that wait for a transaction at the most; beyond it the answer is 503, and Stripe's retry is the queue. */
export const deliveriesWaitingMax = 2048;

/** What Retry-After says while the database is away. */
export const retryAfterSeconds = 30;

/** Longest that a stopping service finishes what it accepted. */
export const drainSecondsMax = 20;

/** Events of one object in one second that a tie is decided among; Stripe's rate limits keep real ones far below. */
export const tiedEventsMax = 200;

/**
 * How long a connection without a request stays open: longer than the load balancer keeps it, which is a minute unless it
 * is told otherwise. The other way round it sends a request into a connection that is just being closed, and answers 502.
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-troubleshooting.html
 */
export const connectionIdleSeconds = 75;

/** Connections open at once; each may hold a body, and the load balancer in front keeps far fewer. */
export const connectionsMax = 512;
