import type { LogGroup } from '@pulumi/aws/cloudwatch/logGroup.js';
import type { SecurityGroup } from '@pulumi/aws/ec2/securityGroup.js';
import type { Key } from '@pulumi/aws/kms/key.js';
import type { Bucket } from '@pulumi/aws/s3/bucket.js';
import type { Output, Resource } from '@pulumi/pulumi';

/** Keys of a class, one a purpose, so that who may read evidence may not therefore read dumps, nor who may that, secrets. */
export interface ClassKeys {
  database: Key;
  backups: Key;
  evidence: Key;
  secrets: Key;
  logs: Key;
}

/** A class's database, as those see it who connect to it. */
export interface Database {
  /** What alarms and dashboards call it by: DBInstanceIdentifier, or DBClusterIdentifier. */
  dimensions: Record<string, string>;
  /** Host name. */
  endpoint: Output<string>;
  securityGroup: SecurityGroup;
  /** The secret that RDS itself keeps and rotates for the master user. */
  masterSecretArn: Output<string>;
  /** What must be up before anybody connects. */
  server: Resource;
}

/** Where a class's database users' passwords lie: secret id = prefix + user name, as `bulkhead grant` fills them. */
export interface UserSecrets {
  /** bulkhead/<class>/<stack>/ */
  prefix: string;
  /** ARN pattern of a secret of that prefix, a user's or another, for policies: AWS adds six random characters. */
  arnPatternOf: (name: string) => string;
  /** ARN of one user's secret, for ECS. */
  arnOf: (user: string) => Output<string>;
}

/** Buckets of a class. */
export interface Buckets {
  dumps: Bucket;
  evidence: Bucket;
  /** Comes last of all that the bucket is given: a record that is put before it may not be locked or encrypted as it should. */
  evidencePolicy: Resource;
  /** Access logs of both and of the load balancer; not locked, because AWS delivers into it. */
  logs: Bucket;
  /** Without it nothing is delivered, and a load balancer that is to log there cannot be made. */
  logsPolicy: Resource;
}

/** All that a class's stack keeps data in. */
export interface DataStores {
  keys: ClassKeys;
  database: Database;
  secrets: UserSecrets;
  buckets: Buckets;
  /** Where the database writes who logged in. Made before RDS would make its own, without an end. */
  auditLog: LogGroup;
}
