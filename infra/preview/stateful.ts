/** A type of resource that data, or a name that others hold on to, is lost with. */
interface Stateful {
  /** What is lost with it. */
  holds: string;
  /** The properties that cannot be changed in place: a change deletes the resource and makes another. */
  replacedBy: readonly string[];
}

/**
 * Which changes replace what data lies in. @pulumi/aws is made from Terraform’s provider for AWS, and replaces where that
 * says `ForceNew` or `RequiresReplace`, which its pages call “Forces new resource”: internal/service/<service>/ of
 * https://github.com/hashicorp/terraform-provider-aws. RDS, KMS, AWS Backup, Secrets Manager and ECR are as read there; for
 * the others the table errs on the side of a warning. The identifier of an RDS instance is not among them: since 5.1 it is
 * changed in place, and only the address is another.
 */
export const stateful: Readonly<Record<string, Stateful>> = {
  'aws:rds/instance:Instance': {
    holds: 'the database and its automated backups',
    replacedBy: [
      ...['availabilityZone', 'characterSetName', 'dbName', 'engine', 'kmsKeyId', 'restoreToPointInTime'],
      ...['snapshotIdentifier', 'storageEncrypted', 'timezone', 'username'],
    ],
  },
  'aws:rds/cluster:Cluster': {
    holds: 'the database and its automated backups',
    replacedBy: [
      ...['availabilityZones', 'clusterIdentifier', 'clusterIdentifierPrefix', 'databaseName', 'dbSubnetGroupName'],
      ...['engine', 'engineMode', 'kmsKeyId', 'masterUsername', 'restoreToPointInTime', 'snapshotIdentifier'],
      'storageEncrypted',
    ],
  },
  'aws:rds/clusterInstance:ClusterInstance': {
    holds: 'a server of the cluster',
    replacedBy: ['clusterIdentifier', 'dbSubnetGroupName', 'engine', 'publiclyAccessible'],
  },
  'aws:rds/subnetGroup:SubnetGroup': { holds: 'the place of the database', replacedBy: ['name', 'namePrefix'] },
  'aws:rds/parameterGroup:ParameterGroup': {
    holds: 'the settings of the database',
    replacedBy: ['description', 'family', 'name', 'namePrefix'],
  },
  'aws:rds/clusterParameterGroup:ClusterParameterGroup': {
    holds: 'the settings of the database',
    replacedBy: ['description', 'family', 'name', 'namePrefix'],
  },
  'aws:s3/bucket:Bucket': {
    holds: 'all objects in the bucket, dumps or logs',
    replacedBy: ['bucket', 'bucketNamespace', 'bucketPrefix', 'objectLockEnabled'],
  },
  'aws:s3/bucketObjectLockConfiguration:BucketObjectLockConfiguration': {
    holds: 'the lock of the bucket',
    replacedBy: ['bucket', 'expectedBucketOwner'],
  },
  'aws:kms/key:Key': {
    holds: 'everything that is encrypted with the key',
    replacedBy: ['customKeyStoreId', 'customerMasterKeySpec', 'keyUsage', 'multiRegion', 'xksKeyId'],
  },
  'aws:backup/vault:Vault': { holds: 'the recovery points in the vault', replacedBy: ['kmsKeyArn', 'name'] },
  'aws:backup/vaultLockConfiguration:VaultLockConfiguration': {
    holds: 'the lock of the vault',
    replacedBy: ['backupVaultName', 'changeableForDays', 'maxRetentionDays', 'minRetentionDays'],
  },
  'aws:secretsmanager/secret:Secret': { holds: 'the secret’s value', replacedBy: ['name', 'namePrefix'] },
  'aws:ecr/repository:Repository': {
    holds: 'the images that tasks run',
    replacedBy: ['encryptionConfigurations', 'name'],
  },
  'aws:cloudwatch/logGroup:LogGroup': {
    holds: 'the logs that PCI DSS 10.5.1 wants kept',
    replacedBy: ['logGroupClass', 'name', 'namePrefix'],
  },
  'aws:ecs/cluster:Cluster': { holds: 'the running tasks', replacedBy: ['name'] },
  'aws:ecs/service:Service': {
    holds: 'the running tasks of the service',
    replacedBy: ['cluster', 'launchType', 'name', 'schedulingStrategy'],
  },
  'aws:lb/loadBalancer:LoadBalancer': {
    holds: 'the address that Stripe posts to',
    replacedBy: ['internal', 'loadBalancerType', 'name', 'namePrefix'],
  },
  'aws:ec2/vpc:Vpc': {
    holds: 'the network that everything stands in',
    replacedBy: ['cidrBlock', 'ipv4IpamPoolId', 'ipv4NetmaskLength'],
  },
  'aws:ec2/subnet:Subnet': {
    holds: 'the subnet that tasks or databases stand in',
    replacedBy: ['availabilityZone', 'availabilityZoneId', 'cidrBlock', 'vpcId'],
  },
};
