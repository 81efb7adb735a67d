import { unknown } from '../resource.ts';
import { resource } from '../testing/resource.ts';
import { testPolicy } from '../testing/test-policy.ts';
import { dataStaysInResidency } from './data-stays-in-residency.ts';

const at = (region: unknown, type = 'aws:rds/instance:Instance', properties: Record<string, unknown> = {}) =>
  resource(type, properties, { provider: region === undefined ? {} : { region } });
const outside = (path: string, region: string) => `${path} is "${region}", outside of the European Union`;
const vaultArn = (region: string) => `arn:aws:backup:${region}:1:backup-vault:copies`;
const plan = (destinationVaultArn: unknown, urns = {}) =>
  resource(
    'aws:backup/plan:Plan',
    { rules: [{ copyActions: [{ destinationVaultArn }] }] },
    { propertyDependencies: urns },
  );
const replication = (bucket: unknown) =>
  resource('aws:s3/bucketReplicationConfig:BucketReplicationConfig', { rules: [{ destination: { bucket } }] });
const vault = (region: string) => resource('aws:backup/vault:Vault', { region }, { name: 'copies' });

testPolicy(dataStaysInResidency, {
  passes: {
    'a provider of the zone': [at('eu-central-1')],
    'a resource of its own region, in the zone': [
      at('eu-central-1', 'aws:kms/replicaKey:ReplicaKey', { region: 'eu-west-1' }),
    ],
    'a certificate for CloudFront': [at('us-east-1', 'aws:acm/certificate:Certificate')],
    'CloudFront’s firewall': [at('us-east-1', 'aws:wafv2/webAcl:WebAcl', { scope: 'CLOUDFRONT' })],
    'a copy in the zone': [plan(vaultArn('eu-west-1'))],
    'a copy into a vault that is not there yet': [
      vault('eu-west-1'),
      plan(unknown, { rules: [vault('eu-west-1').urn] }),
    ],
    'a bucket of ours': [
      resource('aws:s3/bucket:Bucket', { arn: 'arn:aws:s3:::copies' }, { name: 'copies' }),
      replication('arn:aws:s3:::copies'),
    ],
    'a program of AWS’s, wherever it is published': [
      at('eu-central-1', 'aws:serverlessrepository/cloudFormationStack:CloudFormationStack', {
        applicationId:
          'arn:aws:serverlessrepo:us-east-1:297356227824:applications/SecretsManagerRDSMariaDBRotationSingleUser',
      }),
    ],
    'what is not AWS’s': [at(undefined, 'pulumi:pulumi:Stack', { region: 'us-east-1' })],
  },
  fails: {
    'logs of a task, in its text': {
      resources: [
        at('eu-central-1', 'aws:ecs/taskDefinition:TaskDefinition', {
          containerDefinitions: JSON.stringify([{ logConfiguration: { options: { 'awslogs-region': 'us-east-1' } } }]),
        }),
      ],
      problems: [outside('containerDefinitions.0.logConfiguration.options.awslogs-region', 'us-east-1')],
    },
    'a provider elsewhere': { resources: [at('us-east-1')], problems: [outside('region', 'us-east-1')] },
    'a resource elsewhere': {
      resources: [at('eu-central-1', 'aws:s3/bucket:Bucket', { region: 'us-west-2' })],
      problems: [outside('region', 'us-west-2')],
    },
    'a firewall of a region, in the region of global ones': {
      resources: [at('us-east-1', 'aws:wafv2/webAcl:WebAcl', { scope: 'REGIONAL' })],
      problems: [outside('region', 'us-east-1')],
    },
    'a European region outside of the zone': {
      resources: [at('eu-west-2')],
      problems: [outside('region', 'eu-west-2')],
    },
    'a copy of a recovery point': {
      resources: [plan(vaultArn('us-east-1'))],
      problems: [outside('rules.0.copyActions.0.destinationVaultArn', 'us-east-1')],
    },
    'a copy into our own vault elsewhere, before it is up': {
      resources: [vault('us-east-1'), plan(unknown, { rules: [vault('us-east-1').urn] })],
      problems: [outside('region', 'us-east-1')],
    },
    'a replica of a secret': {
      resources: [at('eu-central-1', 'aws:secretsmanager/secret:Secret', { replicas: [{ region: 'ap-southeast-2' }] })],
      problems: [outside('replicas.0.region', 'ap-southeast-2')],
    },
    'a replica of a database elsewhere': {
      resources: [at('eu-central-1', undefined, { replicateSourceDb: 'arn:aws:rds:us-east-1:1:db:billing' })],
      problems: [outside('replicateSourceDb', 'us-east-1')],
    },
    'a replica of a table': {
      resources: [at('eu-central-1', 'aws:dynamodb/table:Table', { replicas: [{ regionName: 'us-east-2' }] })],
      problems: [outside('replicas.0.regionName', 'us-east-2')],
    },
    'a copy of a snapshot': {
      resources: [at('eu-central-1', 'aws:rds/snapshotCopy:SnapshotCopy', { destinationRegion: 'us-east-1' })],
      problems: [outside('destinationRegion', 'us-east-1')],
    },
  },
  unverifiable: {
    'a provider that nobody knows, once for all that it makes': {
      resources: [at(undefined), at(undefined), at(unknown, 'aws:s3/bucket:Bucket')],
      problems: ['the provider’s region is not known: unverifiable until up'],
    },
    'a copy to where nobody knows': {
      resources: [plan(unknown)],
      problems: ['rules is not known: unverifiable until up'],
    },
    'a bucket of others': {
      resources: [replication('arn:aws:s3:::theirs')],
      problems: ['rules is not known: unverifiable until up'],
    },
  },
});
