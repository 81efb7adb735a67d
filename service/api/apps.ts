import Table from 'cli-table3';
import { Argument, Command, InvalidArgumentError, Option } from 'commander';
import {
  appNamePattern,
  keyCacheSeconds,
  rotationHoursDefault,
  rotationHoursMax,
  urlCharactersMax,
} from '../../policies/api.ts';
import { withEvidence } from '../../evidence-note.ts';
import { exitCode, Failure } from '../../failure.ts';
import { readAppSigningSecret } from '../config.ts';
import { SecretStore } from '../database/secret-store.ts';
import { operatorName } from '../operator.ts';
import { signingSecretOf } from '../outbox/signing-secret.ts';
import { webhookUrlFault } from '../outbox/webhook-url.ts';
import { addApp, type AppListing, changeApp, listApps, revoke, rotateKey, rotateSigning } from './app-registry.ts';
import { type Scope, scopes } from './scopes.ts';
import { withBilling } from '../with-billing.ts';

interface Flags {
  scope?: Scope[];
  webhookUrl?: string;
  within: number;
  signing?: boolean;
  key?: string;
  into?: string;
  json?: boolean;
}

const name = () => new Argument('<name>', 'the app: lower-case letters, digits and hyphens').argParser(readName);
const scope = () =>
  new Option('--scope <scopes>', `what it may do: ${scopes.join(', ')}, with commas between`).argParser(readScopes);
const webhookUrl = () =>
  new Option('--webhook-url <url>', 'where changes are posted; “none” for an app that pulls them').argParser(readUrl);
const into = () =>
  new Option('--into <secret>', 'put it into this secret of AWS Secrets Manager, and print nothing of it').conflicts(
    'json',
  );
const asJson = () => new Option('--json', 'print one JSON object on stdout');

const subcommand = (called: string, description: string) => new Command(called).description(description).exitOverride();

export const command = new Command()
  .description(
    'Makes, lists and ends the apps that may ask billing. A key is printed once, as a line for an environment file, and\n' +
      'kept nowhere: billing has its hash. Nothing else is on stdout, so that it can be piped into a secret store; where\n' +
      'stdout is a log, --into puts it there itself.',
  )
  .exitOverride()
  .addHelpText(
    'after',
    `
A key that is revoked is refused by every process within ${keyCacheSeconds} seconds.

Environment:
  STRIPE_MODE                test (default) or live: which world the keys are for
  APP_SIGNING_SECRET         as the service has it: what apps' own signing secrets are derived from
  BILLING_DATABASE_URL       billing's app user; unset, the MariaDB under .bulkhead/ is started for the while
  BILLING_DATABASE_PASSWORD  its password, where the URL has none

Examples:
  ./bulkhead apps add shop --scope read,checkout --webhook-url https://shop.example.com/billing > shop.env
  ./bulkhead apps rotate shop --within ${rotationHoursDefault}h > shop.env
  ./bulkhead apps add shop --scope read --into bulkhead/billing/production/apps/shop`,
  )
  .addCommand(
    subcommand('add', 'make an app, and print its first key')
      .addArgument(name())
      .addOption(scope().makeOptionMandatory())
      .addOption(webhookUrl())
      .addOption(into())
      .addOption(asJson())
      .action((app: string, flags: Flags) => asConfigured((tools) => add(app, flags, tools))),
  )
  .addCommand(
    subcommand('list', 'list apps, their keys, and when each was last used')
      .addOption(asJson())
      .action((flags: Flags) => asConfigured(() => list(flags))),
  )
  .addCommand(
    subcommand('change', 'change what an app may do, or where changes are posted')
      .addArgument(name())
      .addOption(scope())
      .addOption(webhookUrl())
      .action((app: string, flags: Flags) => asConfigured((tools) => change(app, flags, tools))),
  )
  .addCommand(
    subcommand('rotate', 'print a new key; the one before goes on for a while')
      .addArgument(name())
      .addOption(
        new Option('--within <hours>', 'how long the one before goes on, 0h to end it now')
          .argParser(readHours)
          .default(rotationHoursDefault, `${rotationHoursDefault}h`),
      )
      .option('--signing', 'rotate the secret that signs its webhooks, and not the key')
      .addOption(into())
      .addOption(asJson())
      .action((app: string, flags: Flags) => {
        const what = flags.signing === true ? 'signing secret of an app' : 'key of an app';
        return withEvidence(
          { kind: 'rotation', database: 'billing' },
          () => asConfigured((tools) => rotate(app, flags, tools)),
          () => ({ title: `${what} rotated: ${app}`, facts: { what, app } }),
        );
      }),
  )
  .addCommand(
    subcommand('revoke', 'end an app for good, or one of its keys')
      .addArgument(name())
      .option('--key <id>', 'this key only')
      .action((app: string, flags: Flags) =>
        asConfigured(async ({ operator }) => {
          await revoke({ app, operator }, flags.key);
          tell(flags.key === undefined ? `${app} is revoked` : `the key ${flags.key} of ${app} is revoked`);
        }),
      ),
  );

