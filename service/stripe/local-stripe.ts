import { Command, Option } from 'commander';
import { exitCode, Failure } from '../../failure.ts';
import * as policy from '../../policies/local-stripe.ts';
import type { EndpointOptions, LocalStripe, LocalStripeOptions } from './local-stripe/server.ts';

interface Flags {
  port: number;
  forwardTo?: string;
  forwardConnectTo?: string;
  forwardThinTo?: string;
  forwardThinConnectTo?: string;
  secret: string[];
  seed: number;
  duplicate: number;
  drop: number;
  shuffle: number;
  delayMs: readonly [number, number];
  apiErrorRate: number;
  apiRateLimitRate: number;
  apiLostAnswerRate: number;
  neverMade: number;
  retryScale: number;
}

/** `./bulkhead local-stripe`: runs the stand-in for Stripe in the foreground until SIGINT or SIGTERM. */
export const command = new Command('local-stripe')
  .description(
    'Runs local Stripe, a stand-in for Stripe’s API and webhooks: in memory, on this machine only.\n' +
      'The real SDK and the real Stripe CLI can talk to it; nothing is charged and nothing leaves 127.0.0.1.',
  )
  .option('--port <port>', 'where to listen on 127.0.0.1; 0 for any free port', numberIn(0, 65_535), policy.port)
  .option('--forward-to <url>', 'post every event to this http URL on this machine')
  .option('--forward-connect-to <url>', 'post the events of connected accounts there')
  .option('--forward-thin-to <url>', 'post every event as a thin notification there')
  .option('--forward-thin-connect-to <url>', 'post those of connected accounts as thin notifications there')
  .addOption(
    new Option('--secret <whsec>', 'sign with this secret; repeat it to sign with several, as in a rotation')
      .argParser(collectSecret)
      .default([], 'made from the seed'),
  )
  .option('--seed <number>', 'ids, secrets and faults follow from it', numberIn(0, 2 ** 32 - 1), 1)
  .option('--duplicate <rate>', 'how likely a delivery is sent once more, 0 to 1', rate, 0)
  .option('--drop <rate>', 'how likely an event is never delivered, 0 to 1', rate, 0)
  .option('--never-made <rate>', 'how likely an event is neither delivered nor listed, 0 to 1', rate, 0)
  .option('--shuffle <events>', 'how many deliveries wait together and leave in random order', numberIn(0, 100_000), 0)
  .addOption(
    new Option('--delay-ms <range>', 'wait before a delivery leaves, such as 50 or 10-200')
      .argParser(delayRange)
      .default([0, 0], 'none'),
  )
  .option('--api-error-rate <rate>', 'how likely an API call is answered with 500, 0 to 1', rate, 0)
  .option('--api-rate-limit-rate <rate>', 'how likely an API call is answered with 429, 0 to 1', rate, 0)
  .option(
    '--api-lost-answer-rate <rate>',
    'how likely the answer to a POST is lost after its effect, by a cut connection or 500, 0 to 1',
    rate,
    0,
  )
  .option(
    '--retry-scale <factor>',
    'what Stripe’s three days of retries are multiplied by',
    factor,
    policy.deliveryRetryScale,
  )
  .allowExcessArguments(false)
  .action(async (flags: Flags) => {
    const endpoints = endpointsFrom(flags);
    if (flags.secret.length > 0 && endpoints.length === 0) {
      throw wrong('--secret has nothing to sign', 'name the receiver too: --forward-to http://127.0.0.1:3000/webhook');
    }
    const stopped = stopSignal();
    // Loaded only now, so that --help and wrong flags answer at once.
    const { startLocalStripe } = await import('./local-stripe/server.ts');
    const { ApiError } = await import('./local-stripe/api/api-error.ts');
    const stripe = await startLocalStripe(optionsFrom(flags)).catch((error: unknown) => {
      if (!(error instanceof ApiError)) throw error;
      const urls = endpoints.map(({ url }) => url).join(', ');
      throw wrong(`cannot post events to ${urls}: ${error.message}`, 'give http URLs on 127.0.0.1');
    });
    process.stdout.write(greeting(stripe));
    await stopped;
    await stripe.stop();
  });

