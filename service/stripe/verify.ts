import { Command, InvalidArgumentError, Option } from 'commander';
import { type Told, withEvidence } from '../../evidence-note.ts';
import { exitCode } from '../../failure.ts';
import { identifier } from '../webhook/event.ts';
import { environmentHelp, withStripeAndBilling } from './read/as-configured.ts';
import { type Kind, kinds } from './read/kinds.ts';
import { openEvidenceStore } from './verify/evidence-store.ts';
import { watchObjects } from './verify/progress.ts';
import { describeVerification, storeVerification, type Verification } from './verify/record.ts';
import { verify } from './verify/verify-flow.ts';

interface Flags {
  repair?: boolean;
  sample?: number;
  kind?: Kind[];
  account?: string;
  json?: boolean;
}

export const command = new Command()
  .description(
    'Compares every product, customer, subscription and invoice here with Stripe, both ways and field by field. What differs\n' +
      'is looked at again after a moment, so that an event on its way is no drift. Stores a dated record beside the backups.',
  )
  .option('--repair', 'read afresh from Stripe what differs, commit it, and compare again')
  .option('--sample <number>', 'compare so many rows of each kind only, chosen at random', readCount)
  .addOption(new Option('--kind <kind...>', 'compare these kinds only').choices(kinds))
  .option('--account <account>', 'one connected account only: acct_…', readAccount)
  .option('--json', 'print the record as one JSON object on stdout')
  .addHelpText(
    'after',
    `
${environmentHelp}
Exit codes:
  0  equal, or equal after the repair
  1  it could not be compared
  3  drift

Example:
  STRIPE_MODE=live STRIPE_API_KEY=rk_live_… ./bulkhead verify`,
  )
  .action(async ({ kind, json, ...flags }: Flags) => {
    const store = await openEvidenceStore();
    const notice = (line: string) => process.stderr.write(`${line}\n`);
    const progress = watchObjects(process.stderr, 'comparing');
    const compare = () =>
      withStripeAndBilling(notice, (configured) =>
        verify(configured.stripe, {
          ...{ ...configured, ...flags, notice, onProgress: progress.update },
          ...(kind !== undefined && { only: kind }),
        }),
      ).finally(progress.end);
    const record = await withEvidence({ kind: 'verification', database: 'billing' }, compare, evidenceOfVerification);
    const name = await storeVerification(store, record);
    notice(`recorded as ${name} in ${store.place}`);
    process.stdout.write(json === true ? `${JSON.stringify(record, null, 2)}\n` : describeVerification(record));
    process.exitCode = record.result === 'equal' ? exitCode.done : exitCode.drift;
  });

function evidenceOfVerification({ result, mode, sample, compared, drift, repaired }: Verification): Told {
  return {
    result: result === 'equal' ? 'passed' : 'failed',
    title: `${compared} objects compared with Stripe, ${drift} differ`,
    facts: { compared, drift, repaired, sample, mode },
  };
}

function readCount(text: string): number {
  const count = Number(text);
  if (!/^\d{1,9}$/.test(text) || count < 1) throw new InvalidArgumentError('A whole number from 1.');
  return count;
}

/** A connected account's id. */
export function readAccount(text: string): string {
  if (!/^acct_\w+$/.test(text) || !identifier.safeParse(text).success) throw new InvalidArgumentError('As in acct_….');
  return text;
}
