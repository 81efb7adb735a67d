import type { Connection, ConnectionConfig } from 'mariadb';
import { databaseClasses } from '../../../policies/databases.ts';
import { Failure } from '../../../failure.ts';
import { urlOfDatabase } from '../../database/database-url.ts';
import { migrate } from '../../database/migrate.ts';
import { countRows, readContents } from '../dump/contents.ts';
import { type ClientProgram } from '../dump/programs.ts';
import type { Manifest } from '../manifest.ts';
import { backupFolder } from '../names.ts';
import { quotedName } from '../quoted-name.ts';
import { readSchemaHead } from '../schema-head.ts';
import type { Store } from '../store/store.ts';
import { execute } from './execute.ts';
import { type ProgramScripts, readScript } from './programs.ts';
import { makeDatabase } from './scratch.ts';
import { readSection } from './section-reader.ts';

/** Where a backup is loaded from and to. */
export interface Loading {
  store: Store;
  manifest: Manifest;
  connection: Connection;
  /** The restore user; its database is the live one, and nothing is done there. The URL is what the target came from. */
  url: string;
  target: ConnectionConfig;
  program: ClientProgram;
}

/** The last line of a dump with its date, and room for blank lines. */
const trailerBytesMax = 100;

/** Makes a database of that name and loads the backup's tables into it: rows, hashes, identity and schema are then proven. */
export async function buildCopy(
  loading: Loading,
  database: string,
  onProgress: (bytes: number, bytesExpected: number) => void,
): Promise<void> {
  const bytesExpected = loading.manifest.sections.reduce((sum, { plainBytes }) => sum + plainBytes, 0);
  let bytes = 0;
  await makeDatabase(loading.connection, database);
  await loadTables(loading, database, (more) => onProgress((bytes += more), bytesExpected));
  await verifyTables(loading, database);
}

/** Brings a copy to the newest schema that this code knows, by its own restore user. Returns what was applied. */
export function migrateCopy({ manifest, url }: Loading, database: string): Promise<string[]> {
  return migrate(manifest.class, urlOfDatabase(url, database), () => undefined);
}

/** Loads the tables of a backup into an empty database. Each part is proven before any of it is executed. */
async function loadTables(
  { store, manifest, target, program }: Loading,
  database: string,
  onBytes: (bytes: number) => void,
): Promise<void> {
  const tables = manifest.sections.find(({ kind }) => kind === 'tables')!;
  const watched = async function* () {
    let end = '';
    for await (const chunk of readSection(store, folderOf(manifest), tables)) {
      onBytes(chunk.length);
      end = (end + chunk.subarray(-trailerBytesMax).toString('latin1')).slice(-trailerBytesMax);
      yield chunk;
    }
    if (/^-- Dump completed.*\s*$/m.test(end)) return;
    throw new Failure(`the dump in ${folderOf(manifest)} ends without "-- Dump completed"`, {
      fix: 'use another backup: bulkhead backups lists them',
    });
  };
  await execute(program, target, database, watched());
}

/** The backup's views, routines, triggers and events as scripts, each proven against the manifest. */
export async function readProgramScripts({ store, manifest }: Loading): Promise<ProgramScripts> {
  const scripts: ProgramScripts = [];
  for (const section of manifest.sections) {
    if (section.kind === 'tables') continue;
    scripts.push({ kind: section.kind, script: await readScript(readSection(store, folderOf(manifest), section)) });
  }
  return scripts;
}

/**
 * Compares what was loaded with the manifest: every table and no other, its rows counted, the identity row, the schema
 * head. Throws a Failure that names everything that differs.
 */
async function verifyTables({ manifest, connection }: Loading, database: string): Promise<void> {
  const faults: string[] = [];
  const { tables } = await readContents(connection, database);
  const expected = manifest.tables.map(({ name }) => name).sort();
  const missing = expected.filter((name) => !tables.includes(name));
  const foreign = tables.filter((name) => !expected.includes(name));
  if (missing.length > 0) faults.push(`lacks ${missing.join(', ')}`);
  if (foreign.length > 0) faults.push(`has ${foreign.join(', ')}, which the manifest does not`);
  for (const { name, rows } of manifest.tables) {
    if (missing.includes(name)) continue;
    const found = await countRows(connection, database, name);
    if (found !== rows) faults.push(`${name} has ${found} rows, the manifest says ${rows}`);
  }
  if (missing.length === 0) faults.push(...(await identityFaults(connection, database, manifest)));
  if (faults.length === 0) return;
  throw new Failure(`what was restored is not what was backed up: ${faults.join('; ')}`, {
    fix: 'nothing was swapped; use another backup, and keep this one for whoever finds out why',
  });
}

async function identityFaults(connection: Connection, database: string, manifest: Manifest): Promise<string[]> {
  const faults: string[] = [];
  const [identity] = await connection.query<{ class: string; uuid: string }[]>(
    `SELECT class, uuid FROM ${quotedName(database)}.database_identity WHERE id = 1`,
  );
  const found = databaseClasses.find((name) => name === identity?.class);
  if (found !== manifest.class || identity?.uuid !== manifest.identity.uuid) {
    const is = identity === undefined ? 'has no identity row' : `says it is ${identity.class} ${identity.uuid}`;
    faults.push(`it ${is}, the manifest says ${manifest.class} ${manifest.identity.uuid}`);
  }
  const head = await readSchemaHead(connection, database);
  const { migration, checksum } = manifest.schemaHead;
  if (head.migration !== migration || head.checksum !== checksum || head.applied !== manifest.schemaHead.applied) {
    faults.push(`its schema head is ${head.migration}, the manifest says ${migration}`);
  }
  return faults;
}

function folderOf({ class: databaseClass, id }: Manifest): string {
  return backupFolder(databaseClass, id);
}
