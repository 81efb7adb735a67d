import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { alarms, refusedLoginsMax } from '../../policies/alarms.ts';
import { type DatabaseClass, databaseClasses } from '../../policies/databases.ts';
import { jobs } from '../../policies/jobs.ts';
import { ClassStack } from '../testing/class-stack.ts';

let stacks: Record<DatabaseClass, ClassStack>;
beforeAll(async () => {
  stacks = { billing: await ClassStack.record('billing'), main: await ClassStack.record('main') };
});

describe('jobs', () => {
  test.each(databaseClasses)('%s has a schedule, a metric and an alarm for each of its own, and no others', (name) => {
    const wanted = jobs.filter(({ classes }) => classes.includes(name));
    const names = wanted.map((job) => job.name).sort();
    expect(stacks[name].namesOf('Schedule')).toEqual(names);
    expect(stacks[name].namesOf('LogMetricFilter')).toEqual(expect.arrayContaining(names));
    for (const { alarm } of wanted) expect(stacks[name].namesOf('MetricAlarm')).toContain(alarm);
  });

  test.each([
    ['billing', 'backup', 'rate(6 hours)', 1, 390],
    ['main', 'backup', 'rate(24 hours)', 2, 735],
    // An alarm looks back a week at the most, so that a weekly drill is made a day early.
    ['billing', 'drill', 'rate(144 hours)', 7, 1440],
    ['billing', 'sweep', 'rate(24 hours)', 2, 735],
  ] as const)('%s: %s runs at %s, and is missed after %i steps of %i minutes', (name, job, rate, steps, minutes) => {
    const stack = stacks[name];
    expect(stack.only('Schedule', job).properties['scheduleExpression']).toBe(rate);
    const { alarm } = jobs.find((one) => one.name === job)!;
    const { metricQueries, ...ringing } = stack.only('MetricAlarm', alarm).properties;
    expect(ringing).toMatchObject({
      evaluationPeriods: steps,
      datapointsToAlarm: steps,
      comparisonOperator: 'LessThanThreshold',
      threshold: 1,
      treatMissingData: 'breaching',
    });
    expect(metricQueries).toMatchObject([
      { metric: { metricName: 'JobSucceeded', dimensions: { job }, period: minutes * 60, stat: 'Sum' } },
      { expression: 'FILL(succeeded, 0)', returnData: true },
    ]);
  });

  test('no alarm asks CloudWatch for longer steps than a day, or more than a week in all', () => {
    for (const stack of Object.values(stacks)) {
      for (const { properties } of stack.ofType('MetricAlarm')) {
        const queries = properties['metricQueries'] as { metric?: { period: number } }[];
        for (const period of queries.flatMap(({ metric }) => metric?.period ?? [])) {
          expect(period).toBeLessThanOrEqual(86_400);
          expect(period * (properties['evaluationPeriods'] as number)).toBeLessThanOrEqual(604_800);
        }
      }
    }
  });

  test('a success is the launcher’s last line with exit code 0', () => {
    const { pattern, metricTransformation } = stacks.billing.only('LogMetricFilter', 'backup').properties;
    expect(pattern).toBe('{ $.job = "backup" && $.exitCode = 0 }');
    expect(metricTransformation).toMatchObject({ namespace: 'Bulkhead/billing/production', name: 'JobSucceeded' });
  });

  test('the scheduler may start this task in this cluster, hand it its two roles, and leave a note', () => {
    const account = 'eu-central-1:111122223333';
    expect(stacks.billing.statementsOf('backup-schedule')).toMatchObject([
      {
        Action: 'ecs:RunTask',
        Resource: `arn:aws:ecs:${account}:task-definition/bulkhead-billing-production-backup:*`,
        Condition: { ArnEquals: { 'ecs:cluster': `arn:aws:ecs:${account}:cluster/bulkhead-billing-production` } },
      },
      {
        Action: 'iam:PassRole',
        Resource: [
          'arn:aws:iam::111122223333:role/bulkhead-billing-production-backup-task',
          'arn:aws:iam::111122223333:role/bulkhead-billing-production-backup-execution',
        ],
        Condition: { StringEquals: { 'iam:PassedToService': 'ecs-tasks.amazonaws.com' } },
      },
      { Action: 'sqs:SendMessage', Resource: `arn:aws:sqs:${account}:bulkhead-billing-production-failed-starts` },
      { Action: ['kms:GenerateDataKey', 'kms:Decrypt'] },
    ]);
  });

  test('start only once users, schema and rights are there', () => {
    const urns = stacks.billing.only('Schedule', 'sweep').dependencies;
    expect(urns).toContain(stacks.billing.only('Command', 'grant-tables').urn);
  });
});

