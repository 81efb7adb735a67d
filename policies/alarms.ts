import { databaseConnectionsMax } from './database-server.ts';
import type { DatabaseClass } from './databases.ts';
import { deliveriesWaitingMax } from './webhook.ts';

/** What an alarm means to those who are woken, or not. Its name is its runbook's: runbooks/<name>.md. */
export interface Alarm {
  /** Which databases' stacks have it. */
  classes: readonly DatabaseClass[];
  /** CRITICAL pages somebody at once, and no data counts as bad data; HIGH waits for the morning. */
  priority: (databaseClass: DatabaseClass) => 'CRITICAL' | 'HIGH';
  /** One line, in the alarm's description. */
  meaning: string;
}

const both: readonly DatabaseClass[] = ['billing', 'main'];
const billing: readonly DatabaseClass[] = ['billing'];
const critical = () => 'CRITICAL' as const;
const high = () => 'HIGH' as const;
/** As urgent as the database is to the business. */
const asTheDatabase = (databaseClass: DatabaseClass) => (databaseClass === 'billing' ? 'CRITICAL' : 'HIGH');

export const alarms = {
  'backup-missed': {
    classes: both,
    priority: asTheDatabase,
    meaning: 'no verified backup in the time that the objective allows',
  },
  'recovery-point-missed': {
    classes: both,
    priority: asTheDatabase,
    meaning: 'AWS Backup made no recovery point in its time',
  },
  'drill-missed': {
    classes: both,
    priority: high,
    meaning: 'no restore was proven in the time that the policy allows',
  },
  'prune-missed': { classes: both, priority: high, meaning: 'nothing has deleted what is past its retention' },
  'database-unreachable': {
    classes: both,
    priority: asTheDatabase,
    meaning: 'the database reports nothing, or refuses connections',
  },
  'database-storage-low': { classes: both, priority: asTheDatabase, meaning: 'the database’s disk is nearly full' },
  'database-busy': { classes: both, priority: high, meaning: 'the database’s processor has no room left' },
  'database-connections-high': {
    classes: both,
    priority: high,
    meaning: 'most of the connections that the database takes are in use',
  },
  'logins-refused': { classes: both, priority: high, meaning: 'the database refuses many logins' },
  'rotation-failed': { classes: both, priority: high, meaning: 'a database user’s password could not be rotated' },
  'job-not-started': { classes: both, priority: high, meaning: 'the scheduler could not start a job' },
  'retain-missed': { classes: billing, priority: high, meaning: 'what was kept long enough is still there' },
  'sweep-missed': { classes: billing, priority: high, meaning: 'nobody has compared with Stripe’s list of events' },
  'stripe-drift': {
    classes: billing,
    priority: critical,
    meaning: 'billing was not found equal to Stripe in the time that the policy allows',
  },
  'erase-missed': { classes: billing, priority: high, meaning: 'erasures that apps asked for are not done' },
  'sweep-behind': {
    classes: billing,
    priority: critical,
    meaning: 'the sweep has not moved for so long that Stripe’s list will soon not reach back to it',
  },
  'stripe-shape-changed': {
    classes: billing,
    priority: high,
    meaning: 'Stripe’s events lack fields that billing reads',
  },
  'changes-undelivered': {
    classes: billing,
    priority: high,
    meaning: 'an app does not take what it is told of entitlements',
  },
  'service-down': {
    classes: billing,
    priority: critical,
    meaning: 'no task of the service is healthy: Stripe’s retries are the queue',
  },
  'webhook-errors': {
    classes: billing,
    priority: critical,
    meaning: 'Stripe’s deliveries, or apps, are answered with 5xx',
  },
  'webhook-backlog': {
    classes: billing,
    priority: high,
    meaning: 'more deliveries wait to be committed than are soon',
  },
  'signatures-refused': {
    classes: billing,
    priority: high,
    meaning: 'deliveries are refused because no secret of ours signed them',
  },
  'certificate-ending': {
    classes: billing,
    priority: high,
    meaning: 'the certificate that Stripe and apps trust was not renewed in time',
  },
  'commit-slow': { classes: billing, priority: high, meaning: 'events take long to become durable' },
  'events-quarantined': {
    classes: billing,
    priority: high,
    meaning: 'an event could not be applied, and waits for somebody',
  },
  'requests-blocked': { classes: billing, priority: high, meaning: 'the firewall turns away far more than usual' },
  'lock-tampering': {
    classes: both,
    priority: critical,
    meaning: 'somebody tried to weaken a lock, a key or a backup',
  },
} as const satisfies Record<string, Alarm>;
export type AlarmName = keyof typeof alarms;

/** Unless an alarm says otherwise, its metric is looked at in steps of this, and rings after one bad step. */
export const alarmStepSeconds = 300;

/** A database that reports nothing for so many steps is away: a failover to the other zone is over by then. */
export const silentStepsMax = 2;

/** Disk that has to be left; the rest of the way to full is a day's work to free. */
export const freeStoragePercentMin = 15;

/** Processor time that is too much where it lasts for so many steps: what comes next has nowhere to go. */
export const busyPercent = 85;
export const busySteps = 3;

/** Share of the connections that the database takes, in percent, from which somebody should look: none is left for them else. */
const connectionsPercentHigh = 80;
export const connectionsHigh = Math.floor((databaseConnectionsMax * connectionsPercentHigh) / 100);

/** Logins that a database may refuse in one step: a rotation of passwords makes some, until the tasks are replaced. */
export const refusedLoginsMax = 50;

/** Deliveries that wait when somebody should look: as many again, and the answer is 503. */
export const deliveriesWaitingHigh = deliveriesWaitingMax / 2;

/** Wrong signatures in one step that are no stray test of somebody's. Those without any, which scanners send, do not count. */
export const refusedSignaturesMax = 10;

/** Days that a certificate still has to last. ACM renews sixty days before the end: then it has failed for a month. */
export const certificateDaysMin = 30;
/** ACM says once a day how many are left. */
export const certificateStepSeconds = 86_400;
export const certificateSteps = 2;

/** Commits that are slow for so many steps are no passing load: more tasks did not help. */
export const slowSteps = 3;

/** Answers of 5xx in one step that are an outage and no single task's end. */
export const serverErrorsMax = 5;

/** A change that waits longer for its app than this is late: an entitlement is then not what was paid for. */
export const changesLateSecondsMax = 3600;

/** Requests that the firewall turns away in one step before somebody should look: scanners alone make some hundreds. */
export const blockedRequestsMax = 5000;

/** Somebody is woken after so many steps of this without a healthy task: a single one is replaced within them. */
export const downStepSeconds = 60;
export const downSteps = 3;
