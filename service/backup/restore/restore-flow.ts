import { type Connection, type ConnectionConfig } from 'mariadb';
import type { DatabaseClass } from '../../../policies/databases.ts';
import { exitCode, Failure } from '../../../failure.ts';
import { parseDatabaseUrl, urlOfDatabase } from '../../database/database-url.ts';
import { migrate } from '../../database/migrate.ts';
import { replayErasures } from '../../privacy/replay-erasures.ts';
import { loadProgram } from '../dump/programs.ts';
import type { Manifest } from '../manifest.ts';
import type { Store } from '../store/store.ts';
import { buildCopy, type Loading, readProgramScripts } from './build.ts';
import { requireFitServer, requireOwnPlace } from './preconditions.ts';
import { dropPrograms, makeProgramsOfCopy, type ProgramScripts } from './programs.ts';
import { databaseExists, dropDatabase, dropLeftovers, makeDatabase, scratchName, takeLock } from './scratch.ts';
import { moveTables, recoverSwaps, type Swap, swap } from './swap.ts';
import { readJournal } from './swap-journal.ts';
import { withServer } from './with-server.ts';

export interface RestoreOptions {
  /** Build the database under this name, and swap nothing. */
  into?: string | undefined;
  /** Called with a line for each step that is through. */
  say: (line: string) => void;
  onProgress: (bytes: number, bytesExpected: number) => void;
  /** Called before the swap; throws where the operator does not mean it. */
  confirm: (live: string, manifest: Manifest) => Promise<void>;
}

export interface Restored {
  manifest: Manifest;
  /** Where the backup's tables are now. */
  database: string;
  /** Where the tables are that were there before; undefined where nothing was swapped. */
  replaced: string | undefined;
  erasuresReplayed: number;
}

/**
 * Restores a backup: builds a new database beside the live one, proves it against the manifest, replays the erasures,
 * asks, and swaps. Until the swap's RENAME the live database is not touched; a run that is killed anywhere is cleaned up
 * after, or finished, by the next one.
 * Throws a Failure, with the live database as it was, for everything that does not fit.
 */
export async function restore(
  databaseClass: DatabaseClass,
  url: string,
  variable: string,
  store: Store,
  manifest: Manifest,
  options: RestoreOptions,
): Promise<Restored> {
  const target = parseDatabaseUrl(url, variable);
  return withRestoreLock(target, variable, options.say, async (connection) => {
    const live = target.database!;
    await requireOwnPlace(connection, live, databaseClass, manifest);
    if (options.into !== undefined) await requireFreeName(connection, live, options.into);
    await requireFitServer(connection, manifest);
    const loading: Loading = { store, manifest, connection, url, target, program: loadProgram() };
    const scratch = scratchName(live, 'restoring', new Date());
    const replayed = new Set<string>();
    try {
      const scripts = await build(loading, scratch, replayed, options);
      if (options.into !== undefined) {
        await handOver(loading, scratch, options.into, scripts, options.say);
        return { manifest, database: options.into, replaced: undefined, erasuresReplayed: replayed.size };
      }
      await options.confirm(live, manifest);
      const replaced = scratchName(live, 'replaced', new Date());
      await withErasures({ ...loading, databaseClass, live }, scratch, replayed, options.say, () =>
        swap(loading, scratch, replaced, scripts),
      );
      return { manifest, database: live, replaced, erasuresReplayed: replayed.size };
    } catch (error) {
      await takeBack({ connection, target, program: loading.program }, scratch);
      throw error;
    }
  });
}

/**
 * Takes a swap back: the tables of `replaced` return, and what stood in their place is kept under a new dated name. Whoever
 * was erased since they were put aside is erased from them first, as from a backup.
 */
export async function undoRestore(
  databaseClass: DatabaseClass,
  url: string,
  variable: string,
  store: Store,
  replaced: string,
  options: Pick<RestoreOptions, 'say'> & { confirm: (live: string) => Promise<void> },
): Promise<{ database: string; replaced: string; erasuresReplayed: number }> {
  const target = parseDatabaseUrl(url, variable);
  return withRestoreLock(target, variable, options.say, async (connection) => {
    const live = target.database!;
    if (!replaced.startsWith(`${live}_replaced_`) || !(await databaseExists(connection, replaced))) {
      throw new Failure(`${replaced} holds nothing that a restore of ${live} replaced`, {
        fix: `see ./bulkhead copies ${databaseClass}`,
        exitCode: exitCode.wrongUse,
      });
    }
    const { replacedPrograms } = await readJournal(connection, replaced);
    await options.confirm(live);
    const name = scratchName(live, 'replaced', new Date());
    const replayed = new Set<string>();
    await withErasures({ connection, databaseClass, live, store, url }, replaced, replayed, options.say, () =>
      swap({ connection, target, program: loadProgram() }, replaced, name, replacedPrograms),
    );
    return { database: live, replaced: name, erasuresReplayed: replayed.size };
  });
}