describe('what a job may do in the buckets', () => {
  const bucket = 'arn:aws:s3:::bulkhead-billing-production-dumps-111122223333';
  const actionsOn = (role: string, resource: string) =>
    stacks.billing
      .statementsOf(role)
      .filter(({ Resource }) => [Resource].flat().includes(resource))
      .flatMap(({ Action }) => Action as string[])
      .sort();

  test('the writer puts, locks and reads back what it wrote; it cannot delete, and writes nowhere else', () => {
    expect(actionsOn('backup-task', `${bucket}/billing/*`)).toEqual([
      's3:AbortMultipartUpload',
      's3:GetObject',
      's3:GetObjectRetention',
      's3:PutObject',
      's3:PutObjectRetention',
    ]);
    expect(JSON.stringify(stacks.billing.statementsOf('backup-task'))).not.toMatch(/Delete|Bypass|erasures|drills/);
  });

  test('who compares with Stripe writes records of that, and who erases writes that down; neither may touch a dump', () => {
    const put = ['s3:AbortMultipartUpload', 's3:GetObject', 's3:GetObjectRetention', 's3:PutObject'];
    expect(actionsOn('verify-task', `${bucket}/verifications/billing/*`)).toEqual(put);
    expect(actionsOn('verify-task', `${bucket}/billing/*`)).toEqual([]);
    expect(actionsOn('erase-task', `${bucket}/erasures/*`)).toEqual(put);
    expect(actionsOn('erase-task', `${bucket}/billing/*`)).toEqual(['s3:GetObject', 's3:GetObjectRetention']);
  });

  test('the drill reads dumps and erasures, and writes records of drills only', () => {
    expect(actionsOn('drill-task', `${bucket}/billing/*`)).toEqual(['s3:GetObject', 's3:GetObjectRetention']);
    expect(actionsOn('drill-task', `${bucket}/erasures/*`)).toEqual(['s3:GetObject', 's3:GetObjectRetention']);
    expect(actionsOn('drill-task', `${bucket}/drills/billing/*`)).toContain('s3:PutObject');
    expect(JSON.stringify(stacks.billing.statementsOf('drill-task'))).not.toMatch(/Delete|Bypass/);
  });

  test('prune deletes dumps, and puts nothing', () => {
    expect(actionsOn('prune-task', `${bucket}/billing/*`)).toContain('s3:DeleteObjectVersion');
    const here = stacks.billing
      .statementsOf('prune-task')
      .filter(({ Resource }) => [Resource].flat().some((resource) => String(resource).startsWith(bucket)));
    expect(JSON.stringify(here)).not.toMatch(/s3:Put|Bypass/);
    expect(JSON.stringify(here)).toMatch(/Delete/);
  });

  test.each(['backup', 'drill', 'prune', 'retain', 'verify', 'erase', 'grant', 'migrate', 'apps'])(
    '%s adds to the evidence, locked, and can take nothing away from it; its key opens no dump',
    (name) => {
      const evidence = bucket.replace('dumps', 'evidence');
      const actions = actionsOn(`${name}-task`, `${evidence}/jobs/*`);
      expect(actions).toEqual(expect.arrayContaining(['s3:GetObject', 's3:PutObject', 's3:PutObjectRetention']));
      expect(actions.join(' ')).not.toMatch(/Delete|Bypass/);
      expect(stacks.billing.containerOf(name).environment).toContainEqual(
        expect.objectContaining({ name: 'BULKHEAD_EVIDENCE_STORE' }),
      );
      const said = { name: 'BULKHEAD_ENVIRONMENT', value: 'production' };
      expect(stacks.billing.containerOf(name).environment).toContainEqual(said);
      const usesDumps = !['retain', 'grant', 'migrate', 'apps'].includes(name);
      const rights = JSON.stringify(stacks.billing.statementsOf(`${name}-task`));
      expect(rights.includes('alias/bulkhead-billing-production-backups')).toBe(usesDumps);
      expect(rights).toContain('alias/bulkhead-billing-production-evidence');
    },
  );

  test('a job that has nothing to do with it has no rights at all', () => {
    expect(stacks.billing.namesOf('RolePolicy')).not.toContain('sweep-task');
  });
});

