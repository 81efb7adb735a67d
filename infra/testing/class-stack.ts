import { LogGroup } from '@pulumi/aws/cloudwatch/logGroup.js';
import { SecurityGroup } from '@pulumi/aws/ec2/securityGroup.js';
import { Key } from '@pulumi/aws/kms/key.js';
import { Instance } from '@pulumi/aws/rds/instance.js';
import { Bucket } from '@pulumi/aws/s3/bucket.js';
import { Secret } from '@pulumi/aws/secretsmanager/secret.js';
import { output } from '@pulumi/pulumi';
import { type DatabaseClass, databaseRoles } from '../../policies/databases.ts';
import type { Resource } from '../../policies/pack/resource.ts';
import { readConfiguration } from '../configuration/read.ts';
import type { BillingConfiguration, ClassConfiguration } from '../configuration/schema.ts';
import { record } from '../preview/record.ts';
import type { DataStores } from '../components/data-stores.ts';
import { nameOf } from '../components/names.ts';
import { awsProvider } from '../components/provider.ts';
import type { Surroundings } from '../components/surroundings.ts';

const shared = {
  'bulkhead:accountId': '111122223333',
  'bulkhead:region': 'eu-central-1',
  'bulkhead:image': `111122223333.dkr.ecr.eu-central-1.amazonaws.com/bulkhead@sha256:${'a'.repeat(64)}`,
  'bulkhead:instanceClass': 'db.m7g.large',
  'bulkhead:pagerUrl': 'https://pager.example.com/sns',
};
const certificate = '12345678-1234-1234-1234-123456789012';
const configs: Record<DatabaseClass, Record<string, string>> = {
  main: shared,
  billing: {
    ...shared,
    'bulkhead:domainName': 'billing.example.com',
    'bulkhead:certificateArn': `arn:aws:acm:eu-central-1:111122223333:certificate/${certificate}`,
    'bulkhead:stripeMode': 'live',
  },
};

/** What a class’s program registers when it makes this, over stores that are as bare as can be. */
export class RecordedStack {
  readonly resources: readonly Resource[];
  readonly outputs: Readonly<Record<string, unknown>>;

  constructor(resources: readonly Resource[], outputs: Readonly<Record<string, unknown>>) {
    this.resources = resources;
    this.outputs = outputs;
  }

  ofType(end: string): Resource[] {
    return this.resources.filter(({ type }) => type.endsWith(`:${end}`));
  }

  /** The one resource of a type and name. Throws where there is none. */
  only(end: string, name: string): Resource {
    const found = this.ofType(end).find((resource) => resource.name === name);
    if (found === undefined) throw new Error(`no ${end} ${name}: there is ${this.namesOf(end).join(', ')}`);
    return found;
  }

  namesOf(end: string): string[] {
    return this.ofType(end)
      .map(({ name }) => name)
      .sort();
  }

  /** The statements of a role’s policy. */
  statementsOf(role: string): Record<string, unknown>[] {
    const { policy } = this.only('RolePolicy', role).properties;
    return (JSON.parse(policy as string) as { Statement: Record<string, unknown>[] }).Statement;
  }

  /** The one container of a task. */
  containerOf(task: string): Record<string, unknown> & { environment: unknown[]; secrets: unknown[] } {
    const { containerDefinitions } = this.only('TaskDefinition', task).properties;
    return (JSON.parse(containerDefinitions as string) as never[])[0]!;
  }
}

/** Records what `make` registers for a class. */
export async function recordClass(
  databaseClass: DatabaseClass,
  make: (surroundings: Surroundings, stores: DataStores) => Record<string, unknown>,
  { moment = 'up', config = {} }: { moment?: 'up' | 'preview'; config?: Record<string, string> } = {},
): Promise<RecordedStack> {
  const { resources, outputs } = await record({
    project: databaseClass,
    stack: 'production',
    config: { ...configs[databaseClass], ...config },
    moment,
    references: {},
    run: () => {
      const surroundings = surroundingsOf(databaseClass, readConfiguration(databaseClass));
      return make(surroundings, bareStores(surroundings));
    },
  });
  return new RecordedStack(resources, outputs);
}

function surroundingsOf(
  databaseClass: DatabaseClass,
  configuration: BillingConfiguration | ClassConfiguration,
): Surroundings {
  return {
    databaseClass,
    configuration,
    options: { provider: awsProvider(databaseClass, configuration) },
    network: {
      vpcId: output('vpc-1'),
      privateSubnetIds: output(['subnet-a', 'subnet-b', 'subnet-c']),
      isolatedSubnetIds: output(['subnet-d', 'subnet-e', 'subnet-f']),
      endpointSecurityGroupId: output('sg-endpoints'),
      s3PrefixListId: output('pl-s3'),
    },
  };
}

/** Real resources, with nothing set that the compute half does not look at. */
function bareStores({ databaseClass, configuration, options, network }: Surroundings): DataStores {
  const { accountId, region, stack } = configuration;
  const key = (purpose: string) => new Key(purpose, {}, options);
  const name = nameOf(databaseClass, stack);
  const server = new Instance('database', { identifier: name, instanceClass: 'db.m7g.large' }, options);
  const prefix = `bulkhead/${databaseClass}/${stack}/`;
  const secrets = new Map(
    databaseRoles[databaseClass].map((role) => {
      const user = `${databaseClass}_${role}`;
      return [user, new Secret(user, { name: `${prefix}${user}` }, options)];
    }),
  );
  return {
    keys: { database: key('database'), backups: key('backups'), secrets: key('secrets'), logs: key('logs') },
    database: {
      dimensions: { DBInstanceIdentifier: name },
      endpoint: server.address,
      securityGroup: new SecurityGroup('database', { vpcId: network.vpcId }, options),
      masterSecretArn: server.masterUserSecrets.apply((all) => all[0]!.secretArn),
      server,
    },
    secrets: {
      prefix,
      arnPatternOf: (user) => `arn:aws:secretsmanager:${region}:${accountId}:secret:${prefix}${user}-??????`,
      arnOf: (user) => secrets.get(user)!.arn,
    },
    buckets: {
      dumps: new Bucket('dumps', { bucket: `${name}-dumps` }, options),
      logs: new Bucket('logs', { bucket: `${name}-logs` }, options),
    },
    databaseLogs: [new LogGroup('errors', { name: `/aws/rds/instance/${name}/error` }, options)],
  };
}