interface Tools {
  livemode: boolean;
  operator: string;
  signingSecret: Buffer | undefined;
}

function asConfigured(work: (tools: Tools) => Promise<void>): Promise<void> {
  const signingSecret = readAppSigningSecret(process.env);
  return withBilling(({ livemode }) => work({ livemode, operator: operatorName(), signingSecret }), tell);
}

async function add(app: string, flags: Flags, { livemode, operator, signingSecret }: Tools): Promise<void> {
  const { scope: granted = [], webhookUrl = noUrl } = flags;
  const url = urlOf(webhookUrl);
  requirePostable(url, { livemode, signingSecret });
  const mode = livemode ? 'live' : 'test';
  const key = await addApp({ app, operator }, { scopes: granted, webhookUrl: url, mode });
  await handOver(flags, { app, key, ...(url !== null && { signingSecret: signingSecretOf(signingSecret!, app, 1) }) });
}

async function change(app: string, { scope: granted, webhookUrl }: Flags, tools: Tools): Promise<void> {
  const url = webhookUrl === undefined ? undefined : urlOf(webhookUrl);
  if (granted === undefined && url === undefined) {
    throw new Failure('nothing is to be changed', { fix: 'say --scope or --webhook-url', exitCode: exitCode.wrongUse });
  }
  requirePostable(url ?? null, tools);
  await changeApp(
    { app, operator: tools.operator },
    { ...(granted && { scopes: granted }), ...(url !== undefined && { webhookUrl: url }) },
  );
  tell(`${app} is changed; every process knows it within ${keyCacheSeconds} seconds`);
}

async function rotate(app: string, flags: Flags, { livemode, operator, signingSecret }: Tools): Promise<void> {
  if (flags.signing !== true) {
    const key = await rotateKey({ app, operator }, { hours: flags.within, mode: livemode ? 'live' : 'test' });
    return handOver(flags, { app, key });
  }
  if (signingSecret === undefined) throw noSigningSecret();
  const generation = await rotateSigning({ app, operator }, { hours: flags.within });
  await handOver(flags, { app, signingSecret: signingSecretOf(signingSecret, app, generation) });
}

async function list({ json }: Flags): Promise<void> {
  const apps = await listApps();
  process.stdout.write(json === true ? `${JSON.stringify({ apps }, null, 2)}\n` : tableOf(apps));
}

function tableOf(apps: readonly AppListing[]): string {
  if (apps.length === 0) return 'there is no app yet: ./bulkhead apps add\n';
  const rows = new Table({
    head: ['app', 'scopes', 'changes go to', 'key', 'made', 'last used', 'ends'],
    style: { head: [], border: [], compact: true },
  });
  const minute = (time: string | null, otherwise: string) => time?.slice(0, 16).replace('T', ' ') ?? otherwise;
  for (const app of apps) {
    const about = [app.name, app.scopes.join(' '), app.webhookUrl ?? 'it asks for them'];
    if (app.keys.length === 0) {
      rows.push([...about, app.revokedAt === null ? 'none' : `revoked ${minute(app.revokedAt, '')}`, '', '', '']);
    }
    for (const key of app.keys) {
      rows.push([
        ...about,
        key.id,
        minute(key.createdAt, ''),
        minute(key.lastUsedAt, 'never'),
        minute(key.expiresAt, ''),
      ]);
    }
  }
  return `${rows.toString()}\n`;
}