describe('environment', () => {
  test('a job is told who it is, its database without the password, and where its backups lie', () => {
    expect(stacks.billing.containerOf('backup').environment).toEqual([
      { name: 'AWS_REGION', value: 'eu-central-1' },
      {
        name: 'BILLING_BACKUP_STORE',
        value: 's3://bulkhead-billing-production-dumps-111122223333?region=eu-central-1',
      },
      {
        name: 'BILLING_BACKUP_URL',
        value: 'mariadb://billing_backup@rds-billing-database.rds.amazonaws.com:3306/billing',
      },
      { name: 'BULKHEAD_CLASS', value: 'billing' },
      { name: 'BULKHEAD_ENVIRONMENT', value: 'production' },
      {
        name: 'BULKHEAD_EVIDENCE_STORE',
        value: 's3://bulkhead-billing-production-evidence-111122223333/jobs?region=eu-central-1',
      },
      { name: 'BULKHEAD_JOB', value: 'backup' },
      { name: 'NODE_ENV', value: 'production' },
    ]);
    expect(stacks.billing.containerOf('backup').secrets).toEqual([
      { name: 'BILLING_BACKUP_PASSWORD', valueFrom: expect.stringMatching(/billing_backup:password::$/) },
    ]);
  });

  test('only what calls Stripe has its key, and a way out of the network', () => {
    const { secrets, environment } = stacks.billing.containerOf('sweep');
    expect(secrets).toContainEqual({ name: 'STRIPE_API_KEY', valueFrom: expect.stringContaining('stripe-api-key') });
    expect(environment).toContainEqual({ name: 'STRIPE_MODE', value: 'live' });
    expect(JSON.stringify(stacks.billing.containerOf('retain'))).not.toContain('STRIPE');
    const world = stacks.billing.ofType('SecurityGroupEgressRule').filter(({ properties }) => 'cidrIpv4' in properties);
    expect(world.map(({ name }) => name)).toEqual(['stripe-jobs-to-stripe', 'service-to-stripe']);
    expect(JSON.stringify(stacks.main.resources)).not.toMatch(/stripe/i);
  });

  test('the main app’s group lets its tasks out to the database, as the database’s lets them in', () => {
    const { properties } = stacks.main.only('SecurityGroupEgressRule', 'app-to-database');
    const { id } = stacks.main.only('SecurityGroup', 'app');
    const into = stacks.main.only('SecurityGroupIngressRule', 'database-from-app').properties;
    expect(properties).toMatchObject({ securityGroupId: id, fromPort: 3306, toPort: 3306 });
    expect(into).toMatchObject({
      referencedSecurityGroupId: id,
      securityGroupId: properties['referencedSecurityGroupId'],
    });
  });

  test('AWS reads for a job the one secret of its user', () => {
    const read = stacks.billing
      .statementsOf('backup-execution')
      .filter(({ Action }) => String(Action).includes('Secret'));
    const prefix = 'arn:aws:secretsmanager:eu-central-1:111122223333:secret:bulkhead/billing/production/';
    expect(read).toEqual([
      { Effect: 'Allow', Action: 'secretsmanager:GetSecretValue', Resource: `${prefix}billing_backup-??????` },
    ]);
  });
});

describe('containers', () => {
  test.each(databaseClasses)('%s: none can write but to /tmp, is root, or has rights of the kernel', (name) => {
    const tasks = stacks[name].namesOf('TaskDefinition');
    expect(tasks).toEqual(expect.arrayContaining(['backup', 'drill', 'prune', 'grant', 'migrate']));
    for (const task of tasks) {
      expect(stacks[name].containerOf(task)).toMatchObject({
        image: expect.stringContaining('@sha256:'),
        user: '1000:1000',
        readonlyRootFilesystem: true,
        privileged: false,
        linuxParameters: { capabilities: { drop: ['ALL'] } },
        mountPoints: [{ sourceVolume: 'tmp', containerPath: '/tmp' }],
      });
    }
  });

  test('no two tasks share a role', () => {
    const roles = stacks.billing
      .ofType('TaskDefinition')
      .flatMap(({ properties }) => [properties['taskRoleArn'], properties['executionRoleArn']]);
    expect(new Set(roles).size).toBe(roles.length);
  });

  test('nothing rules or writes more than the one right of AWS that has no resource', () => {
    for (const stack of Object.values(stacks)) {
      for (const role of stack.namesOf('RolePolicy')) {
        const everywhere = stack.statementsOf(role).filter(({ Resource }) => Resource === '*');
        expect(everywhere.map(({ Action }) => Action)).toEqual(
          everywhere.length === 0 ? [] : ['ecr:GetAuthorizationToken'],
        );
      }
    }
  });

  test('rights are written of names, and known before anything is up', async () => {
    const preview = await ClassStack.record('billing', { moment: 'preview' });
    for (const { properties } of [
      ...preview.ofType('RolePolicy'),
      ...preview.ofType('Topic'),
      ...preview.ofType('Queue'),
    ]) {
      expect(properties['policy']).toEqual(expect.any(String));
    }
  });
});

