import type { DatabaseClass } from '../../policies/databases.ts';
import type { EvidenceEnvironment } from '../../policies/evidence.ts';
import type { Job } from '../../policies/jobs.ts';
import { environmentVariable, evidenceVariable } from '../../evidence-note.ts';
import { bucketName } from './bucket.ts';
import { keyRights } from './key-rights.ts';
import type { Statement } from './policy-document.ts';
import type { Environment } from './secret-reference.ts';
import type { Surroundings } from './surroundings.ts';

/** The variable that says where a class’s backups lie. The bucket holds nothing else, so that its names need no prefix. */
export function storeEnvironment(surroundings: Surroundings): Environment {
  const { databaseClass, configuration } = surroundings;
  const bucket = bucketName(surroundings, 'dumps');
  return {
    plain: { [`${databaseClass.toUpperCase()}_BACKUP_STORE`]: `s3://${bucket}?region=${configuration.region}` },
    secret: {},
  };
}

/** Where a class’s jobs leave their evidence, and which stack's it is: one chain, beside which others of the class, such as CI’s, may lie. */
export function evidenceEnvironment(surroundings: Surroundings): Environment {
  const bucket = bucketName(surroundings, 'evidence');
  const { region, stack } = surroundings.configuration;
  const environment: EvidenceEnvironment = stack;
  const store = `s3://${bucket}/${jobsChain}?region=${region}`;
  return { plain: { [evidenceVariable]: store, [environmentVariable]: environment }, secret: {} };
}

/** A job reads the last record, puts its own behind it, locked, and can change or delete none. */
export function evidenceRights(surroundings: Surroundings): Statement[] {
  const { databaseClass, configuration } = surroundings;
  const bucket = `arn:aws:s3:::${bucketName(surroundings, 'evidence')}`;
  return [
    { Effect: 'Allow', Action: ['s3:ListBucket'], Resource: bucket },
    { Effect: 'Allow', Action: [...put, 's3:PutObjectRetention'], Resource: `${bucket}/${jobsChain}/*` },
    keyRights(databaseClass, configuration, 'evidence', ['kms:GenerateDataKey', 'kms:Decrypt']),
  ];
}

const jobsChain = 'jobs';
const put = ['s3:PutObject', 's3:AbortMultipartUpload', 's3:GetObject', 's3:GetObjectRetention'];

type StoreUse = Exclude<Job['store'], 'none'>;

/** What lies where: the table in service/backup/README.md. */
const placesOf = (databaseClass: DatabaseClass) => ({
  dumps: `${databaseClass}/*`,
  drills: `drills/${databaseClass}/*`,
  erasures: 'erasures/*',
  verifications: `verifications/${databaseClass}/*`,
});

/**
 * What a job may do in its class’s dump bucket, by what service/backup/store asks of S3 (its README has the table):
 * the writer cannot delete, the reader writes records of drills and nothing else, the pruner cannot write, who compares
 * with Stripe writes records of that, and who erases writes that down and sees until when dumps still hold the person. Nobody
 * has `s3:BypassGovernanceRetention`, and against COMPLIANCE it would not help.
 */
export function storeRights(surroundings: Surroundings, use: StoreUse): Statement[] {
  const { databaseClass, configuration } = surroundings;
  const bucket = `arn:aws:s3:::${bucketName(surroundings, 'dumps')}`;
  const { dumps, drills, erasures, verifications } = placesOf(databaseClass);
  const allow = (actions: readonly string[], ...places: readonly string[]): Statement => ({
    Effect: 'Allow',
    Action: actions,
    Resource: places.length === 0 ? bucket : places.map((place) => `${bucket}/${place}`),
  });
  const key = (...actions: readonly string[]) => keyRights(databaseClass, configuration, 'backups', actions);
  const rights: Record<StoreUse, Statement[]> = {
    write: [
      allow(['s3:ListBucket']),
      allow([...put, 's3:PutObjectRetention'], dumps),
      key('kms:GenerateDataKey', 'kms:Decrypt'),
    ],
    read: [
      allow(['s3:ListBucket']),
      allow(['s3:GetObject', 's3:GetObjectRetention'], dumps, erasures),
      allow(put, drills),
      key('kms:GenerateDataKey', 'kms:Decrypt'),
    ],
    prune: [
      allow(['s3:ListBucket', 's3:ListBucketMultipartUploads']),
      allow(['s3:GetObject', 's3:GetObjectRetention'], dumps, drills),
      allow(['s3:DeleteObject', 's3:DeleteObjectVersion'], dumps),
      // What killed uploads left may be of any of them.
      allow(['s3:AbortMultipartUpload'], dumps, drills, erasures, verifications),
      key('kms:Decrypt'),
    ],
    record: [allow(['s3:ListBucket']), allow(put, verifications), key('kms:GenerateDataKey', 'kms:Decrypt')],
    erase: [
      allow(['s3:ListBucket']),
      allow(['s3:GetObject', 's3:GetObjectRetention'], dumps),
      allow(put, erasures),
      key('kms:GenerateDataKey', 'kms:Decrypt'),
    ],
  };
  return rights[use];
}
