/**
 * What is paid by use is not in the programs. These are assumptions, for a month of a small SaaS with a million
 * deliveries: replace them with your own bill's.
 */
export const usage = {
  /** Requests at the load balancer and its firewall. */
  requestsMillions: 1,
  /** Load balancer capacity units, on average. */
  loadBalancerUnits: 1,
  /** Out through each NAT gateway: calls to Stripe. */
  natGib: 10,
  /** Into each log group, and what lies in it once its retention has passed. */
  logGib: 1,
  logKeptGib: 12,
  /** In each bucket: ninety days of dumps, a year of logs. */
  bucketGib: 100,
  /** In each bucket of evidence: a record has a kilobyte. */
  evidenceGib: 0.1,
  /** In each vault: recovery points are increments of the database. */
  vaultGib: 200,
  /** In an Aurora cluster, and its requests to storage. */
  auroraGib: 200,
  auroraRequestsMillions: 100,
  imageGib: 5,
  /** How long each run of a scheduled job takes. */
  jobHours: 0.25,
} as const;
