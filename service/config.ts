import { z } from 'zod';
import { signingSecretsMax } from '../policies/webhook.ts';
import { exitCode, Failure } from '../failure.ts';

/** Every environment variable that the service reads; infra/ sets exactly these. */
const environment = z
  .object({
    PORT: z.coerce.number().int().min(0).max(65_535).default(4242),
    HOST: z.string().min(1).default('127.0.0.1'),
    LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
    NODE_ENV: z.string().default('development'),
    STRIPE_MODE: z.enum(['test', 'live']).default('test'),
    STRIPE_WEBHOOK_SECRETS: z
      .string()
      .transform((list) => list.split(',').map((secret) => secret.trim()))
      .pipe(
        z
          .array(z.string().regex(/^whsec_\S+$/))
          .min(1)
          .max(signingSecretsMax),
      ),
    BILLING_DATABASE_URL: z.url({ protocol: /^(mysql|mariadb)$/ }).optional(),
  })
  .refine(
    ({ NODE_ENV: environment, STRIPE_MODE: mode, BILLING_DATABASE_URL: url }) =>
      url !== undefined || (environment !== 'production' && mode !== 'live'),
    // Also where other variables are wrong: all faults are told at once.
    { path: ['BILLING_DATABASE_URL'], error: 'missing', when: () => true },
  );

/** How to mend each variable. Never quotes its value, which may be a secret. */
const mends: Record<string, string> = {
  PORT: 'a whole number from 0 to 65535; 0 takes any free port',
  HOST: 'the address to listen on, such as 127.0.0.1 or 0.0.0.0',
  LOG_LEVEL: 'one of fatal, error, warn, info, debug, trace, silent',
  STRIPE_MODE: 'test or live: which of the two worlds the endpoint’s events come from',
  STRIPE_WEBHOOK_SECRETS: `the endpoint’s signing secrets, 1 to ${signingSecretsMax}, each beginning with whsec_, commas between`,
  BILLING_DATABASE_URL:
    'mariadb://billing_app:password@host:3306/billing; it may be left out only for test mode outside production, where Bulkhead starts a MariaDB of its own',
};

/** The value is never quoted: a secret may have been pasted into the wrong variable. */
function faultOf(name: string, value: string | undefined): string {
  return `${name} ${value === undefined ? 'is not set' : 'is not usable'}`;
}

/** What `serve` was told. */
export interface Config {
  port: number;
  host: string;
  logLevel: string;
  livemode: boolean;
  webhookSecrets: readonly string[];
  /** Undefined where Bulkhead is to start a local MariaDB. */
  billingDatabaseUrl: string | undefined;
}

/** Reads the environment. Throws one Failure (exit 2) that lists every variable that is wrong, each with its mend. */
export function readConfig(variables: NodeJS.ProcessEnv): Config {
  const set = Object.fromEntries(Object.entries(variables).filter(([, value]) => value !== ''));
  const parsed = environment.safeParse(set);
  if (!parsed.success) {
    const names = [...new Set(parsed.error.issues.map((issue) => String(issue.path[0])))];
    const faults = names.map((name) => faultOf(name, set[name]));
    throw new Failure(
      `the configuration has ${faults.length === 1 ? 'a gap' : `${faults.length} gaps`}: ${faults.join('; ')}`,
      {
        fix: names.map((name) => `${name}: ${mends[name]}`).join('\n       '),
        exitCode: exitCode.wrongUse,
      },
    );
  }
  return {
    port: parsed.data.PORT,
    host: parsed.data.HOST,
    logLevel: parsed.data.LOG_LEVEL,
    livemode: parsed.data.STRIPE_MODE === 'live',
    webhookSecrets: parsed.data.STRIPE_WEBHOOK_SECRETS,
    billingDatabaseUrl: parsed.data.BILLING_DATABASE_URL,
  };
}
