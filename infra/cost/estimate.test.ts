import { describe, expect, test } from 'vitest';
import { type Billed, estimate } from './estimate.ts';
import { hoursAMonth, priceList, prices, serverPrice } from './prices.ts';
import { usage } from './usage.ts';

const of = (type: string, properties: Record<string, unknown> = {}, name = 'tested'): Billed => ({
  type,
  name,
  properties,
});
const task = (properties: Record<string, unknown>) =>
  of('aws:ecs/taskDefinition:TaskDefinition', { arn: 'arn:task', cpu: '1024', memory: '2048', ...properties });
const database = (properties: Record<string, unknown>) =>
  of('aws:rds/instance:Instance', { instanceClass: 'db.m7g.large', allocatedStorage: 200, ...properties });
const schedule = (scheduleExpression: string) =>
  of('aws:scheduler/schedule:Schedule', {
    scheduleExpression,
    target: { ecsParameters: { taskDefinitionArn: 'arn:task' } },
  });

/** Resources, and the quantity of each item that they cost. */
const priced: Record<string, [Billed[], Record<string, number>]> = {
  'a database in one zone': [[database({})], { 'db.m7g.large': 730, 'gp3 storage': 200 }],
  'a database in two, with a password of RDS’s own and insights': [
    [
      database({
        instanceClass: 'db.r7g.xlarge',
        multiAz: true,
        manageMasterUserPassword: true,
        databaseInsightsMode: 'advanced',
      }),
    ],
    {
      'db.r7g.xlarge, Multi-AZ': 730,
      'gp3 storage, Multi-AZ': 200,
      'Database Insights, advanced': 4 * 2 * 730,
      secret: 1,
    },
  ],
  'an Aurora cluster of two servers': [
    [
      of('aws:rds/cluster:Cluster'),
      of('aws:rds/clusterInstance:ClusterInstance', { instanceClass: 'db.r7g.large' }),
      of('aws:rds/clusterInstance:ClusterInstance', { instanceClass: 'db.r7g.large' }),
    ],
    {
      'db.r7g.large, Aurora': 1460,
      'Aurora storage': usage.auroraGib,
      'Aurora requests': usage.auroraRequestsMillions,
    },
  ],
  'a service of two tasks': [
    [task({}), of('aws:ecs/service:Service', { desiredCount: 2, taskDefinition: 'arn:task' })],
    { 'Fargate, processor': 1460, 'Fargate, memory': 2920 },
  ],
  'the same on ARM': [
    [
      task({ runtimePlatform: { cpuArchitecture: 'ARM64' } }),
      of('aws:ecs/service:Service', { desiredCount: 2, taskDefinition: 'arn:task' }),
    ],
    { 'Fargate ARM, processor': 1460, 'Fargate ARM, memory': 2920 },
  ],
  'a job every six hours': [
    [task({}), schedule('rate(6 hours)')],
    {
      'Fargate, processor': (hoursAMonth / 6) * usage.jobHours,
      'Fargate, memory': (hoursAMonth / 6) * usage.jobHours * 2,
    },
  ],
  'the same by cron': [
    [task({}), schedule('cron(15 0/6 * * ? *)')],
    {
      'Fargate, processor': (hoursAMonth / 6) * usage.jobHours,
      'Fargate, memory': (hoursAMonth / 6) * usage.jobHours * 2,
    },
  ],
  'a weekly job': [
    [task({}), schedule('cron(0 3 ? * SUN *)')],
    {
      'Fargate, processor': (hoursAMonth / 24 / 7) * usage.jobHours,
      'Fargate, memory': (hoursAMonth / 24 / 7) * usage.jobHours * 2,
    },
  ],
  'an endpoint in three zones, and one of a gateway': [
    [
      of('aws:ec2/vpcEndpoint:VpcEndpoint', { vpcEndpointType: 'Interface', subnetIds: ['a', 'b', 'c'] }),
      of('aws:ec2/vpcEndpoint:VpcEndpoint', { vpcEndpointType: 'Gateway' }),
    ],
    { 'interface endpoint': 2190 },
  ],
  'a load balancer that the world reaches': [
    [of('aws:lb/loadBalancer:LoadBalancer', { subnets: ['a', 'b', 'c'] })],
    { 'load balancer': 730, 'load balancer, capacity units': 730, 'public IPv4 address': 2190 },
  ],
  'one that it does not': [
    [of('aws:lb/loadBalancer:LoadBalancer', { internal: true, subnets: ['a', 'b', 'c'] })],
    { 'load balancer': 730, 'load balancer, capacity units': 730 },
  ],
  'a firewall of three rules': [
    [of('aws:wafv2/webAcl:WebAcl', { rules: [{}, {}, {}] })],
    { 'WAF, web ACL': 1, 'WAF, rule': 3, 'WAF, requests': usage.requestsMillions },
  ],
  'an alarm, and one on an expression over two metrics': [
    [
      of('aws:cloudwatch/metricAlarm:MetricAlarm'),
      of('aws:cloudwatch/metricAlarm:MetricAlarm', {
        metricQueries: [{ expression: 'a/b' }, { metric: {} }, { metric: {} }],
      }),
    ],
    { alarm: 3 },
  ],
  'keys, secrets and dashboards by the piece': [
    [
      of('aws:kms/key:Key'),
      of('aws:kms/key:Key'),
      of('aws:secretsmanager/secret:Secret'),
      of('aws:cloudwatch/dashboard:Dashboard'),
    ],
    { 'KMS key': 2, secret: 1, dashboard: 1 },
  ],
  'a bucket of dumps, and one of evidence': [
    [of('aws:s3/bucket:Bucket'), of('aws:s3/bucket:Bucket', { tags: { 'bulkhead:holds': 'evidence' } })],
    { S3: usage.bucketGib + usage.evidenceGib },
  ],
  'what costs nothing': [
    [
      of('aws:iam/role:Role'),
      of('aws:ec2/subnet:Subnet'),
      of('aws:s3/bucketVersioning:BucketVersioning'),
      of('pulumi:providers:aws'),
    ],
    {},
  ],
};

