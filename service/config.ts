import { z } from 'zod';
import { signingSecretBytesMin } from '../policies/api.ts';
import { signingSecretsMax } from '../policies/webhook.ts';
import { exitCode, Failure } from '../failure.ts';
import { hasPassword, readDatabaseUrl } from './database/url-variables.ts';

export { passwordVariable, urlVariable } from './database/url-variables.ts';

const stripeMode = { STRIPE_MODE: z.enum(['test', 'live']).default('test') };

/** Whether it may run without what only real customers make necessary. */
function mayLack({ NODE_ENV: environment, STRIPE_MODE: mode }: { NODE_ENV: string; STRIPE_MODE: string }): boolean {
  return environment !== 'production' && mode !== 'live';
}

/** What everything reads that works on billing's database as the app does. */
const billing = z
  .object({
    ...stripeMode,
    NODE_ENV: z.string().default('development'),
    BILLING_DATABASE_URL: z.url({ protocol: /^(mysql|mariadb)$/ }).optional(),
    BILLING_DATABASE_PASSWORD: z.string().optional(),
  })
  .refine(
    (found) => found.BILLING_DATABASE_URL !== undefined || mayLack(found),
    // Also where other variables are wrong: all faults are told at once.
    { path: ['BILLING_DATABASE_URL'], error: 'missing', when: () => true },
  )
  .refine(
    ({ BILLING_DATABASE_URL: url, BILLING_DATABASE_PASSWORD: password }) =>
      password === undefined || (url !== undefined && !hasPassword(url)),
    { path: ['BILLING_DATABASE_PASSWORD'], error: 'two passwords, or one without a URL', when: () => true },
  );

const stripeApiFields = {
  STRIPE_API_KEY: z.string().regex(/^[sr]k_(test|live)_\w+$/),
  STRIPE_API_BASE: z
    .url({ protocol: /^https?$/, normalize: true })
    .refine((url) => url === `${URL.parse(url)?.origin}/`)
    .optional(),
};

interface StripeVariables {
  STRIPE_MODE: string;
  STRIPE_API_KEY?: string | undefined;
  STRIPE_API_BASE?: string | undefined;
}

const keyIsOfMode = ({ STRIPE_MODE: mode, STRIPE_API_KEY: key }: StripeVariables) =>
  key === undefined || key.slice('sk_'.length).startsWith(mode);
const liveGoesToStripe = ({ STRIPE_MODE: mode, STRIPE_API_BASE: base }: StripeVariables) =>
  mode === 'test' || base === undefined;

/** What the commands read that call Stripe's API. */
const stripeApi = z
  .object({ ...stripeMode, ...stripeApiFields })
  .refine(keyIsOfMode, { path: ['STRIPE_API_KEY'] })
  .refine(liveGoesToStripe, { path: ['STRIPE_API_BASE'] });

/** What the apps' signing secrets are derived from: see service/outbox/. */
const appSigningSecret = z
  .base64()
  .transform((text) => Buffer.from(text, 'base64'))
  .refine((bytes) => bytes.length >= signingSecretBytesMin);

/** Every environment variable that the service reads; infra/ sets exactly these. */
const service = billing.safeExtend({
  PORT: z.coerce.number().int().min(0).max(65_535).default(4242),
  HOST: z.string().min(1).default('127.0.0.1'),
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
  STRIPE_WEBHOOK_SECRETS: z
    .string()
    .transform((list) => list.split(',').map((secret) => secret.trim()))
    .pipe(
      z
        .array(z.string().regex(/^whsec_\S+$/))
        .min(1)
        .max(signingSecretsMax),
    ),
  STRIPE_API_KEY: stripeApiFields.STRIPE_API_KEY.optional(),
  STRIPE_API_BASE: stripeApiFields.STRIPE_API_BASE,
  APP_SIGNING_SECRET: appSigningSecret.optional(),
});

/** On a developer's machine the API may do without them: what needs them is then refused. */
const complete = service
  .refine(keyIsOfMode, { path: ['STRIPE_API_KEY'] })
  .refine(liveGoesToStripe, { path: ['STRIPE_API_BASE'] })
  .refine((found) => found.STRIPE_API_KEY !== undefined || mayLack(found), {
    ...{ path: ['STRIPE_API_KEY'], error: 'missing', when: () => true },
  })
  .refine((found) => found.APP_SIGNING_SECRET !== undefined || mayLack(found), {
    ...{ path: ['APP_SIGNING_SECRET'], error: 'missing', when: () => true },
  });

