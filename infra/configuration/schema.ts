import { z } from 'zod';
import { backups, pointInTimeDaysMax } from '../../policies/backup.ts';
import { storageGibMax, storageGibMin } from '../../policies/database-server.ts';
import { type DatabaseClass, engine, type EngineName, engines } from '../../policies/databases.ts';
import { residency } from '../../policies/residency.ts';
import { tasksMin } from '../../policies/service.ts';
import type { StackName } from './stack.ts';

const region = z.enum(residency.regions, {
  error: `has to be inside ${residency.zone}: ${residency.regions.join(', ')} (policies/residency.ts)`,
});

/** A text of a form. Every error says what the value has to be; whether it is missing is for read.ts to see. */
const text = (pattern: RegExp, error: string) => z.string({ error }).regex(pattern, { error });

const everywhere = {
  accountId: text(/^\d{12}$/, 'has to be the twelve digits of the AWS account'),
  region: region.default('eu-central-1'),
};

const flag = z.stringbool({ truthy: ['true'], falsy: ['false'], error: 'has to be true or false' });

/** An image by its digest: what was tested is what runs, whatever happens to a tag. */
const image = text(
  /^\S+@sha256:[0-9a-f]{64}$/,
  'has to be an image with its digest: …dkr.ecr.…amazonaws.com/bulkhead@sha256:…',
);

const wholeNumber = (least: number, most: number, why = '') => {
  const range = least === most ? String(least) : `a whole number from ${least} to ${most}`;
  const error = `has to be ${range}${why}`;
  return z.coerce.number({ error }).int({ error }).min(least, { error }).max(most, { error });
};

/** An engine may end its life between two deployments: then the next one says so, not RDS by a bill. */
const engineName = z
  .enum(Object.keys(engines) as [EngineName, ...EngineName[]], {
    error: `has to be ${Object.keys(engines).join(', ')} (policies/databases.ts)`,
  })
  .default(engine.name)
  .refine((name) => today() <= engines[name].supportedUntil, {
    error: ({ input }) => {
      const { series, supportedUntil } = engines[input as EngineName];
      return `is ${String(input)} ${series}, which RDS supports until ${supportedUntil} only: name a newer one in policies/databases.ts`;
    },
  });

function today(): string {
  return new Date().toISOString().slice(0, 10);
}

/** What a class's stack is told about its database, backups and jobs. */
const ofClass = (databaseClass: DatabaseClass) => {
  const { pointInTimeDays, keepDays } = backups[databaseClass];
  const policy = ': longer than the policy, never shorter (policies/backup.ts)';
  return {
    ...everywhere,
    copyRegion: region.default('eu-west-1'),
    engine: engineName,
    instanceClass: text(/^db\.[a-z0-9]+\.[a-z0-9]+$/, 'has to be a class of RDS such as db.m7g.large'),
    storageGib: wholeNumber(storageGibMin, storageGibMax).default(200),
    pointInTimeDays: wholeNumber(pointInTimeDays, pointInTimeDaysMax, policy).default(pointInTimeDays),
    keepDays: wholeNumber(keepDays, keepDaysMax, policy).default(keepDays),
    image,
    alarmEmails: z
      .string()
      .default('')
      .transform((list) =>
        list
          .split(',')
          .map((one) => one.trim())
          .filter((one) => one !== ''),
      )
      .pipe(z.array(z.email('has to be e-mail addresses, commas between'))),
    pagerUrl: z.url({
      protocol: /^https$/,
      error: 'has to be the https:// address that your pager takes SNS messages at',
    }),
  };
};

/** Ten years, the longest that tax law wants invoices kept: longer is a mistake that Object Lock would not let anybody mend. */
const keepDaysMax = 3650;

/** Runs also where single settings are wrong, so that all faults are told at once. */
const always = { when: () => true };

const copiesGoElsewhere = {
  ...always,
  path: ['copyRegion'],
  error: 'has to be another region than `region`: a copy beside the original is lost with it',
};

const serverFitsEngine = {
  ...always,
  path: ['instanceClass'],
  error: 'has to be of db.r…, db.t… or db.x… for Aurora, which has no others',
};

/** Aurora MySQL has no general-purpose classes: https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/Concepts.DBInstanceClass.SupportAurora.html */
function fits({ engine: name, instanceClass }: { engine: string; instanceClass: string }): boolean {
  return name !== 'aurora-mysql' || !/^db\.m/.test(instanceClass);
}

