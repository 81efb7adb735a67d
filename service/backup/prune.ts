import { Argument, Command } from 'commander';
import { unfinishedHoursMax } from '../../policies/backup.ts';
import { type DatabaseClass, databaseClasses } from '../../policies/databases.ts';
import { withEvidence } from '../../evidence-note.ts';
import { listBackups } from './catalogue.ts';
import { evidenceOfPrune } from './evidence.ts';
import { inBytes } from './in-words.ts';
import { backupFolder, manifestName } from './names.ts';
import { judgeRetention, readStatus, type Verdict } from './status.ts';
import { storeHelp } from './store-help.ts';
import { openStore } from './store/open-store.ts';
import type { Store } from './store/store.ts';

export const command = new Command()
  .description(
    'Deletes what is past its retention: never early, never what the store has locked, never the newest verified ones.\n' +
      'Says what it would delete; deletes with --apply.',
  )
  .addArgument(new Argument('<database>', 'which database').choices(databaseClasses))
  .option('--apply', 'delete')
  .option('--json', 'print the verdicts as one JSON object')
  .addHelpText(
    'after',
    `
Environment:
${storeHelp}
Example:
  ./bulkhead prune billing
  ./bulkhead prune billing --apply`,
  )
  .action(async (databaseClass: DatabaseClass, options: { apply?: boolean; json?: boolean }) => {
    const store = await openStore(databaseClass);
    const judge = () => prune(store, databaseClass, { apply: options.apply === true, now: new Date() });
    // Without --apply nothing was deleted, which is no evidence that what may go does.
    const pruned = await (options.apply === true
      ? withEvidence({ kind: 'prune', database: databaseClass }, judge, evidenceOfPrune)
      : judge());
    process.stdout.write(options.json === true ? `${JSON.stringify(pruned, null, 2)}\n` : describe(pruned));
  });

/** What prune did, or would do. */
export interface Pruned {
  applied: boolean;
  bytes: number;
  /** Objects that were never finished, and were taken away. */
  unfinishedPuts: number;
  verdicts: Verdict[];
}

/**
 * Judges everything in a store and, with `apply`, deletes what may go: the manifest first, so that a run that is killed
 * leaves uploads and never a backup that lacks its data. Throws what the store throws.
 */
export async function prune(
  store: Store,
  databaseClass: DatabaseClass,
  { apply, now }: { apply: boolean; now: Date },
): Promise<Pruned> {
  const verdicts = judgeRetention(await readStatus(store, databaseClass, now), now);
  const entries = new Map((await listBackups(store, databaseClass)).map((entry) => [entry.id, entry]));
  let bytes = 0;
  for (const verdict of verdicts.filter((one) => one.delete)) {
    const { objects } = entries.get(verdict.id)!;
    const names = objects.map(({ name }) => name);
    const lock = await lockOf(store, names, now);
    if (lock !== undefined) {
      Object.assign(verdict, { delete: false, why: `locked by the store until ${lock.toISOString().slice(0, 10)}` });
      continue;
    }
    bytes += entries.get(verdict.id)!.bytes;
    if (!apply) continue;
    const manifest = `${backupFolder(databaseClass, verdict.id)}/${manifestName}`;
    const first = names.filter((name) => name === manifest);
    for (const name of [...first, ...names.filter((one) => one !== manifest)]) await store.remove(name);
  }
  // What killed puts left is no object yet, and no listing shows it.
  const unfinishedBefore = new Date(now.getTime() - unfinishedHoursMax * 3_600_000);
  const unfinishedPuts = apply ? await store.removeUnfinished(unfinishedBefore) : 0;
  return { applied: apply, bytes, unfinishedPuts, verdicts };
}

/** The latest lock on any of these objects that has not run out. */
async function lockOf(store: Store, names: readonly string[], now: Date): Promise<Date | undefined> {
  let latest: Date | undefined;
  for (const name of names) {
    const lock = await store.lockedUntil(name);
    if (lock !== undefined && lock > now && (latest === undefined || lock > latest)) latest = lock;
  }
  return latest;
}

function describe({ applied, bytes, unfinishedPuts, verdicts }: Pruned): string {
  const line = ({ id, why, ...verdict }: Verdict) =>
    `${verdict.delete ? (applied ? 'deleted' : 'would delete') : 'stays'.padEnd(7)}  ${id}  ${why}\n`;
  const count = verdicts.filter((verdict) => verdict.delete).length;
  const sum = applied
    ? `deleted ${count}, ${inBytes(bytes)}, and ${unfinishedPuts} objects that were never finished\n`
    : `would delete ${count}, ${inBytes(bytes)}; nothing was deleted: say --apply\n`;
  return verdicts.map(line).join('') + sum;
}
