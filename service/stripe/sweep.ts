import { Command, Option } from 'commander';
import type Stripe from 'stripe';
import { everyMinutes, listedDays, overlapMinutes } from '../../policies/sweep.ts';
import { readBillingConfig, readStripeAccess } from '../config.ts';
import { billingPrisma } from '../database/billing-prisma.ts';
import { surviveLostConnections } from '../database/lost-connection.ts';
import { startLocalDatabase } from '../local-database.ts';
import { createLog } from '../log.ts';
import { identifier } from '../webhook/event.ts';
import { stripeClient } from './client.ts';
import { paceOf } from './read/pace.ts';
import { sweepAccounts } from './sweep/accounts.ts';
import { startSweeping } from './sweep/loop.ts';
import { describe, requireFaultless, type SweepReport } from './sweep/report.ts';
import { readSince } from './sweep/since.ts';
import { thenRead } from './sweep/then-read.ts';
import { withBilling } from '../with-billing.ts';

export const command = new Command()
  .description(
    `Reads Stripe's list of events and takes each in as a webhook would be, so that billing equals Stripe again: from ` +
      `where the last whole sweep began, or after a restore from the time of its snapshot. It begins ${overlapMinutes} ` +
      `minutes earlier. What is known already changes nothing, so it may be run, ended and run again at any time. ` +
      `Stripe lists events for ${listedDays} days.`,
  )
  .option('--since <time>', 'ISO 8601 with its zone, a Unix second, or back from now: 48h, 2d', (text) =>
    readSince(text),
  )
  .option('--account <id>', 'Connect: this account alone; else the own one, and all that billing has rows of', (text) =>
    identifier.parse(text),
  )
  .addOption(
    new Option('--watch', `sweep every ${everyMinutes} minutes until SIGTERM, one process at a time`).conflicts([
      ...['since', 'account', 'json'],
    ]),
  )
  .option('--json', 'print the result as one JSON object on stdout')
  .addHelpText(
    'after',
    `
Environment:
  STRIPE_API_KEY             a secret key of Stripe, or a restricted one that may read events
  STRIPE_API_BASE            where a stand-in for Stripe answers; unset, Stripe itself
  STRIPE_MODE                test (default) or live
  BILLING_DATABASE_URL       billing's app user; unset, the MariaDB under .bulkhead/ is started for the while
  BILLING_DATABASE_PASSWORD  its password, where the URL has none

Exit codes: 0 swept; 1 not all could be taken in, or Stripe or the database stayed away; 2 wrong use.

Examples:
  STRIPE_API_KEY=sk_test_… ./bulkhead sweep
  STRIPE_API_KEY=sk_test_… ./bulkhead sweep --since 2026-11-24T06:15:00Z`,
  )
  .action(async ({ since, account, watch, json }: Options) => {
    if (watch === true) {
      await watchAsConfigured();
      return;
    }
    const report = await sweepAsConfigured({ since, account }, (line) => process.stderr.write(`${line}\n`));
    process.stdout.write(json === true ? `${JSON.stringify(report, null, 2)}\n` : describe(report));
    requireFaultless(report);
  });

interface Options {
  since?: Date | undefined;
  account?: string | undefined;
  watch?: boolean;
  json?: boolean;
}

function sweepAsConfigured({ since, account }: Options, notice: (line: string) => void): Promise<SweepReport> {
  const stripe = stripeClient();
  return withBilling(
    ({ livemode }) => sweepAccounts(stripe, { since, account, livemode, notice, ...reading(stripe, livemode, notice) }),
    notice,
  );
}

/** What it does is in the log, a line of JSON each, as the service's is. */
async function watchAsConfigured(): Promise<void> {
  const config = readBillingConfig(process.env);
  const stripe = stripeClient();
  const { log, close } = createLog('info');
  surviveLostConnections(log);
  const local = await startLocalDatabase(config, (line) => log.info(line));
  try {
    const { livemode } = config;
    const notice = (line: string) => log.warn({ work: 'sweep' }, line);
    const sweeping = startSweeping(stripe, { livemode, log, ...reading(stripe, livemode, notice) });
    const held = setInterval(() => undefined, everyMinutes * 60_000);
    await new Promise<void>((resolve) => {
      for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => resolve());
    });
    clearInterval(held);
    await sweeping.end();
  } finally {
    await billingPrisma.$disconnect();
    await local?.stop();
    close();
  }
}

function reading(stripe: Stripe, livemode: boolean, notice: (line: string) => void) {
  const pace = paceOf({ livemode, standIn: readStripeAccess(process.env).base !== undefined });
  return thenRead(stripe, { livemode, pace, notice });
}
