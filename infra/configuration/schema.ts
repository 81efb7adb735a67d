import { z } from 'zod';
import { backups, pointInTimeDaysMax } from '../../policies/backup.ts';
import { type DatabaseClass, engine, type EngineName, engines } from '../../policies/databases.ts';
import { residency } from '../../policies/residency.ts';
import { tasksMin } from '../../policies/service.ts';

const region = z.enum(residency.regions, {
  error: `has to be inside ${residency.zone}: ${residency.regions.join(', ')} (policies/residency.ts)`,
});

const everywhere = {
  accountId: z.string().regex(/^\d{12}$/, 'has to be the twelve digits of the AWS account'),
  region: region.default('eu-central-1'),
};

const flag = z.stringbool({ error: 'has to be true or false' });

/** An image by its digest: what was tested is what runs, whatever happens to a tag. */
const image = z
  .string()
  .regex(/^\S+@sha256:[0-9a-f]{64}$/, 'has to be an image with its digest: …dkr.ecr.…amazonaws.com/bulkhead@sha256:…');

const wholeNumber = (least: number, most: number) =>
  z.coerce.number().int().min(least, `has to be at least ${least}`).max(most, `has to be at most ${most}`);

/** An engine may end its life between two deployments: then the next one says so, not RDS by a bill. */
const engineName = z
  .enum(Object.keys(engines) as [EngineName, ...EngineName[]])
  .default(engine.name)
  .refine((name) => Date.parse(engines[name].supportedUntil) > Date.now(), {
    error: ({ input }) => {
      const { series, supportedUntil } = engines[input as EngineName];
      return `is ${String(input)} ${series}, which RDS supports until ${supportedUntil} only: name a newer one in policies/databases.ts`;
    },
  });

/** What a class's stack is told about its database, backups and jobs. */
const ofClass = (databaseClass: DatabaseClass) => {
  const { pointInTimeDays, keepDays } = backups[databaseClass];
  return {
    ...everywhere,
    copyRegion: region.default('eu-west-1'),
    engine: engineName,
    instanceClass: z.string().regex(/^db\.[a-z0-9]+\.[a-z0-9]+$/, 'has to be a class of RDS such as db.m7g.large'),
    storageGib: wholeNumber(20, 65_536).default(200),
    pointInTimeDays: wholeNumber(pointInTimeDays, pointInTimeDaysMax).default(pointInTimeDays),
    keepDays: wholeNumber(keepDays, 3650).default(keepDays),
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

const elsewhere = {
  path: ['copyRegion'],
  error: 'has to be another region than `region`: a copy beside the original is lost with it',
};

/** Every setting of every program, by project; Pulumi.<stack>.yaml has them under `bulkhead:`. */
export const schemas = {
  network: z.strictObject({
    ...everywhere,
    cidr: z
      .string()
      .regex(
        /^(10|172\.(1[6-9]|2\d|3[01])|192\.168)(\.\d{1,3}){1,2}\.0\/16$/,
        'has to be a private /16, such as 10.40.0.0/16',
      )
      .default('10.40.0.0/16'),
    natPerZone: flag.default(true),
  }),
  billing: z
    .strictObject({
      ...ofClass('billing'),
      domainName: z.string().regex(/^([a-z0-9-]+\.)+[a-z]{2,}$/, 'has to be the host that Stripe posts to'),
      certificateArn: z
        .string()
        .regex(
          /^arn:aws:acm:[a-z0-9-]+:\d{12}:certificate\/[0-9a-f-]{36}$/,
          'has to be the ARN of the host’s certificate in ACM',
        ),
      stripeMode: z.enum(['test', 'live'], 'has to be test or live'),
      onlyStripeAddresses: flag.default(false),
      tasksLeast: wholeNumber(tasksMin, 100).default(tasksMin),
      tasksMost: wholeNumber(tasksMin, 100).default(8),
      taskProcessorUnits: wholeNumber(256, 16_384).default(1024),
      taskMemoryMib: wholeNumber(512, 122_880).default(2048),
    })
    .refine(({ copyRegion, region: home }) => copyRegion !== home, elsewhere)
    .refine(({ tasksLeast, tasksMost }) => tasksLeast <= tasksMost, {
      path: ['tasksMost'],
      error: 'has to be no less than tasksLeast',
    })
    .refine(
      ({ certificateArn, region: home, accountId }) => certificateArn.startsWith(`arn:aws:acm:${home}:${accountId}:`),
      {
        path: ['certificateArn'],
        error: 'has to be of the same region and account as the stack: a load balancer takes no other',
      },
    ),
  main: z.strictObject(ofClass('main')).refine(({ copyRegion, region: home }) => copyRegion !== home, elsewhere),
} as const;

export type NetworkConfiguration = z.infer<typeof schemas.network> & { stack: 'production' | 'staging' };
export type BillingConfiguration = z.infer<typeof schemas.billing> & { stack: 'production' | 'staging' };
export type MainConfiguration = z.infer<typeof schemas.main> & { stack: 'production' | 'staging' };
/** What billing and main are both told. */
export type ClassConfiguration = MainConfiguration;
export interface Configurations {
  network: NetworkConfiguration;
  billing: BillingConfiguration;
  main: MainConfiguration;
}
