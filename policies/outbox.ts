/** How often the relay looks whether something changed, and the deliverer whether something is to be told. */
export const lookEveryMilliseconds = 200;

/** Marks that the relay takes at once: enough that few statements carry thousands a second. */
export const marksTakenMax = 500;

/** Subscriptions that are looked through in one step for those who have a product that changed. */
export const subscriptionsReadMax = 2000;

/** Changes that `bulkhead changes list` prints unless it is told another number. */
export const changesListedDefault = 50;

/** How often the deliverer reads which apps there are, where they listen, and what signs their messages. */
export const appsReadEverySeconds = 5;

/** Customers of one app whose changes are taken up at once; one waits for the connection of another. */
export const customersTakenMax = 200;

/** Changes of one app that are read at once. */
export const changesReadMax = 1000;

/** Posts to one app that are under way at once. An app that does not answer holds up no other. */
export const postsInFlightMax = 32;

/**
 * Longest that an app may take to answer. Standard Webhooks recommends 15 to 30 seconds.
 * https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md#request-timeouts
 */
export const postSecondsMax = 20;

/** Of an answer's body so much is read, so that the connection can be used again; what is longer loses it. */
export const answerBytesMax = 16 * 1024;

/**
 * Waits before each further post of a change that an app did not take; after the last one it is a dead letter. The
 * schedule of Standard Webhooks: ten posts in three days, so that an app may be down over a weekend.
 * https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md#deliverability-and-reliability
 */
export const retryWaitSeconds: readonly number[] = [5, 300, 1800, 7200, 18_000, 36_000, 50_400, 72_000, 86_400];

/** By so much of it each wait is longer, at random, so that an app that comes back is not met by all at once. */
export const retryJitterShare = 0.1;

/** What was done with many posts is written down together. */
export const outcomesGatherMilliseconds = 5;

/** Addresses of the machine that posts: a stand-in listens there in test mode, and no app does in live mode. */
export const ownAddresses: readonly string[] = ['127.0.0.0/8', '::1/128', '0.0.0.0/8', '::/128'];

/**
 * Addresses that no app has. A cloud answers whoever asks from a machine of its own with that machine’s credentials at
 * link-local ones; the others are of many hosts, or of none. Private ones are not among them: an app may live beside
 * billing. https://www.iana.org/assignments/iana-ipv4-special-registry, and for AWS’s own in IPv6
 * https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/instancedata-data-retrieval.html
 */
export const nobodysAddresses: readonly string[] = [
  ...['169.254.0.0/16', '192.0.0.0/24', '224.0.0.0/4', '240.0.0.0/4'],
  ...['fe80::/10', 'fd00:ec2::/32', 'ff00::/8'],
];
