/** Tasks of the service that run at least: one may die, or be replaced, and deliveries are still taken. */
export const tasksMin = 2;

/** Deliveries from one address in five minutes, ten times what Stripe sends one endpoint in its busiest; more is an attack. */
export const requestsPerAddressMax = 30_000;

/** Requests of apps from one address in the same time: each page that a person of theirs opens may be one. */
export const appRequestsPerAddressMax = 1_000_000;

/** The window in which the firewall counts them: AWS WAF's own, where a rule does not name one. */
export const requestWindowSeconds = 300;

/** Commit latency that adds tasks, and that rings `commit-slow` where it lasts: far from Stripe's patience, and from the usual. */
export const commitMillisecondsHigh = 500;

/** Share of the processor, in percent, that autoscaling keeps the tasks at. */
export const processorPercentTarget = 60;

/** The service's log sums itself up this often: alarms on its metrics look at minutes. */
export const reportEverySeconds = 60;

/** While a new version comes, none of the old tasks goes before a new one is healthy, and so many run at once. */
export const healthyPercentMin = 100;
export const runningPercentMax = 200;