/** The flags are named as those of `stripe listen`. */
function endpointsFrom(flags: Flags): EndpointOptions[] {
  const wanted = [
    { url: flags.forwardTo, payload: 'snapshot', connect: false },
    { url: flags.forwardConnectTo, payload: 'snapshot', connect: true },
    { url: flags.forwardThinTo, payload: 'thin', connect: false },
    { url: flags.forwardThinConnectTo, payload: 'thin', connect: true },
  ] as const;
  return wanted.flatMap(({ url, ...rest }) => (url === undefined ? [] : [{ url, ...rest, secrets: flags.secret }]));
}

function optionsFrom(flags: Flags): LocalStripeOptions {
  return {
    port: flags.port,
    seed: flags.seed,
    endpoints: endpointsFrom(flags),
    faults: {
      duplicate: flags.duplicate,
      drop: flags.drop,
      shuffle: flags.shuffle,
      delayMilliseconds: flags.delayMs,
      apiErrorRate: flags.apiErrorRate,
      apiRateLimitRate: flags.apiRateLimitRate,
      apiLostAnswerRate: flags.apiLostAnswerRate,
      neverMade: flags.neverMade,
    },
    retryScale: flags.retryScale,
  };
}

/** The first lines a newcomer reads: what this is, and lines to paste. */
function greeting({ port, url, apiKey, account, endpoints }: LocalStripe): string {
  const lines = [
    'Local Stripe is up. It is a stand-in for Stripe: nothing is charged, nothing leaves this machine.',
    '',
    `  URL      ${url}`,
    `  API key  ${apiKey}   (any sk_test_ key will do)`,
  ];
  const receivers = [...account.webhookEndpoints.newestFirst(), ...account.eventDestinations.newestFirst()];
  for (const endpoint of receivers) {
    lines.push(`  events   ${endpoint.url}`);
    for (const secret of endpoints.secrets(endpoint.id)) lines.push(`  signed   ${secret}`);
  }
  if (receivers.length === 0) lines.push('  events   kept in the list; add --forward-to URL to have them delivered');
  lines.push(
    '',
    `  SDK      new Stripe('${apiKey}', { host: '127.0.0.1', port: ${port}, protocol: 'http' })`,
    `  CLI      npx stripe --api-base ${url} --api-key ${apiKey} customers create --email ada@example.com`,
    '',
    'Ctrl-C ends it; everything in it is then forgotten.',
    '',
  );
  return lines.join('\n');
}

function stopSignal(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve());
  });
}

function wrong(message: string, fix: string): Failure {
  return new Failure(message, { fix, exitCode: exitCode.wrongUse });
}

function numberIn(least: number, most: number): (value: string) => number {
  return (value) => {
    const number = Number(value);
    if (/^\d+$/.test(value) && number >= least && number <= most) return number;
    throw wrong(`"${value}" is not a whole number from ${least} to ${most}`, 'see bulkhead local-stripe --help');
  };
}

function rate(value: string): number {
  const number = Number(value);
  if (/^\d*\.?\d+$/.test(value) && number >= 0 && number <= 1) return number;
  throw wrong(`"${value}" is not a rate`, 'give a number from 0 (never) to 1 (always), such as 0.2');
}

function factor(value: string): number {
  const number = Number(value);
  if (/^\d*\.?\d+$/.test(value) && number <= 1) return number;
  throw wrong(`"${value}" is not a scale for retries`, 'give a number from 0 to 1; 1 is Stripe’s own three days');
}

function delayRange(value: string): readonly [number, number] {
  const [, least, most] = /^(\d{1,7})(?:-(\d{1,7}))?$/.exec(value) ?? [];
  const range = [Number(least), Number(most ?? least)] as const;
  if (least !== undefined && range[0] <= range[1]) return range;
  throw wrong(`"${value}" is not a range of milliseconds`, 'give one number or two, such as 50 or 10-200');
}

function collectSecret(value: string, before: string[]): string[] {
  if (!/^whsec_\w{8,}$/.test(value)) {
    throw wrong(
      'that --secret is not a signing secret',
      'it begins with whsec_ and at least eight letters or digits follow',
    );
  }
  if (before.length >= policy.signingSecretsMax) {
    throw wrong(`more than ${policy.signingSecretsMax} secrets`, 'leave out the oldest ones');
  }
  return [...before, value];
}
