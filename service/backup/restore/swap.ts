import type { Connection, ConnectionConfig } from 'mariadb';
import { readContents } from '../dump/contents.ts';
import type { ClientProgram } from '../dump/programs.ts';
import { quotedName } from '../quoted-name.ts';
import { dropPrograms, dumpPrograms, makePrograms, type ProgramScripts } from './programs.ts';
import { databaseExists, dropDatabase, makeDatabase, scratchDatabases } from './scratch.ts';
import { closeJournal, hasJournal, journalTable, openJournal, readJournal, type SwapJournal } from './swap-journal.ts';

export interface Swap {
  connection: Connection;
  /** The restore user; its database is the live one. */
  target: ConnectionConfig;
  program: ClientProgram;
}

/**
 * Puts the tables of `incoming` in the place of the live ones, all in one RENAME, and the live ones into the new database
 * `replaced`. Whoever reads or writes meanwhile sees either all of the old or all of the new.
 *
 * Neither triggers nor views survive a RENAME into another database, so programs are taken away before it and made again
 * behind it. What is needed for that is in a journal first: a swap that is interrupted anywhere is taken back before the
 * RENAME and finished behind it, by `recoverSwaps`.
 */
export async function swap(
  { connection, target, program }: Swap,
  incoming: string,
  replaced: string,
  programs: ProgramScripts,
): Promise<void> {
  const live = target.database!;
  if (!(await databaseExists(connection, live))) await makeDatabase(connection, live);
  const old = await dumpPrograms(target, await readContents(connection, live));
  await makeDatabase(connection, replaced);
  await openJournal(connection, replaced, {
    live,
    incoming,
    replacedTables: await tablesOf(connection, live),
    replacedPrograms: old,
    incomingPrograms: programs,
  });
  await dropPrograms(connection, live);
  await dropPrograms(connection, incoming);
  await renameAll(connection, { live, incoming, replaced });
  await makePrograms(program, target, live, programs);
  await dropDatabase(connection, incoming);
  await closeJournal(connection, replaced);
}

/** Ends what a killed run left of a swap, in whichever direction it was already decided. Says what it did, a line each. */
export async function recoverSwaps({ connection, target, program }: Swap): Promise<string[]> {
  const live = target.database!;
  const done: string[] = [];
  for (const replaced of await scratchDatabases(connection, live, 'replaced')) {
    if (!(await hasJournal(connection, replaced))) {
      // Made, and nothing yet written to it: a finished one has a journal.
      if ((await tablesOf(connection, replaced)).length > 0) continue;
      await dropDatabase(connection, replaced);
      done.push(`dropped ${replaced}, which an interrupted restore had just made`);
      continue;
    }
    const journal = await readJournal(connection, replaced);
    if (journal.finishedSecondsAgo !== null) continue;
    if (!(await renamed(connection, replaced, journal))) {
      await dropPrograms(connection, live);
      await makePrograms(program, target, live, journal.replacedPrograms);
      await dropDatabase(connection, replaced);
      done.push(`an interrupted restore had not swapped yet: ${live} is as it was`);
    } else {
      await dropPrograms(connection, live);
      await makePrograms(program, target, live, journal.incomingPrograms);
      await dropDatabase(connection, journal.incoming);
      await closeJournal(connection, replaced);
      done.push(`an interrupted restore had swapped already: finished it, the tables before are in ${replaced}`);
    }
  }
  return done;
}

/** The RENAME moves all or nothing, so one look at where the tables are tells. */
async function renamed(connection: Connection, replaced: string, journal: SwapJournal): Promise<boolean> {
  const moved = await tablesOf(connection, journal.replacedTables.length > 0 ? replaced : journal.live);
  return moved.length > 0;
}

async function renameAll(
  connection: Connection,
  { live, incoming, replaced }: Record<'live' | 'incoming' | 'replaced', string>,
): Promise<void> {
  const move = (table: string, from: string, to: string) =>
    `${quotedName(from)}.${quotedName(table)} TO ${quotedName(to)}.${quotedName(table)}`;
  const moves = [
    ...(await tablesOf(connection, live)).map((table) => move(table, live, replaced)),
    ...(await tablesOf(connection, incoming)).map((table) => move(table, incoming, live)),
  ];
  await connection.query(`RENAME TABLE ${moves.join(', ')}`);
}

/** Moves all tables of one database into another one that has none of these names. */
export async function moveTables(connection: Connection, from: string, to: string): Promise<void> {
  const tables = await tablesOf(connection, from);
  const moves = tables.map(
    (table) => `${quotedName(from)}.${quotedName(table)} TO ${quotedName(to)}.${quotedName(table)}`,
  );
  await connection.query(`RENAME TABLE ${moves.join(', ')}`);
}

async function tablesOf(connection: Connection, database: string): Promise<string[]> {
  return (await readContents(connection, database)).tables.filter((name) => name !== journalTable);
}
