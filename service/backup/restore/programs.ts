import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import type { Connection, ConnectionConfig } from 'mariadb';
import { programTextBytesMax } from '../../../policies/backup.ts';
import { Failure } from '../../../failure.ts';
import { type DatabaseContents, readContents } from '../dump/contents.ts';
import { dumpOutput } from '../dump/dump-output.ts';
import { type ClientProgram, dumpProgram } from '../dump/programs.ts';
import { dumpWords, type SectionKind, sectionsOf } from '../dump/sections.ts';
import { quotedName } from '../quoted-name.ts';
import { execute } from './execute.ts';

/** Whatever stands beside the tables of a database, as scripts in the order in which they are executed. */
export type ProgramScripts = { kind: Exclude<SectionKind, 'tables'>; script: string }[];

/** Reads a script whole. Throws a Failure where it is larger than anything that people write. */
export async function readScript(source: AsyncIterable<Buffer>): Promise<string> {
  let bytes = 0;
  return text(
    (async function* () {
      for await (const chunk of source) {
        bytes += chunk.length;
        if (bytes > programTextBytesMax) {
          throw new Failure(`views, triggers and routines have more than ${programTextBytesMax} bytes`, {
            fix: 'raise programTextBytesMax in policies/backup.ts, if they really are that large',
          });
        }
        yield chunk;
      }
    })(),
  );
}

/** The scripts that would make a database's programs again, by the engine's own dump program. */
export async function dumpPrograms(target: ConnectionConfig, contents: DatabaseContents): Promise<ProgramScripts> {
  const program = dumpProgram();
  const scripts: ProgramScripts = [];
  for (const kind of sectionsOf(contents)) {
    if (kind === 'tables') continue;
    const words = dumpWords(program, kind, target.database!, contents, false);
    scripts.push({ kind, script: await readScript(dumpOutput(program, target, words)) });
  }
  return scripts;
}

// The head of a program in a dump: behind its DELIMITER line and settings; of a view: a line of its own.
const definer = /DEFINER=`(?:[^`]|``)*`@`(?:[^`]|``)*`/;
const programHead = new RegExp(
  String.raw`(^DELIMITER ;;\n(?:/\*!\d+ SET [^\n]*\n)*(?:/\*!\d+ CREATE\*/ /\*!\d+ |CREATE ))${definer.source}`,
  'gm',
);
const viewHead = new RegExp(String.raw`(^/\*!50013 )${definer.source}`, 'gm');

/**
 * Makes programs in a database. They belong to the user who restores: the server lets nobody make a program in another
 * user's name without rights over all databases, and a locked account's programs still run.
 */
export async function makePrograms(
  program: ClientProgram,
  target: ConnectionConfig,
  database: string,
  scripts: ProgramScripts,
): Promise<void> {
  for (const { script } of scripts) {
    const own = script.replace(programHead, '$1DEFINER=CURRENT_USER').replace(viewHead, '$1DEFINER=CURRENT_USER');
    await execute(program, target, database, Readable.from([Buffer.from(own)]));
  }
}

/**
 * Makes programs in a copy, and returns the kinds that it left out. Events would act by themselves, and a script that names
 * the live database would make its programs there, or have a copy's trigger write to it: these are for the live one alone.
 */
export async function makeProgramsOfCopy(
  program: ClientProgram,
  target: ConnectionConfig,
  copy: string,
  scripts: ProgramScripts,
): Promise<string[]> {
  const live = target.database!.replaceAll(/[^a-zA-Z0-9_]/g, String.raw`\$&`);
  const namesLive = new RegExp(String.raw`(?<![\w$])(?:\`${live}\`|${live})\s*\.`, 'i');
  const harmless = scripts.filter(({ kind, script }) => kind !== 'events' && !namesLive.test(script));
  await makePrograms(program, target, copy, harmless);
  return scripts.filter((script) => !harmless.includes(script)).map(({ kind }) => kind);
}

/** Drops every program of a database and leaves its tables. */
export async function dropPrograms(connection: Connection, database: string): Promise<void> {
  const { triggers, events, views, routines } = await readContents(connection, database);
  const within = (name: string) => `${quotedName(database)}.${quotedName(name)}`;
  for (const name of triggers) await connection.query(`DROP TRIGGER IF EXISTS ${within(name)}`);
  for (const name of events) await connection.query(`DROP EVENT IF EXISTS ${within(name)}`);
  for (const name of views) await connection.query(`DROP VIEW IF EXISTS ${within(name)}`);
  for (const routine of routines) {
    const [, kind, name] = /^(\w+) (.*)$/s.exec(routine)!;
    await connection.query(`DROP ${kind} IF EXISTS ${within(name!)}`);
  }
}
