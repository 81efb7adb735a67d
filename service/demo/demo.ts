import { Command } from 'commander';
import { MultiBar, Presets } from 'cli-progress';
import { billingPrisma } from '../database/billing-prisma.ts';
import { startPrivateMariadb } from '../database/local-mariadb/private.ts';
import { countRowsInDoubt } from '../database/rows-in-doubt.ts';
import { type Told, withEvidence } from '../../evidence-note.ts';
import { exitCode } from '../../failure.ts';
import { evidenceOfLatency, readCommitLatency } from '../evidence/latency.ts';
import { type LocalStripe, startLocalStripe } from '../stripe/local-stripe/server.ts';
import { playAudit } from './audit.ts';
import { compareBooks } from './books.ts';
import { type Recovery, Rehearsal } from './recovery.ts';
import { describe, type Report } from './report.ts';
import { playShop, type Scene } from './shop.ts';
import { startService } from '../service-process.ts';
import { tryTheWall } from './wall.ts';
import { playYear, stepCount } from './year.ts';

export const command = new Command()
  .description(
    'Starts a private MariaDB with both databases, the service, and local Stripe (a stand-in: nothing leaves this ' +
      'machine), plays a year of a small SaaS with duplicated and shuffled deliveries, and compares billing’s books ' +
      'with Stripe’s, field by field. An example app then sells a plan through the API. Then it destroys billing’s ' +
      'database, restores it from a backup, sweeps Stripe for what came after it, and compares again. Last it does what ' +
      'an auditor asks for: an erasure, drills, access reviews. Exits 0 only if all of it held.',
  )
  .option('--json', 'print the result as one JSON object on stdout')
  .addHelpText('after', '\nExample:\n  ./bulkhead demo --json | jq .books')
  .action(async (options: { json?: boolean }) => {
    const report = await runDemo((line) => process.stderr.write(`${line}\n`));
    process.stdout.write(options.json === true ? `${JSON.stringify(report, null, 2)}\n` : describe(report));
    process.exitCode = report.held ? exitCode.done : exitCode.failed;
  });

const secret = 'whsec_demo';
const faults = { duplicate: 0.2, shuffle: 25 };
/** A quarter of the year is then known to Stripe alone. */
const backupStep = Math.floor(stepCount * 0.75);

async function runDemo(say: (line: string) => void): Promise<Report> {
  const start = performance.now();
  say('Starting a private MariaDB with both databases, the service, and local Stripe (a stand-in for Stripe) …');
  const mariadb = await startPrivateMariadb();
  process.env['BILLING_DATABASE_URL'] = mariadb.urls.billing.app;
  try {
    const service = await startService({
      BILLING_DATABASE_URL: mariadb.urls.billing.app,
      STRIPE_WEBHOOK_SECRETS: secret,
    });
    const endpoints = [{ url: `${service.url}/webhooks/stripe`, secrets: [secret] }];
    const stripe = await startLocalStripe({ endpoints, faults });
    const rehearsal = new Rehearsal(mariadb);
    try {
      await playWithProgress(stripe, rehearsal, say);
      const examined = await withEvidence(
        { kind: 'verification', database: 'billing' },
        () => examine(stripe, service.url, mariadb.urls.main.app),
        evidenceOfBooks,
      );
      await withEvidence(
        { kind: 'latency', database: 'billing' },
        () => readCommitLatency(service.url),
        evidenceOfLatency,
      );
      say('An app sells a plan, through billing’s API and Stripe’s checkout …');
      const shop = await playShop(stripe, mariadb);
      await stripe.idle();
      say('Destroying billing’s database, restoring it from the backup, and sweeping Stripe for the rest …');
      const recovery = await rehearsal.destroyAndRecover(stripe.client());
      say(
        'Erasing a customer, which waits until no transaction is left that does not know of it; proving both databases’ backups, reviewing who can reach them …',
      );
      const audit = await playAudit({ mariadb, store: rehearsal.store, stripe: stripe.client() });
      const faults = [
        ...examined.faults,
        ...faultsOfScenes('at the app', shop),
        ...faultsOf(recovery),
        ...faultsOfScenes('for the auditor', audit),
      ];
      const seconds = (performance.now() - start) / 1000;
      return { ...examined, shop, recovery, audit, faults, held: faults.length === 0, seconds };
    } finally {
      await rehearsal.end();
      await stripe.stop();
      await service.stop();
    }
  } finally {
    await billingPrisma.$disconnect();
    await mariadb.stop();
  }
}

