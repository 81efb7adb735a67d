import { z } from 'zod';
import {
  backups as backupPolicies,
  manifestBytesMax,
  putAsideDays,
  unfinishedHoursMax,
} from '../../policies/backup.ts';
import { erasure, pointInTimeDaysMax, reasons } from '../../policies/erasure.ts';
import type { Store } from '../backup/store/store.ts';
import { readJson } from './read-json.ts';

/** What the person who asked is told. The same for each run of an erasure, whatever the run itself still had to do. */
export interface Receipt {
  customer: string;
  askedAt: string;
  askedBy: string;
  erased: {
    /** Stored events that no longer have their text. */
    events: number;
    /** Rows that no longer have these columns. */
    rows: Record<string, number>;
    columns: string[];
  };
  kept: {
    rows: Record<string, number>;
    /** Columns, as `table.column`, by the reason why they stay. */
    columns: Record<string, string[]>;
  };
  /** `not asked` where the operator deletes the customer there himself. */
  stripe: 'deleted' | 'not asked';
  backups: {
    place: string;
    /** When the last locked backup that may hold the customer is let go of; null where there is none. */
    heldUntil: string | null;
  };
}

type KeptReason = keyof typeof reasons;

/** The matrix as a receipt has it: what goes, and what stays by its reason. */
export function matrixOfReceipt(): { erased: string[]; kept: Record<string, string[]> } {
  const erased: string[] = [];
  const kept: Record<string, string[]> = {};
  for (const [table, columns] of Object.entries(erasure)) {
    for (const [column, rule] of Object.entries(columns) as [string, { erase: boolean; reason: KeptReason }][]) {
      if (rule.erase) erased.push(`${table}.${column}`);
      else (kept[reasons[rule.reason]] ??= []).push(`${table}.${column}`);
    }
  }
  return { erased, kept };
}

const manifest = z.object({ retainUntil: z.iso.datetime({ offset: true }) });
const millisecondsAnHour = 60 * 60 * 1000;

/**
 * Until when a backup holds what was erased at that time. One whose manifest came later than a backup may take began
 * afterwards, and holds nothing of it.
 */
export async function heldUntil(store: Store, erasedAt: Date): Promise<string | null> {
  const lastMade = erasedAt.getTime() + unfinishedHoursMax * millisecondsAnHour;
  let latest: Date | null = null;
  for (const { name, storedAt } of await store.list('billing/')) {
    if (!name.endsWith('/manifest.json') || storedAt.getTime() > lastMade) continue;
    const { data } = manifest.safeParse(await readJson(store, name, manifestBytesMax));
    if (data === undefined) continue;
    const until = new Date(data.retainUntil);
    if (latest === null || until > latest) latest = until;
  }
  return latest === null ? null : latest.toISOString();
}

/** The receipt for a person. */
export function describeReceipt(receipt: Receipt): string {
  const { erased, kept, stripe, backups } = receipt;
  const counts = (rows: Record<string, number>) => Object.entries(rows).map(([table, count]) => `${table} ${count}`);
  return [
    `Erased: ${receipt.customer}, asked for at ${receipt.askedAt} by ${receipt.askedBy}`,
    '',
    'What was erased',
    `  events      ${erased.events}, of which the identity and a hash stay`,
    `  rows        ${counts(erased.rows).join(', ')}`,
    `  columns     ${erased.columns.join(', ')}`,
    '',
    'What stays, and why',
    `  rows        ${counts(kept.rows).join(', ')}`,
    ...Object.entries(kept.columns).flatMap(([reason, columns]) => [`  ${reason}`, `    ${byTable(columns)}`]),
    '',
    'At Stripe',
    stripe === 'deleted'
      ? '  The customer is deleted. Invoices and payments stay there for as long as Stripe’s own obligations ask.'
      : '  Nothing was done there: delete the customer in the dashboard.',
    '',
    'In backups',
    backups.heldUntil === null
      ? `  No backup in ${backups.place} holds the customer.`
      : `  Locked backups in ${backups.place} hold the customer until ${backups.heldUntil} at the latest` +
        ` (they are kept ${backupPolicies.billing.keepDays} days). A restore erases the customer again before anyone reads.`,
    `  A database that a restore put aside is dropped by the first drill after ${putAsideDays} days; to bring it back erases again.`,
    `  A managed server's point-in-time recovery reaches back up to ${pointInTimeDaysMax} days: after one, erase again.`,
    '',
    'The main app holds its own data of this person, which it erases itself.',
    '',
  ].join('\n');
}

/** `billing_customers: id, currency; billing_invoices: id` */
function byTable(columns: readonly string[]): string {
  const tables = Map.groupBy(columns, (column) => column.slice(0, column.indexOf('.')));
  return [...tables]
    .map(([table, own]) => `${table}: ${own.map((column) => column.slice(table.length + 1)).join(', ')}`)
    .join('; ');
}