interface Place {
  connection: Connection;
  databaseClass: DatabaseClass;
  store: Store;
  url: string;
}

/** Erases from a database whom the ledger names and `replayed` does not have yet. Main has no ledger. */
async function replayInto(
  database: string,
  { connection, databaseClass, store, url }: Place,
  replayed: Set<string>,
  say: (line: string) => void,
): Promise<void> {
  if (databaseClass !== 'billing') return;
  const bringUp = async () => {
    const migrations = await migrate(databaseClass, urlOfDatabase(url, database), () => undefined);
    for (const migration of migrations) say(`applied ${migration}, so that erasures can last`);
  };
  await replayErasures(connection, database, store, bringUp, replayed);
}

/**
 * Swaps `incoming` in without bringing anybody back: whoever was erased while it was built, or while the operator thought
 * about it, is erased from it before the swap, and who was meanwhile, from the live database behind it. An erasure writes
 * its entry of the ledger first of all, so that none can slip between.
 */
async function withErasures(
  place: Place & { live: string },
  incoming: string,
  replayed: Set<string>,
  say: (line: string) => void,
  swapIn: () => Promise<void>,
): Promise<void> {
  await replayInto(incoming, place, replayed, say);
  await swapIn();
  try {
    await replayInto(place.live, place, replayed, say);
  } catch (cause) {
    throw new Failure(`${place.live} is restored, but who was erased while that went on may be back`, {
      fix: 'erase everybody once more whose erasure is of the last minutes: ./bulkhead erase cus_…',
      cause,
    });
  }
}

/** One restore of a database at a time, after whatever an earlier one left is put right. */
async function withRestoreLock<Result>(
  target: ConnectionConfig,
  variable: string,
  say: (line: string) => void,
  work: (connection: Connection) => Promise<Result>,
): Promise<Result> {
  const live = target.database!;
  return withServer(target, variable, async (connection) => {
    await takeLock(connection, live, 'restore');
    for (const line of await recoverSwaps({ connection, target, program: loadProgram() })) say(line);
    for (const name of await dropLeftovers(connection, live, 'restoring')) say(`dropped ${name}, left unfinished`);
    return work(connection);
  });
}

async function build(
  loading: Loading,
  scratch: string,
  replayed: Set<string>,
  { say, onProgress }: RestoreOptions,
): Promise<ProgramScripts> {
  const { manifest, target, program } = loading;
  await buildCopy(loading, scratch, onProgress);
  say(`${manifest.tables.length} tables are in ${scratch}: rows, hashes, identity and schema are the manifest's`);
  await replayInto(scratch, { ...loading, databaseClass: manifest.class }, replayed, say);
  if (manifest.class === 'billing') say(`${replayed.size} erasures replayed`);
  const scripts = await readProgramScripts(loading);
  // Made here as well, although those of a swap are made once more behind it: what cannot be made must show before.
  await makeProgramsOfCopy(program, target, scratch, scripts);
  return scripts;
}

async function handOver(
  { connection, target, program }: Loading,
  scratch: string,
  into: string,
  scripts: ProgramScripts,
  say: (line: string) => void,
): Promise<void> {
  await dropPrograms(connection, scratch);
  await makeDatabase(connection, into);
  await moveTables(connection, scratch, into);
  await dropDatabase(connection, scratch);
  const left = await makeProgramsOfCopy(program, target, into, scripts);
  if (left.length > 0)
    say(`${left.join(' and ')} were not made in ${into}: a copy must not act on anything but itself`);
}

async function requireFreeName(connection: Connection, live: string, into: string): Promise<void> {
  const reserved = ['restoring', 'replaced', 'drill'].some((purpose) => into.startsWith(`${live}_${purpose}_`));
  if (!new RegExp(`^${live}_[a-z0-9_]{1,40}$`).test(into) || reserved) {
    throw new Failure(`"${into}" cannot be the name of a copy of ${live}`, {
      fix: `begin it with ${live}_ and go on with small letters, digits and _, such as ${live}_copy`,
      exitCode: exitCode.wrongUse,
    });
  }
  if (!(await databaseExists(connection, into))) return;
  throw new Failure(`there is a database ${into} already`, { fix: 'choose another name, or drop that one' });
}

/** The error that ended the run is the one to report; what cannot be put right now is left to the next run. */
async function takeBack(toSwap: Swap, scratch: string): Promise<void> {
  try {
    await recoverSwaps(toSwap);
    await dropDatabase(toSwap.connection, scratch);
  } catch {
    // The next run finds it.
  }
}
