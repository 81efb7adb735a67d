import { Command } from 'commander';
import { exitCode } from '../../failure.ts';
import { backfill } from './backfill/backfill-flow.ts';
import { environmentHelp, withStripeAndBilling } from './read/as-configured.ts';
import { readAccount } from './verify.ts';
import { openEvidenceStore } from './verify/evidence-store.ts';
import { watchObjects } from './verify/progress.ts';
import { describeVerification, storeVerification } from './verify/record.ts';
import { verify } from './verify/verify-flow.ts';

export const command = new Command()
  .description(
    'Fills an empty or half-filled database from Stripe: every product, customer, subscription and invoice, read from its\n' +
      'lists and committed like webhooks. Ended anywhere, run it again: it goes on where it stopped. Ends in a verify.',
  )
  .option('--account <account>', 'a connected account instead of the own one: acct_…', readAccount)
  .option('--json', 'print what was done, and the record of the verify, as one JSON object on stdout')
  .addHelpText(
    'after',
    `
${environmentHelp}
Exit codes:
  0  filled, and equal to Stripe
  1  it stopped: run it again
  3  filled, but not equal: the record says what differs

Example:
  STRIPE_API_KEY=sk_test_… ./bulkhead backfill`,
  )
  .action(async ({ account, json }: { account?: string; json?: boolean }) => {
    const store = await openEvidenceStore();
    const notice = (line: string) => process.stderr.write(`${line}\n`);
    const { filled, record } = await withStripeAndBilling(notice, async (configured) => {
      const reading = watchObjects(process.stderr, 'reading');
      const { stripe, pace } = configured;
      const filled = await backfill(stripe, { pace, account, notice, onProgress: reading.update }).finally(reading.end);
      const comparing = watchObjects(process.stderr, 'comparing');
      const options = { ...configured, account, notice, onProgress: comparing.update };
      return { filled, record: await verify(stripe, options).finally(comparing.end) };
    });
    const name = await storeVerification(store, record);
    notice(`recorded as ${name} in ${store.place}`);
    const { listed, committed, seconds } = filled;
    process.stdout.write(
      json === true
        ? `${JSON.stringify({ backfill: filled, verification: record }, null, 2)}\n`
        : `${listed} objects read, ${committed} of them committed, in ${seconds.toFixed(1)} s.\n${describeVerification(record)}`,
    );
    process.exitCode = record.result === 'equal' ? exitCode.done : exitCode.drift;
  });