/** How to mend each variable. Never quotes its value, which may be a secret. */
const mends: Record<string, string> = {
  PORT: 'a whole number from 0 to 65535; 0 takes any free port',
  HOST: 'the address to listen on, such as 127.0.0.1 or 0.0.0.0',
  LOG_LEVEL: 'one of fatal, error, warn, info, debug, trace, silent',
  STRIPE_MODE: 'test or live: which of the two worlds the endpoint’s events come from',
  STRIPE_WEBHOOK_SECRETS: `the endpoint’s signing secrets, 1 to ${signingSecretsMax}, each beginning with whsec_, commas between`,
  STRIPE_API_KEY:
    'a secret or restricted key of the mode that STRIPE_MODE says: sk_test_… or rk_test_… unless it says live, then sk_live_… or rk_live_…',
  STRIPE_API_BASE:
    'where a stand-in for Stripe answers, such as http://127.0.0.1:12111; unset, and in live mode always, it is Stripe itself',
  APP_SIGNING_SECRET: `at least ${signingSecretBytesMin} random bytes in base64, such as openssl rand -base64 32 prints; the same one for ever`,
  BILLING_DATABASE_URL:
    'mariadb://billing_app:password@host:3306/billing; it may be left out only for test mode outside production, where Bulkhead starts a MariaDB of its own',
  BILLING_DATABASE_PASSWORD:
    'the password of that user, where BILLING_DATABASE_URL has none (mariadb://billing_app@host:3306/billing); never both',
};

/** The value is never quoted: a secret may have been pasted into the wrong variable. */
function faultOf(name: string, value: string | undefined): string {
  return `${name} ${value === undefined ? 'is not set' : 'is not usable'}`;
}

/** Which of Stripe's two worlds billing's rows come from, and where billing's database is. */
export interface BillingConfig {
  livemode: boolean;
  /** Undefined where Bulkhead is to start a local MariaDB. */
  billingDatabaseUrl: string | undefined;
}

/** What `serve` was told. */
export interface Config extends BillingConfig {
  port: number;
  host: string;
  logLevel: string;
  webhookSecrets: readonly string[];
  /** Undefined where the service has no key of Stripe. */
  stripe: StripeAccess | undefined;
  /** Undefined where apps' messages cannot be signed. */
  appSigningSecret: Buffer | undefined;
}

/** How to call Stripe's API. */
export interface StripeAccess {
  key: string;
  /** Where a stand-in answers; undefined for Stripe itself. */
  base: URL | undefined;
}

/** Reads what `serve` needs. Throws one Failure (exit 2) that lists every variable that is wrong, each with its mend. */
export function readConfig(variables: NodeJS.ProcessEnv): Config {
  const found = read(complete, variables);
  return {
    ...billingConfig(found),
    port: found.PORT,
    host: found.HOST,
    logLevel: found.LOG_LEVEL,
    webhookSecrets: found.STRIPE_WEBHOOK_SECRETS,
    stripe: stripeAccess(found),
    appSigningSecret: found.APP_SIGNING_SECRET,
  };
}

/** Reads what commands need that work on billing's database as the app does. Throws as readConfig() does. */
export function readBillingConfig(variables: NodeJS.ProcessEnv): BillingConfig {
  return billingConfig(read(billing, variables));
}

/** Reads how to call Stripe's API. A key of the other mode is refused, and a live one goes to Stripe alone. Throws as readConfig() does. */
export function readStripeAccess(variables: NodeJS.ProcessEnv): StripeAccess {
  return stripeAccess(read(stripeApi, variables))!;
}

/** Reads what the apps' signing secrets are derived from; undefined where it is not set. Throws as readConfig() does. */
export function readAppSigningSecret(variables: NodeJS.ProcessEnv): Buffer | undefined {
  return read(z.object({ APP_SIGNING_SECRET: appSigningSecret.optional() }), variables).APP_SIGNING_SECRET;
}

function stripeAccess({ STRIPE_API_KEY: key, STRIPE_API_BASE: base }: StripeVariables): StripeAccess | undefined {
  return key === undefined ? undefined : { key, base: base === undefined ? undefined : new URL(base) };
}

function billingConfig(found: z.infer<typeof billing>): BillingConfig {
  return {
    livemode: found.STRIPE_MODE === 'live',
    billingDatabaseUrl: readDatabaseUrl('BILLING_DATABASE_URL', found),
  };
}

function read<Schema extends z.ZodType>(schema: Schema, variables: NodeJS.ProcessEnv): z.infer<Schema> {
  const set = Object.fromEntries(Object.entries(variables).filter(([, value]) => value !== ''));
  const parsed = schema.safeParse(set);
  if (parsed.success) return parsed.data;
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