describe('before a deployment', () => {
  test('users, then the schema, then the users’ rights to it; again with every new definition', () => {
    const { urn } = stacks.billing.only('Command', 'grant-users');
    const migrate = stacks.billing.only('Command', 'migrate');
    expect(migrate.dependencies).toContain(urn);
    expect(stacks.billing.only('Command', 'grant-tables').dependencies).toContain(migrate.urn);
    const { create, update, triggers } = migrate.properties;
    expect([create, update]).toEqual(['node ../components/run-task.ts', 'node ../components/run-task.ts']);
    for (const project of databaseClasses) {
      expect(existsSync(join(import.meta.dirname, '..', project, '../components/run-task.ts'))).toBe(true);
    }
    expect(triggers).toEqual([stacks.billing.only('TaskDefinition', 'migrate').properties['arn']]);
  });

  test('grant is the master, found by its server’s ARN, and fills the users’ secrets alone', () => {
    const { environment, secrets } = stacks.main.containerOf('grant');
    expect(environment).toContainEqual({ name: 'MAIN_SECRET_PREFIX', value: 'bulkhead/main/production/' });
    expect(environment).toContainEqual({ name: 'MAIN_ADMIN_URL', value: expect.stringContaining('//administrator@') });
    expect(secrets).toEqual([{ name: 'MAIN_ADMIN_PASSWORD', valueFrom: expect.stringMatching(/:password::$/) }]);
    expect(stacks.main.statementsOf('grant-execution')).toContainEqual({
      Effect: 'Allow',
      Action: 'secretsmanager:GetSecretValue',
      Resource: 'arn:aws:secretsmanager:eu-central-1:111122223333:secret:rds!db-*',
      Condition: {
        StringEquals: {
          'secretsmanager:ResourceTag/aws:rds:primaryDBInstanceArn':
            'arn:aws:rds:eu-central-1:111122223333:db:bulkhead-main-production',
        },
      },
    });
    const prefix = 'arn:aws:secretsmanager:eu-central-1:111122223333:secret:bulkhead/main/production/';
    expect(stacks.main.statementsOf('grant-task')[0]).toEqual({
      Effect: 'Allow',
      Action: ['secretsmanager:GetSecretValue', 'secretsmanager:PutSecretValue'],
      Resource: ['app', 'migrator', 'backup', 'restore'].map((role) => `${prefix}main_${role}-??????`),
    });
  });

  test('no password is rotated before there is one', () => {
    const prepared = stacks.main.only('Command', 'grant-tables').urn;
    expect(stacks.main.namesOf('SecretRotation')).toEqual(['main_app', 'main_backup', 'main_migrator', 'main_restore']);
    for (const { dependencies } of stacks.main.ofType('SecretRotation')) expect(dependencies).toContain(prepared);
  });

  test('migrate is the migrator, and may ask nothing of AWS but to keep its evidence', () => {
    const { environment, secrets } = stacks.main.containerOf('migrate');
    expect(environment).toContainEqual({
      name: 'MAIN_MIGRATOR_URL',
      value: expect.stringContaining('//main_migrator@'),
    });
    expect(secrets).toMatchObject([{ name: 'MAIN_MIGRATOR_PASSWORD' }]);
    const services = stacks.main.statementsOf('migrate-task').flatMap(({ Resource }) => [Resource].flat());
    expect(services.filter((resource) => !/-evidence-|:kms:/.test(String(resource)))).toEqual([]);
  });
});

