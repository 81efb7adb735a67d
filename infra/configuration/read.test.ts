import { setAllConfig } from '@pulumi/pulumi/runtime/config.js';
import { MockMonitor } from '@pulumi/pulumi/runtime/mocks.js';
import { setMockOptions } from '@pulumi/pulumi/runtime/settings.js';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { backups } from '../../policies/backup.ts';
import { engines } from '../../policies/databases.ts';
import { tasksMin } from '../../policies/service.ts';
import { readConfiguration } from './read.ts';
import type { Configurations } from './schema.ts';

const account = '111122223333';
const main = {
  accountId: account,
  instanceClass: 'db.m7g.large',
  image: `example.com/bulkhead@sha256:${'a'.repeat(64)}`,
  pagerUrl: 'https://pager.example.com/sns',
};
const billing = {
  ...main,
  domainName: 'billing.example.com',
  certificateArn: `arn:aws:acm:eu-central-1:${account}:certificate/12345678-1234-1234-1234-123456789012`,
  stripeMode: 'test',
};
const good = { network: { accountId: account }, billing, main };

/** Reads settings as a program of a stack would; undefined takes one away. */
function read<Project extends keyof Configurations>(
  project: Project,
  changes: Record<string, string | undefined> = {},
  stack = 'production',
): Configurations[Project] {
  setMockOptions(new MockMonitor({ call: () => ({}), newResource: () => ({ id: '', state: {} }) }), project, stack);
  const settings = Object.entries({ ...good[project], ...changes }).filter(([, value]) => value !== undefined);
  setAllConfig(Object.fromEntries(settings.map(([key, value]) => [`bulkhead:${key}`, value!])));
  return readConfiguration(project);
}

/** What the program says of settings, without the first line and the mend. */
function faults(...words: Parameters<typeof read>): string[] {
  try {
    read(...words);
  } catch (error) {
    const [head, ...lines] = (error as Error).message.split('\n');
    expect(head).toBe(
      `the configuration of ${words[0]} has ${lines.length === 2 ? 'a fault' : `${lines.length - 1} faults`}:`,
    );
    expect(lines.at(-1)).toBe(
      `  fix: pulumi config set bulkhead:<name> <value> in infra/${words[0]}; infra/README.md lists them`,
    );
    return lines.slice(0, -1).map((line) => line.trim().replace(/^bulkhead:/, ''));
  }
  return [];
}

afterEach(() => {
  vi.useRealTimers();
});

test('what is left out is safe for production', () => {
  expect(read('billing')).toMatchObject({
    stack: 'production',
    region: 'eu-central-1',
    copyRegion: 'eu-west-1',
    engine: 'mariadb',
    pointInTimeDays: backups.billing.pointInTimeDays,
    keepDays: backups.billing.keepDays,
    tasksLeast: tasksMin,
    tasksMost: 8,
    taskProcessorUnits: 1024,
    taskMemoryMib: 2048,
    alarmEmails: [],
  });
  expect(read('main')).toMatchObject({
    pointInTimeDays: backups.main.pointInTimeDays,
    keepDays: backups.main.keepDays,
  });
  expect(read('network')).toMatchObject({ cidr: '10.40.0.0/16', natPerZone: true });
});

test('texts become what they mean', () => {
  expect(read('main', { alarmEmails: 'a@example.com, b@example.com', storageGib: '50' })).toMatchObject({
    alarmEmails: ['a@example.com', 'b@example.com'],
    storageGib: 50,
  });
  expect(read('network', { natPerZone: 'false' })).toMatchObject({ natPerZone: false });
});

const inResidency =
  'has to be inside the European Union: eu-central-1, eu-west-1, eu-west-3, eu-north-1, eu-south-1, eu-south-2 (policies/residency.ts)';
const shorter = ': longer than the policy, never shorter (policies/backup.ts)';
const foreign = 'certificateArn has to be of the same region and account as the stack: a load balancer takes no other';
const memory =
  'taskMemoryMib has to be what Fargate gives to so many taskProcessorUnits: 1024 take 2048 to 8192 MiB in steps of 1024';

