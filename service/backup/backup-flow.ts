import { hostname } from 'node:os';
import { Readable } from 'node:stream';
import type { Connection } from 'mariadb';
import { backups, compressionLevel, partPlainBytes } from '../../policies/backup.ts';
import type { DatabaseClass } from '../../policies/databases.ts';
import { Failure } from '../../failure.ts';
import packageJson from '../../package.json' with { type: 'json' };
import { connect } from '../database/connect.ts';
import { parseDatabaseUrl } from '../database/database-url.ts';
import { serverFailure } from '../database/server-failure.ts';
import { requireIdentity } from '../database/identity.ts';
import { codeCommit, operatorName } from '../operator.ts';
import { type DatabaseContents, databaseBytes, readContents } from './dump/contents.ts';
import { dumpOutput } from './dump/dump-output.ts';
import { type ClientProgram, dumpProgram } from './dump/programs.ts';
import { RowCounter } from './dump/row-counter.ts';
import { writeSection } from './dump/section-writer.ts';
import { dumpWords, type SectionKind, sectionsOf } from './dump/sections.ts';
import { requireWholeSight } from './dump/whole-sight.ts';
import { type Manifest, type ManifestSection, manifestVersion, writeManifest } from './manifest.ts';
import { backupFolder, manifestName, newBackupId } from './names.ts';
import { readSchemaHead } from './schema-head.ts';
import { type ServerFacts, readServerFacts } from './server-facts.ts';
import type { Store } from './store/store.ts';

export interface BackupOptions {
  /** Read every part back and compare before the manifest is published. */
  verify: boolean;
  /** Called as bytes are dumped; `bytesExpected` is an estimate from the server's own. */
  onProgress: (bytes: number, bytesExpected: number) => void;
  /** Plain bytes of one part; the policy's unless a test wants many parts of little. */
  partBytes?: number;
}

/** Of a dump's text to the bytes its tables take on the server: enough for a progress bar. */
const dumpToServerBytes = 1.1;

/**
 * Dumps a database, verifies what was stored, and publishes the manifest last: until then there is no backup, and what a
 * killed run leaves is an unfinished upload. Nothing is written to the database.
 * Throws a Failure, with nothing published, where the database is another one than asked for, a process or the store
 * fails, the dump is not whole, the schema changed meanwhile, or what was read back is not what was dumped.
 */
export async function makeBackup(
  databaseClass: DatabaseClass,
  url: string,
  variable: string,
  store: Store,
  options: BackupOptions,
): Promise<Manifest> {
  const connection = await connect(url, variable);
  try {
    return await backUp(connection, databaseClass, parseDatabaseUrl(url, variable), store, options);
  } catch (error) {
    throw serverFailure(error);
  } finally {
    await connection.end();
  }
}

