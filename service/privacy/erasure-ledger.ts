import { Readable } from 'node:stream';
import { z } from 'zod';
import { backups } from '../../policies/backup.ts';
import { erasureEntryBytesMax } from '../../policies/erasure.ts';
import { Failure } from '../../failure.ts';
import type { Store } from '../backup/store/store.ts';
import { customerId } from './customer-id.ts';
import { readJson } from './read-json.ts';

/**
 * The erasure ledger: which customers were erased, in a place outside the database, so that a restored database can be
 * told. An entry holds nothing personal of the customer.
 */
const folder = 'erasures/';
const millisecondsADay = 24 * 60 * 60 * 1000;

const entrySchema = z.strictObject({
  version: z.literal(1),
  customerId: z.string().regex(customerId),
  /** When the erasure was first asked for. */
  askedAt: z.iso.datetime(),
  /** The operator's login name. */
  askedBy: z.string().min(1).max(255),
});

/** One erasure, as it lies in the store. */
export type ErasureEntry = z.infer<typeof entrySchema>;

/** The entry of one customer; undefined where there is none. Throws a Failure where it is damaged. */
export async function findErasure(store: Store, customer: string): Promise<ErasureEntry | undefined> {
  const name = nameOf(customer);
  const found = (await store.list(name)).some((object) => object.name === name);
  return found ? readEntry(store, name) : undefined;
}

/**
 * Writes a customer's entry, which is then locked for as long as a backup lives that may still hold the customer.
 * One that is there already stays as it is and is returned.
 */
export async function writeErasure(store: Store, customer: string, askedBy: string): Promise<ErasureEntry> {
  const known = await findErasure(store, customer);
  if (known !== undefined) return known;
  const now = new Date();
  const entry: ErasureEntry = { version: 1, customerId: customer, askedAt: now.toISOString(), askedBy };
  const retainUntil = new Date(now.getTime() + backups.billing.keepDays * millisecondsADay);
  try {
    await store.put(nameOf(customer), Readable.from([Buffer.from(`${JSON.stringify(entry, null, 2)}\n`)]), {
      retainUntil,
    });
    return entry;
  } catch (error) {
    // The name is taken where another run of the same erasure was faster.
    const other = await findErasure(store, customer);
    if (other === undefined) throw error;
    return other;
  }
}

/**
 * Every entry of the ledger but those of the customers `known`, which are not read again. Throws a Failure that names the
 * first damaged one: nobody may be left out silently.
 */
export async function readErasures(store: Store, known: ReadonlySet<string> = new Set()): Promise<ErasureEntry[]> {
  const knownNames = new Set([...known].map(nameOf));
  const entries: ErasureEntry[] = [];
  for (const { name } of await store.list(folder)) {
    if (!knownNames.has(name)) entries.push(await readEntry(store, name));
  }
  return entries;
}

async function readEntry(store: Store, name: string): Promise<ErasureEntry> {
  const parsed = entrySchema.safeParse(await readJson(store, name, erasureEntryBytesMax));
  if (parsed.success && nameOf(parsed.data.customerId) === name) return parsed.data;
  throw new Failure(`the erasure ledger’s entry ${name} in ${store.place} is damaged, or a newer version wrote it`, {
    fix: 'restore the object from its earlier version, or update Bulkhead; its name says whom it is about',
  });
}

function nameOf(customer: string): string {
  return `${folder}${customer}.json`;
}
