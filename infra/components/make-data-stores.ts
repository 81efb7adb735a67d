import { makeClassKeys } from './class-keys.ts';
import type { DataStores } from './data-stores.ts';
import { makeDatabase } from './database.ts';
import { makeDumpBucket } from './dump-bucket.ts';
import { makeEvidenceBucket } from './evidence-bucket.ts';
import { makeLogBucket } from './log-bucket.ts';
import { makeRecoveryVault } from './recovery-vault.ts';
import type { Surroundings } from './surroundings.ts';
import { makeUserSecrets } from './user-secrets.ts';

/** All that a class keeps data in, from its own keys up; nothing here is shared with the other class. */
export function makeDataStores(surroundings: Surroundings): DataStores {
  const keys = makeClassKeys(surroundings);
  const { database, auditLog } = makeDatabase(surroundings, keys);
  const secrets = makeUserSecrets(surroundings, keys);
  const logs = makeLogBucket(surroundings);
  const dumps = makeDumpBucket(surroundings, keys, logs.bucket);
  const evidence = makeEvidenceBucket(surroundings, keys, logs.bucket);
  makeRecoveryVault(surroundings, keys);
  return {
    keys,
    database,
    secrets,
    buckets: {
      dumps,
      evidence: evidence.bucket,
      evidencePolicy: evidence.policy,
      logs: logs.bucket,
      logsPolicy: logs.policy,
    },
    auditLog,
  };
}