interface Made {
  app: string;
  key?: string;
  signingSecret?: string;
}

/** Secrets go to stdout and nowhere else, or into a secret of AWS Secrets Manager and not to stdout. */
async function handOver({ json, into }: Flags, made: Made): Promise<void> {
  const variables = {
    ...(made.key !== undefined && { BULKHEAD_API_KEY: made.key }),
    ...(made.signingSecret !== undefined && { BULKHEAD_SIGNING_SECRET: made.signingSecret }),
  };
  if (into !== undefined) return store(into, made.app, variables);
  const lines = Object.entries(variables).map(([name, value]) => `${name}=${value}\n`);
  process.stdout.write(json === true ? `${JSON.stringify(made, null, 2)}\n` : lines.join(''));
  tell(`shown this once: give it to ${made.app}, and keep it nowhere else`);
}

/** What the secret holds beside these stays: a new key does not take the signing secret away. */
async function store(into: string, app: string, variables: Record<string, string>): Promise<void> {
  const secrets = new SecretStore();
  try {
    const before = await secrets.read(into, 'AWSCURRENT');
    await secrets.write(into, JSON.stringify({ ...(JSON.parse(before ?? '{}') as object), ...variables }));
  } catch (error) {
    const why = error instanceof Failure ? `${error.message}; ${error.fix}` : 'it holds something that is not JSON';
    throw new Failure(`what ${app} is to be given was made, but ${into} did not take it: ${why}`, {
      fix: `mend that, then ./bulkhead apps rotate ${app} --into ${into}: what was made now lies nowhere`,
      cause: error,
    });
  } finally {
    secrets.close();
  }
  tell(`${Object.keys(variables).join(' and ')} of ${app}: in ${into}`);
}

function tell(line: string): void {
  process.stderr.write(`${line}\n`);
}

function requirePostable(url: string | null, { livemode, signingSecret }: Omit<Tools, 'operator'>): void {
  if (url === null) return;
  if (signingSecret === undefined) throw noSigningSecret();
  const fault = webhookUrlFault(url, livemode);
  if (fault === undefined) return;
  throw new Failure(`changes are not posted to this address: ${fault}`, {
    fix: `give the https URL of the app’s endpoint, or “${noUrl}” for an app that pulls them`,
    exitCode: exitCode.wrongUse,
  });
}

function noSigningSecret(): Failure {
  return new Failure('APP_SIGNING_SECRET is not set, so nothing can be signed', {
    fix: 'set it as the service has it',
    exitCode: exitCode.wrongUse,
  });
}

function readName(text: string): string {
  if (appNamePattern.test(text)) return text;
  throw new InvalidArgumentError(
    'It begins with a letter, has 3 to 64 lower-case letters, digits and hyphens, and ends with no hyphen.',
  );
}

function readScopes(text: string): Scope[] {
  const named = text.split(',').map((one) => one.trim());
  const known = scopes.filter((one) => named.includes(one));
  if (known.length === new Set(named).size) return known;
  throw new InvalidArgumentError(`Each is one of ${scopes.join(', ')}.`);
}

/** What is said in place of a URL by an app that asks for its changes itself. */
const noUrl = 'none';

function urlOf(flag: string): string | null {
  return flag === noUrl ? null : flag;
}

function readUrl(text: string): string {
  if (text === noUrl) return noUrl;
  const url = URL.parse(text);
  if (url !== null && url.href.length <= urlCharactersMax) return url.href;
  throw new InvalidArgumentError(`It is a URL of at most ${urlCharactersMax} characters.`);
}

function readHours(text: string): number {
  const hours = /^(\d{1,4})h?$/.exec(text)?.[1];
  if (hours !== undefined && Number(hours) <= rotationHoursMax) return Number(hours);
  throw new InvalidArgumentError(
    `It is a number of hours up to ${rotationHoursMax}h, such as ${rotationHoursDefault}h.`,
  );
}