const refused: Record<string, [keyof Configurations, Record<string, string | undefined>, string]> = {
  'a missing account': [
    'network',
    { accountId: undefined },
    'accountId is missing: it has to be the twelve digits of the AWS account',
  ],
  'an account that is none': [
    'network',
    { accountId: '1234' },
    'accountId has to be the twelve digits of the AWS account',
  ],
  'a missing image': [
    'main',
    { image: undefined },
    'image is missing: it has to be an image with its digest: …dkr.ecr.…amazonaws.com/bulkhead@sha256:…',
  ],
  'an image by its tag': [
    'main',
    { image: 'example.com/bulkhead:latest' },
    'image has to be an image with its digest: …dkr.ecr.…amazonaws.com/bulkhead@sha256:…',
  ],
  'a missing class of server': [
    'main',
    { instanceClass: undefined },
    'instanceClass is missing: it has to be a class of RDS such as db.m7g.large',
  ],
  'a missing pager': [
    'billing',
    { pagerUrl: undefined },
    'pagerUrl is missing: it has to be the https:// address that your pager takes SNS messages at',
  ],
  'a pager without TLS': [
    'main',
    { pagerUrl: 'http://pager.example.com' },
    'pagerUrl has to be the https:// address that your pager takes SNS messages at',
  ],
  'a missing mode of Stripe': [
    'billing',
    { stripeMode: undefined },
    'stripeMode is missing: it has to be test or live',
  ],
  'a mail address that is none': [
    'main',
    { alarmEmails: 'a@example.com,nobody' },
    'alarmEmails has to be e-mail addresses, commas between',
  ],
  'a network that is not private': [
    'network',
    { cidr: '8.8.0.0/16' },
    'cidr has to be a private /16, such as 10.40.0.0/16',
  ],
  'a network of another size': [
    'network',
    { cidr: '10.40.0.0/24' },
    'cidr has to be a private /16, such as 10.40.0.0/16',
  ],
  'a network that begins within a /16': [
    'network',
    { cidr: '10.40.7.0/16' },
    'cidr has to be a private /16, such as 10.40.0.0/16',
  ],
  'a flag that is neither': ['network', { natPerZone: 'no' }, 'natPerZone has to be true or false'],
  'a number in words': ['main', { storageGib: 'large' }, 'storageGib has to be a whole number from 20 to 13107'],
  'storage that could not grow': [
    'main',
    { storageGib: '20000' },
    'storageGib has to be a whole number from 20 to 13107',
  ],
  'half a number': ['main', { storageGib: '20.5' }, 'storageGib has to be a whole number from 20 to 13107'],
  'a region outside residency': ['network', { region: 'us-east-1' }, `region ${inResidency}`],
  'copies outside residency': ['main', { copyRegion: 'eu-west-2' }, `copyRegion ${inResidency}`],
  'copies beside the original': [
    'main',
    { copyRegion: 'eu-central-1' },
    'copyRegion has to be another region than `region`: a copy beside the original is lost with it',
  ],
  'billing’s copies beside the original': [
    'billing',
    { region: 'eu-west-1', certificateArn: billing.certificateArn.replace('eu-central-1', 'eu-west-1') },
    'copyRegion has to be another region than `region`: a copy beside the original is lost with it',
  ],
  'billing’s dumps a day less': [
    'billing',
    { keepDays: '89' },
    `keepDays has to be a whole number from 90 to 3650${shorter}`,
  ],
  'main’s dumps a day less': [
    'main',
    { keepDays: '29' },
    `keepDays has to be a whole number from 30 to 3650${shorter}`,
  ],
  'billing’s log backups a day less': ['billing', { pointInTimeDays: '34' }, `pointInTimeDays has to be 35${shorter}`],
  'more log backups than RDS keeps': [
    'main',
    { pointInTimeDays: '36' },
    `pointInTimeDays has to be a whole number from 30 to 35${shorter}`,
  ],
  'an engine that is not ours': [
    'main',
    { engine: 'postgres' },
    'engine has to be mariadb, mysql, aurora-mysql (policies/databases.ts)',
  ],
  'a server that Aurora has not': [
    'main',
    { engine: 'aurora-mysql' },
    'instanceClass has to be of db.r…, db.t… or db.x… for Aurora, which has no others',
  ],
  'more tasks at least than at most': ['billing', { tasksLeast: '9' }, 'tasksMost has to be no less than tasksLeast'],
  'one task': ['billing', { tasksLeast: '1' }, 'tasksLeast has to be a whole number from 2 to 100'],
  'processors that Fargate has not': [
    'billing',
    { taskProcessorUnits: '1000' },
    'taskProcessorUnits has to be 256, 512, 1024, 2048, 4096, 8192, 16384',
  ],
  'more memory than Fargate gives': ['billing', { taskMemoryMib: '9216' }, memory],
  'memory between two steps': ['billing', { taskMemoryMib: '2500' }, memory],
  'a certificate of another region': [
    'billing',
    { certificateArn: billing.certificateArn.replace('eu-central-1', 'us-east-1') },
    foreign,
  ],
  'a certificate of another account': [
    'billing',
    { certificateArn: billing.certificateArn.replace(account, '444455556666') },
    foreign,
  ],
  'an unknown setting': ['network', { colour: 'blue' }, 'colour is no setting of network'],
  'a misspelt setting': ['network', { regoin: 'eu-west-1' }, 'regoin is no setting of network: did you mean region?'],
  'a setting of another project': ['main', { stripeMode: 'live' }, 'stripeMode is no setting of main'],
};