describe('alarms', () => {
  test('main has every alarm of the policy, each to whom its priority says, with its runbook', () => {
    const wanted = Object.entries(alarms).filter(([, { classes }]) => classes.includes('main'));
    expect(stacks.main.namesOf('MetricAlarm')).toEqual(wanted.map(([name]) => name).sort());
    for (const [name, { priority }] of wanted) {
      const topic = priority('main') === 'CRITICAL' ? 'page' : 'mail';
      expect(stacks.main.only('MetricAlarm', name).properties).toMatchObject({
        name: `${name}/main/production`,
        alarmDescription: expect.stringMatching(new RegExp(`^${priority('main')}: .*runbooks/${name}\\.md$`)),
        alarmActions: [stacks.main.only('Topic', topic).properties['arn']],
        treatMissingData: 'breaching',
      });
    }
  });

  test('what seldom happens is nought while the database lives, so that no data is bad data there too', () => {
    const { metricQueries } = stacks.main.only('MetricAlarm', 'lock-tampering').properties;
    expect(metricQueries).toMatchObject([
      { id: 'attempts', metric: { metricName: 'LockTampering', namespace: 'Bulkhead/main/production' } },
      { id: 'alive', metric: { metricName: 'CPUUtilization', namespace: 'AWS/RDS' } },
      { expression: 'SUM([FILL(attempts, 0), 0 * alive])' },
    ]);
  });

  test('logins that the database refuses are counted in its audit log, and ring past what a rotation makes', () => {
    const filter = stacks.main.only('LogMetricFilter', 'refused-logins').properties;
    expect(filter).toMatchObject({
      logGroupName: '/aws/rds/instance/bulkhead-main-production/audit',
      pattern: '%FAILED_CONNECT%',
      metricTransformation: { namespace: 'Bulkhead/main/production', name: 'RefusedLogins', value: '1' },
    });
    expect(stacks.main.only('MetricAlarm', 'logins-refused').properties).toMatchObject({
      threshold: refusedLoginsMax,
      metricQueries: [
        { id: 'refused', metric: { metricName: 'RefusedLogins', namespace: 'Bulkhead/main/production' } },
        { id: 'alive', metric: { metricName: 'CPUUtilization', namespace: 'AWS/RDS' } },
        { expression: 'SUM([FILL(refused, 0), 0 * alive])' },
      ],
    });
  });

  test('a rotation that fails is an error of the function that infra makes for it', () => {
    const { parameters } = stacks.main.only('CloudFormationStack', 'rotation').properties;
    expect(parameters).toMatchObject({ functionName: 'bulkhead-main-production-rotation' });
    expect(stacks.main.only('MetricAlarm', 'rotation-failed').properties['metricQueries']).toMatchObject([
      {
        metric: {
          ...{ namespace: 'AWS/Lambda', metricName: 'Errors', stat: 'Sum' },
          dimensions: { FunctionName: 'bulkhead-main-production-rotation' },
        },
      },
      { id: 'alive' },
      { expression: 'SUM([FILL(failed, 0), 0 * alive])' },
    ]);
  });

  test('connections ring before the server has none left', () => {
    const parameters = stacks.main.only('ParameterGroup', 'database').properties['parameters'] as {
      name: string;
      value: string;
    }[];
    const most = Number(parameters.find(({ name }) => name === 'max_connections')?.value);
    const { threshold, metricQueries } = stacks.main.only('MetricAlarm', 'database-connections-high').properties;
    expect(metricQueries).toMatchObject([
      { metric: { metricName: 'DatabaseConnections', stat: 'Maximum' } },
      { expression: 'open' },
    ]);
    expect(threshold).toBeGreaterThan(most / 2);
    expect(threshold).toBeLessThan(most);
  });

  test('tampering is watched by the names and keys of the class, and kept as evidence', () => {
    const patternOf = (service: string): unknown =>
      JSON.parse(stacks.main.only('EventRule', `lock-tampering-${service}`).properties['eventPattern'] as string);
    expect(patternOf('s3')).toMatchObject({
      detail: { requestParameters: { bucketName: [{ prefix: 'bulkhead-main-production-' }] } },
    });
    const keys = ['database', 'backups', 'evidence', 'secrets', 'logs'].map(
      (name) => stacks.main.only('Key', name).properties['arn'],
    );
    expect(patternOf('kms')).toMatchObject({ source: ['aws.kms'], detail: { resources: { ARN: keys } } });
    expect(stacks.main.only('LogGroup', 'lock-tampering').properties['name']).toBe(
      '/aws/events/bulkhead-main-production-lock-tampering',
    );
  });

  test('with addresses HIGH goes there, without them to the pager', async () => {
    expect(stacks.main.namesOf('TopicSubscription')).toEqual(['mail-1', 'page']);
    const silent = await ClassStack.record('main', { settings: { 'bulkhead:alarmEmails': '' } });
    expect(silent.namesOf('TopicSubscription')).toEqual(['mail-to-pager', 'page']);
  });
});
