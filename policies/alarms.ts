import type { DatabaseClass } from './databases.ts';

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
  'job-not-started': { classes: both, priority: high, meaning: 'the scheduler could not start a job' },
  'retain-missed': { classes: billing, priority: high, meaning: 'what was kept long enough is still there' },
  'sweep-missed': { classes: billing, priority: high, meaning: 'nobody has compared with Stripe’s list of events' },
  'service-down': {
    classes: billing,
    priority: critical,
    meaning: 'no task of the service is healthy: Stripe’s retries are the queue',
  },
  'webhook-errors': { classes: billing, priority: critical, meaning: 'deliveries are answered with 5xx' },
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