/** MiB that Fargate gives to so many processor units: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-cpu-memory-error.html */
const taskMemories: Readonly<Record<number, { least: number; most: number; step: number }>> = {
  256: { least: 512, most: 2048, step: 512 },
  512: { least: 1024, most: 4096, step: 1024 },
  1024: { least: 2048, most: 8192, step: 1024 },
  2048: { least: 4096, most: 16_384, step: 1024 },
  4096: { least: 8192, most: 30_720, step: 1024 },
  8192: { least: 16_384, most: 61_440, step: 4096 },
  16_384: { least: 32_768, most: 122_880, step: 8192 },
};

const processorUnits = Object.keys(taskMemories);

function taskMemoryFits({ taskProcessorUnits: units, taskMemoryMib: mebibytes }: TaskSize): boolean {
  const memory = taskMemories[units];
  if (memory === undefined) return true;
  // Of the smallest, Fargate takes 512, 1024 and 2048, and no 1536.
  const inStep = mebibytes % memory.step === 0 && !(units === 256 && mebibytes === 1536);
  return mebibytes >= memory.least && mebibytes <= memory.most && inStep;
}

interface TaskSize {
  taskProcessorUnits: number;
  taskMemoryMib: number;
}

/** Compares only what is well formed: what is not has a fault of its own. */
function certificateIsHere(settings: { certificateArn: string; region: string; accountId: string }): boolean {
  const [, , , certificateRegion, account] = String(settings.certificateArn).split(':');
  if (account === undefined || !/^\d{12}$/.test(settings.accountId)) return true;
  return certificateRegion === settings.region && account === settings.accountId;
}

/** Every setting of every program, by project; Pulumi.<stack>.yaml has them under `bulkhead:`. */
export const schemas = {
  network: z.strictObject({
    ...everywhere,
    cidr: text(
      /^(10\.(\d|[1-9]\d|1\d\d|2[0-4]\d|25[0-5])|172\.(1[6-9]|2\d|3[01])|192\.168)\.0\.0\/16$/,
      'has to be a private /16, such as 10.40.0.0/16',
    ).default('10.40.0.0/16'),
    natPerZone: flag.default(true),
  }),
  billing: z
    .strictObject({
      ...ofClass('billing'),
      domainName: text(/^([a-z0-9-]+\.)+[a-z]{2,}$/, 'has to be the host that Stripe posts to'),
      certificateArn: text(
        /^arn:aws:acm:[a-z0-9-]+:\d{12}:certificate\/[0-9a-f-]{36}$/,
        'has to be the ARN of the host’s certificate in ACM',
      ),
      stripeMode: z.enum(['test', 'live'], 'has to be test or live'),
      onlyStripeAddresses: flag.default(false),
      tasksLeast: wholeNumber(tasksMin, 100).default(tasksMin),
      tasksMost: wholeNumber(tasksMin, 100).default(8),
      taskProcessorUnits: z
        .enum(processorUnits, `has to be ${processorUnits.join(', ')}`)
        .default('1024')
        .transform(Number),
      taskMemoryMib: wholeNumber(512, 122_880).default(2048),
    })
    .refine(({ copyRegion, region: home }) => copyRegion !== home, copiesGoElsewhere)
    .refine(fits, serverFitsEngine)
    .refine(({ tasksLeast, tasksMost }) => !(tasksLeast > tasksMost), {
      ...always,
      path: ['tasksMost'],
      error: 'has to be no less than tasksLeast',
    })
    .refine(taskMemoryFits, {
      ...always,
      path: ['taskMemoryMib'],
      error: 'has to be what Fargate gives to so many taskProcessorUnits: 1024 take 2048 to 8192 MiB in steps of 1024',
    })
    .refine(certificateIsHere, {
      ...always,
      path: ['certificateArn'],
      error: 'has to be of the same region and account as the stack: a load balancer takes no other',
    }),
  main: z
    .strictObject(ofClass('main'))
    .refine(({ copyRegion, region: home }) => copyRegion !== home, copiesGoElsewhere)
    .refine(fits, serverFitsEngine),
} as const;

export type NetworkConfiguration = z.infer<typeof schemas.network> & { stack: StackName };
export type BillingConfiguration = z.infer<typeof schemas.billing> & { stack: StackName };
export type MainConfiguration = z.infer<typeof schemas.main> & { stack: StackName };
/** What billing and main are both told. */
export type ClassConfiguration = MainConfiguration;
export interface Configurations {
  network: NetworkConfiguration;
  billing: BillingConfiguration;
  main: MainConfiguration;
}