const rounded = (quantity: number) => Number(quantity.toFixed(6));

test.each(Object.entries(priced))('%s', (_, [resources, quantities]) => {
  const { lines, unpriced } = estimate(resources);
  expect(Object.fromEntries(lines.map(({ item, quantity }) => [item, rounded(quantity)]))).toEqual(
    Object.fromEntries(Object.entries(quantities).map(([item, quantity]) => [item, rounded(quantity)])),
  );
  expect(unpriced).toEqual([]);
});

test('the sum is that of the lines, and the dearest comes first', () => {
  const { lines, usd } = estimate([of('aws:ec2/natGateway:NatGateway'), of('aws:kms/key:Key')]);
  expect(lines.map(({ item }) => item)).toEqual(['NAT gateway', 'KMS key', 'NAT gateway, traffic']);
  expect(lines[0]).toMatchObject({ quantity: 730, unit: 'hour', unitUsd: 0.052, assumed: false });
  expect(lines[2]).toMatchObject({ assumed: true });
  expect(usd).toBeCloseTo(730 * 0.052 + 1 + usage.natGib * 0.052);
});

test('what is assumed stays apart from what the programs say', () => {
  const { lines } = estimate([
    task({}),
    schedule('rate(1 hour)'),
    of('aws:ecs/service:Service', { desiredCount: 1, taskDefinition: 'arn:task' }),
  ]);
  expect(lines.map(({ item, quantity, assumed }) => [item, quantity, assumed])).toEqual([
    ['Fargate, processor', 730, false],
    ['Fargate, processor', 730 * usage.jobHours, true],
    ['Fargate, memory', 1460, false],
    ['Fargate, memory', 1460 * usage.jobHours, true],
  ]);
});

/** What nobody may take for nothing, and what is said of it. */
const unknown: Record<string, [Billed[], string]> = {
  'a type that is in no table': [[of('aws:ec2/instance:Instance')], 'no price known'],
  'a type that is not AWS’s': [[of('other:index:Thing')], 'no price known'],
  'a class of database that is in no table': [
    [database({ instanceClass: 'db.x9.large' })],
    'no price known of db.x9.large in RDS',
  ],
  'a database of unknown size': [[database({ allocatedStorage: undefined })], 'its allocatedStorage is not known'],
  'a service of an unknown number of tasks': [[of('aws:ecs/service:Service')], 'its desiredCount is not known'],
  'a service of unknown tasks': [
    [of('aws:ecs/service:Service', { desiredCount: 1, taskDefinition: 'arn:other' })],
    'its task definition is not known',
  ],
  'a schedule that is not understood': [
    [schedule('cron(0 3 L * ? 2027)')],
    'no price known of what runs "cron(0 3 L * ? 2027)"',
  ],
};

test.each(Object.entries(unknown))('%s is listed, and not in the sum', (_, [resources, problem]) => {
  const { usd, unpriced } = estimate(resources);
  expect(unpriced.map((one) => one.problem)).toEqual([problem]);
  expect(usd).toBe(0);
});

describe('the price list', () => {
  test('says its date, its region and a source for each price', () => {
    expect(priceList.date).toMatch(/^\d{4}-\d{2}-\d{2}$/);
    for (const { usd, source } of Object.values(prices)) {
      expect(usd).toBeGreaterThan(0);
      expect(source).toMatch(/^https:\/\/aws\.amazon\.com\/.+\/pricing\/$/);
    }
    expect(new Set(Object.values(prices).map(({ item }) => item)).size).toBe(Object.keys(prices).length);
  });

  test('a server in two zones costs twice that in one', () => {
    expect(serverPrice('rds', 'db.t4g.medium', 1)!.usd).toBeCloseTo(0.0774, 4);
    expect(serverPrice('rds', 'db.t4g.medium', 2)!.usd).toBeCloseTo(0.1547, 4);
  });
});
