import {
  busyPercent,
  busySteps,
  connectionsHigh,
  freeStoragePercentMin,
  refusedLoginsMax,
  silentStepsMax,
} from '../../policies/alarms.ts';
import { backups, recoveryPointLateHoursMax } from '../../policies/backup.ts';
import { countOf, makeAlarm, type Metric, type Ringing, silentFor } from './alarm.ts';
import type { DataStores } from './data-stores.ts';
import { watchLocks } from './lock-tampering.ts';
import { nameOf } from './names.ts';
import { countRefusedLogins } from './refused-logins.ts';
import type { Surroundings } from './surroundings.ts';
import type { Topics } from './topics.ts';

/** The alarms that every class has besides those of its jobs, which job.ts makes. */
export function makeAlarms(surroundings: Surroundings, stores: DataStores, topics: Topics): void {
  const { databaseClass, configuration } = surroundings;
  const database = (metricName: string, stat: Metric['stat']): Metric => ({
    namespace: 'AWS/RDS',
    metricName,
    dimensions: stores.database.dimensions,
    stat,
  });
  // A server that is up says every minute how busy it is.
  const alive = database('CPUUtilization', 'SampleCount');

  makeAlarm(surroundings, topics, 'database-unreachable', {
    metrics: { alive },
    expression: 'FILL(alive, 0)',
    rings: 'below',
    threshold: 1,
    steps: silentStepsMax,
  });
  makeAlarm(surroundings, topics, 'database-storage-low', {
    metrics: { free: database(freeStorageMetric(stores), 'Minimum') },
    expression: 'free',
    rings: 'below',
    threshold: Math.floor((configuration.storageGib * bytesAGib * freeStoragePercentMin) / 100),
  });
  makeAlarm(surroundings, topics, 'database-busy', {
    metrics: { busy: database('CPUUtilization', 'Average') },
    expression: 'busy',
    rings: 'above',
    threshold: busyPercent,
    steps: busySteps,
  });
  makeAlarm(surroundings, topics, 'database-connections-high', {
    metrics: { open: database('DatabaseConnections', 'Maximum') },
    expression: 'open',
    rings: 'above',
    threshold: connectionsHigh,
  });
  makeAlarm(surroundings, topics, 'logins-refused', {
    metrics: { refused: countRefusedLogins(surroundings, stores), alive },
    expression: countOf(['refused'], 'alive'),
    rings: 'above',
    threshold: refusedLoginsMax,
  });
  makeAlarm(surroundings, topics, 'rotation-failed', {
    metrics: { failed: failedRotations(surroundings), alive },
    expression: countOf(['failed'], 'alive'),
    rings: 'above',
    threshold: 0,
  });
  const failedStarts: Metric = {
    namespace: 'AWS/SQS',
    metricName: 'ApproximateNumberOfMessagesVisible',
    dimensions: { QueueName: nameOf(databaseClass, configuration.stack, 'failed-starts') },
    stat: 'Maximum',
  };
  makeAlarm(surroundings, topics, 'job-not-started', {
    // A queue that nobody touches for six hours stops saying how long it is.
    metrics: { failed: failedStarts, alive },
    expression: countOf(['failed'], 'alive'),
    rings: 'above',
    threshold: 0,
  });
  makeAlarm(surroundings, topics, 'recovery-point-missed', recoveryPointMissed(surroundings));
  makeAlarm(surroundings, topics, 'lock-tampering', {
    metrics: { attempts: watchLocks(surroundings, stores), alive },
    expression: countOf(['attempts'], 'alive'),
    rings: 'above',
    threshold: 0,
  });
}

const bytesAGib = 1024 ** 3;

/** A cluster’s disk grows by itself: what counts there is how far it still may. */
function freeStorageMetric({ database }: DataStores): string {
  return 'DBClusterIdentifier' in database.dimensions ? 'AuroraVolumeBytesLeftTotal' : 'FreeStorageSpace';
}

/** Secrets Manager calls the function for each step of a rotation; one that fails is an error of the function. */
function failedRotations({ databaseClass, configuration }: Surroundings): Metric {
  const FunctionName = nameOf(databaseClass, configuration.stack, 'rotation');
  return { namespace: 'AWS/Lambda', metricName: 'Errors', dimensions: { FunctionName }, stat: 'Sum' };
}

function recoveryPointMissed({ databaseClass, configuration }: Surroundings): Ringing {
  const hours = backups[databaseClass].everyHours + recoveryPointLateHoursMax;
  return silentFor(hours * 60, {
    namespace: 'AWS/Backup',
    metricName: 'NumberOfBackupJobsCompleted',
    dimensions: { BackupVaultName: nameOf(databaseClass, configuration.stack, 'recovery') },
    stat: 'Sum',
  });
}