async function playWithProgress(stripe: LocalStripe, rehearsal: Rehearsal, say: (line: string) => void): Promise<void> {
  const bars = new MultiBar(
    {
      format: '{bar} {value}/{total} {what}',
      hideCursor: true,
      clearOnComplete: false,
      // Where no terminal watches, a line every few seconds instead of a bar.
      noTTYOutput: true,
      notTTYSchedule: 5000,
    },
    Presets.shades_classic,
  );
  const steps = bars.create(stepCount, 0, { what: 'half months played' });
  const delivered = bars.create(1, 0, { what: 'deliveries answered' });
  const { counters } = stripe.deliveries;
  const show = () => {
    delivered.setTotal(Math.max(1, counters.eventsMade + counters.duplicatesSent));
    delivered.update(counters.delivered);
  };
  const showing = setInterval(show, 100);
  try {
    await playYear(stripe.client(), async (step, now) => {
      steps.update(step);
      if (step !== backupStep) return;
      // A half month passes in a blink here: what is on its way belongs before the backup, as it would in life.
      await stripe.idle();
      await rehearsal.backUp(now);
    });
    await stripe.idle();
  } finally {
    show();
    clearInterval(showing);
    bars.stop();
  }
  say('');
}

async function examine(
  stripe: LocalStripe,
  serviceUrl: string,
  mainAppUrl: string,
): Promise<Omit<Report, 'seconds' | 'recovery' | 'shop' | 'audit'>> {
  const events = await countEvents(stripe, serviceUrl);
  const books = await compareBooks(stripe.client());
  const wall = await tryTheWall(mainAppUrl);
  const faults = [
    ...books.filter(({ equal }) => !equal).map(({ kind, status }) => `${kind} ${status} differ from Stripe's`),
    ...wall.filter(({ refused }) => !refused).map(({ user, tried }) => `${user} could ${tried}`),
    ...(events.applied + events.recorded === events.sent ? [] : ['not every event is in the ledger']),
    ...(events.delivered === events.deliveries ? [] : ['not every delivery was answered 200']),
    ...(events.duplicates === events.deliveries - events.sent ? [] : ['not every repetition was seen as one']),
    ...(events.quarantined === 0 ? [] : [`${events.quarantined} events are quarantined`]),
  ];
  return { held: faults.length === 0, events, books, wall, faults };
}

function evidenceOfBooks({ books, held, faults }: Pick<Report, 'books' | 'held' | 'faults'>): Told {
  const compared = books.reduce((sum, { stripe }) => sum + stripe, 0);
  const drift = books.filter(({ equal }) => !equal).length;
  return {
    result: held ? 'passed' : 'failed',
    title: `the demo’s books: ${compared} objects compared with local Stripe, field by field`,
    facts: { compared, drift, repaired: 0, faults: faults.length, mode: 'test' },
  };
}

function faultsOfScenes(where: string, scenes: readonly Scene[]): string[] {
  return scenes.filter(({ held }) => !held).map(({ what, seen }) => `${where}: ${what}: ${seen}`);
}

function faultsOf({ books, tablesAfterDisaster }: Recovery): string[] {
  return [
    ...(tablesAfterDisaster === 0 ? [] : ['the disaster left tables']),
    ...books
      .filter(({ equal }) => !equal)
      .map(({ kind, status }) => `after the recovery, ${kind} ${status} differ from Stripe's`),
  ];
}

async function countEvents(stripe: LocalStripe, serviceUrl: string): Promise<Report['events']> {
  const { counters } = stripe.deliveries;
  const metrics = await (await fetch(`${serviceUrl}/metrics`)).text();
  const count = (state: 'applied' | 'recorded' | 'quarantined') =>
    billingPrisma.billing_webhooks.count({ where: { state } });
  return {
    sent: counters.eventsMade,
    deliveries: counters.eventsMade + counters.duplicatesSent,
    delivered: counters.delivered,
    duplicates: Number(/outcome="duplicate"\} (\d+)/.exec(metrics)?.[1] ?? 0),
    applied: await count('applied'),
    recorded: await count('recorded'),
    quarantined: await count('quarantined'),
    toBeReadAfresh: await countRowsInDoubt(),
  };
}