describe('refuses', () => {
  test.each(Object.entries(refused))('%s', (_, [project, changes, fault]) => {
    expect(faults(project, changes)).toEqual([fault]);
  });

  test('an unknown stack', () => {
    expect(faults('network', {}, 'prod')).toEqual(['there is no stack prod: there is production, staging']);
  });

  test.each(Object.values(engines))('$name $series the day after RDS supports it no longer', (engine) => {
    const settings = { engine: engine.name, instanceClass: 'db.r7g.large' };
    const lastDay = new Date(`${engine.supportedUntil}T23:59:59Z`);
    vi.useFakeTimers({ now: lastDay });
    expect(faults('main', settings)).toEqual([]);
    vi.setSystemTime(lastDay.getTime() + 1000);
    expect(faults('main', settings)).toEqual([
      `engine is ${engine.name} ${engine.series}, which RDS supports until ${engine.supportedUntil} only: name a newer one in policies/databases.ts`,
    ]);
  });

  test('the default engine, too, once it is past its end, and does not call it missing', () => {
    vi.useFakeTimers({ now: new Date('2040-01-01') });
    expect(faults('main')).toEqual([expect.stringMatching(/^engine is mariadb/)]);
  });

  test('everything at once, whatever kind of fault each is', () => {
    const changes = {
      accountId: undefined,
      region: 'us-east-1',
      copyRegion: 'us-east-1',
      tasksLeast: '50',
      tasksMost: '40',
      taskMemoryMib: '100000',
      keepDays: '1',
      certificateArn: 'arn:aws:acm',
      colour: 'blue',
    };
    expect(new Set(faults('billing', changes, 'prod'))).toEqual(
      new Set([
        'there is no stack prod: there is production, staging',
        'accountId is missing: it has to be the twelve digits of the AWS account',
        `region ${inResidency}`,
        `copyRegion ${inResidency}`,
        'copyRegion has to be another region than `region`: a copy beside the original is lost with it',
        'tasksMost has to be no less than tasksLeast',
        memory,
        `keepDays has to be a whole number from 90 to 3650${shorter}`,
        'certificateArn has to be the ARN of the host’s certificate in ACM',
        'colour is no setting of billing',
      ]),
    );
  });
});