async function backUp(
  connection: Connection,
  databaseClass: DatabaseClass,
  target: ReturnType<typeof parseDatabaseUrl>,
  store: Store,
  { verify, onProgress, partBytes = partPlainBytes }: BackupOptions,
): Promise<Manifest> {
  const startedAt = new Date();
  const program = dumpProgram();
  await requireIdentity(connection, databaseClass);
  await requireWholeSight(connection, target.database!);
  const before = await readState(connection, databaseClass, target.database!);
  const { identity, server, contents, bytes } = before;
  const id = newBackupId(startedAt);
  const folder = backupFolder(databaseClass, id);
  const retainUntil = new Date(startedAt.getTime() + backups[databaseClass].keepDays * 24 * 3600 * 1000);
  const bytesExpected = bytes * dumpToServerBytes;
  let bytesDumped = 0;
  const onBytes = (more: number) => onProgress((bytesDumped += more), bytesExpected);

  const counter = new RowCounter();
  const sections: ManifestSection[] = [];
  let encryptionKey: string | null = null;
  for (const kind of sectionsOf(contents)) {
    const source = watched(kind, dumpSection(program, target, kind, contents, server), counter);
    const partsBefore = sections.reduce((sum, { parts }) => sum + parts.length, 0);
    const written = await writeSection(store, kind, source, {
      folder,
      partsBefore,
      partBytes,
      retainUntil,
      verify,
      onBytes,
    });
    sections.push(written.section);
    encryptionKey = written.encryptionKey;
  }
  const tables = counter.tables();
  requireEveryTable(contents, tables);
  await requireSameState(connection, databaseClass, target.database!, before);

  const endedAt = new Date();
  const manifest: Manifest = {
    format: 'bulkhead-backup',
    version: manifestVersion,
    id,
    class: databaseClass,
    identity: { uuid: identity.uuid, madeAt: identity.madeAt.toISOString() },
    database: target.database!,
    schemaHead: before.schemaHead,
    server: { engine: server.engine, version: server.version },
    client: program.version,
    startedAt: startedAt.toISOString(),
    snapshotAt: server.now.toISOString(),
    endedAt: endedAt.toISOString(),
    position: counter.position,
    databaseBytes: bytes,
    statementBytesMax: counter.statementBytesMax,
    tables,
    programs: programsOf(contents),
    codec: { name: 'zstd', level: compressionLevel },
    encryptionKey,
    sections,
    retainUntil: retainUntil.toISOString(),
    verifiedAt: verify ? endedAt.toISOString() : null,
    madeBy: { operator: operatorName(), host: hostname(), bulkhead: packageJson.version, commit: codeCommit() },
  };
  await store.put(`${folder}/${manifestName}`, Readable.from([Buffer.from(writeManifest(manifest))]), { retainUntil });
  return manifest;
}

/** What must be the same before and after the dump, which sees one moment of the rows but not of the schema. */
async function readState(connection: Connection, databaseClass: DatabaseClass, database: string) {
  return {
    identity: await requireIdentity(connection, databaseClass),
    server: await readServerFacts(connection),
    schemaHead: await readSchemaHead(connection, database),
    contents: await readContents(connection, database),
    bytes: await databaseBytes(connection, database),
  };
}

async function requireSameState(
  connection: Connection,
  databaseClass: DatabaseClass,
  database: string,
  before: Awaited<ReturnType<typeof readState>>,
): Promise<void> {
  const after = await readState(connection, databaseClass, database);
  const what = ({ identity, schemaHead, contents }: typeof before) => JSON.stringify([identity, schemaHead, contents]);
  if (what(after) === what(before)) return;
  throw new Failure(`the schema of ${database} changed while it was dumped`, {
    fix: 'run the backup again when the migration is through',
  });
}

function dumpSection(
  program: ClientProgram,
  target: ReturnType<typeof parseDatabaseUrl>,
  kind: SectionKind,
  contents: DatabaseContents,
  server: ServerFacts,
): AsyncGenerator<Buffer> {
  const position = server.binaryLogReadable && program.family === 'mariadb';
  return dumpOutput(program, target, dumpWords(program, kind, target.database!, contents, position));
}

/** Every section has to end with the dump program's own last line; only tables have rows to count. */
async function* watched(kind: SectionKind, source: AsyncIterable<Buffer>, rows: RowCounter): AsyncGenerator<Buffer> {
  const counter = kind === 'tables' ? rows : new RowCounter();
  for await (const chunk of source) {
    counter.write(chunk);
    yield chunk;
  }
  if (counter.complete) return;
  throw new Failure(`the dump of the ${kind} ends without "-- Dump completed"`, {
    fix: 'run it again; something between here and the server cuts long answers',
  });
}

function requireEveryTable(contents: DatabaseContents, tables: Manifest['tables']): void {
  const dumped = new Set(tables.map(({ name }) => name));
  const missing = contents.tables.filter((name) => !dumped.has(name));
  if (missing.length === 0 && dumped.size === contents.tables.length) return;
  const found = missing.length > 0 ? `lacks ${missing.join(', ')}` : 'has more tables than the database';
  throw new Failure(`the dump ${found}`, { fix: 'check the rights of the backup user: prisma/*/grants.sql' });
}

function programsOf({ views, triggers, routines, events }: DatabaseContents): Manifest['programs'] {
  return { views: [...views], triggers: [...triggers], routines: [...routines], events: [...events] };
}
