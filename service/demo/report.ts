import { styleText } from 'node:util';
import Table from 'cli-table3';
import type { BookLine } from './books.ts';
import type { Recovery } from './recovery.ts';
import type { Scene } from './shop.ts';
import type { Attempt } from './wall.ts';

/** Everything the demo found out; printed as tables, or as this object with --json. */
export interface Report {
  held: boolean;
  seconds: number;
  events: {
    sent: number;
    deliveries: number;
    delivered: number;
    duplicates: number;
    applied: number;
    recorded: number;
    quarantined: number;
    toBeReadAfresh: number;
  };
  books: BookLine[];
  wall: Attempt[];
  shop: Scene[];
  recovery: Recovery;
  audit: Scene[];
  /** What did not hold, in words; empty where all of it did. */
  faults: string[];
}

const words: Record<keyof Report['events'], string> = {
  sent: 'events that Stripe made',
  deliveries: 'deliveries, repeated ones included',
  delivered: 'answered 200',
  duplicates: 'of them duplicates, which changed nothing',
  applied: 'events applied to a row',
  recorded: 'events kept, no row wants them',
  quarantined: 'events quarantined',
  toBeReadAfresh: 'rows in doubt, to be read afresh from Stripe',
};

/** The report for a person. */
export function describe(report: Report): string {
  const events = new Table({ head: ['a year of events', ''], colAligns: ['left', 'right'], style: plainStyle });
  for (const [name, label] of Object.entries(words))
    events.push([label, report.events[name as keyof Report['events']]]);

  const wall = report.wall.map(({ user, tried, answer }) => `  ${user} tried to: ${tried}\n    the server: ${answer}`);
  return [
    events.toString(),
    '',
    'The books, compared field by field:',
    booksTable(report.books),
    '',
    `The wall: ${verdict(
      report.wall.every(({ refused }) => refused),
      'held',
      'open',
    )}`,
    ...wall,
    '',
    'An app that sells a plan (service/sdk/example), and never sees billing’s database:',
    ...describeScenes(report.shop),
    '',
    ...describeRecovery(report.recovery),
    '',
    'What an auditor asks for:',
    ...describeScenes(report.audit),
    '',
    report.held
      ? `All of it held, in ${report.seconds.toFixed(0)} s.`
      : `Not all of it held:\n  ${report.faults.join('\n  ')}`,
    '',
    'What next:',
    '  ./bulkhead local-stripe --forward-to http://127.0.0.1:4242/webhooks/stripe    a Stripe to play with',
    '  STRIPE_WEBHOOK_SECRETS=<the secret it prints> ./bulkhead serve               the service, on a database it starts',
    '  ./bulkhead --help                                                            everything else',
    '  README.md, prisma/README.md, runbooks/decisions/                             how and why',
    '',
  ].join('\n');
}

function describeScenes(scenes: readonly Scene[]): string[] {
  return scenes.map(({ what, seen, held }) => `  ${verdict(held, 'yes', 'NO ')}  ${what}: ${seen}`);
}

function describeRecovery({ snapshotAt, backedUpEvents, sweptEvents, books, seconds }: Recovery): string[] {
  return [
    `Disaster: billing’s database was dropped, and brought back in ${seconds.toFixed(1)} s:`,
    `  restored from the backup of ${snapshotAt.slice(0, 10)}, with ${backedUpEvents} events; ${sweptEvents} later ones swept from Stripe`,
    'The books again:',
    booksTable(books),
  ];
}

function booksTable(lines: readonly BookLine[]): string {
  const books = new Table({
    head: ['', 'status', 'billing', 'Stripe', ''],
    colAligns: ['left', 'left', 'right', 'right', 'left'],
    style: plainStyle,
  });
  for (const line of lines) books.push([line.kind, line.status, line.billing, line.stripe, verdict(line.equal)]);
  return books.toString();
}

const plainStyle = { head: [], border: [], compact: true };

function verdict(good: boolean, yes = 'equal', no = 'DIFFERENT'): string {
  return good ? styleText('green', yes) : styleText('red', no);
}
