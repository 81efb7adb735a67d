import { hostname } from 'node:os';
import type { Connection, ConnectionConfig } from 'mariadb';
import { backups } from '../../../policies/backup.ts';
import type { DatabaseClass } from '../../../policies/databases.ts';
import packageJson from '../../../package.json' with { type: 'json' };
import { Failure } from '../../../failure.ts';
import { connectToServer } from '../../database/connect.ts';
import { parseDatabaseUrl, urlOfDatabase } from '../../database/database-url.ts';
import { serverFailure } from '../../database/server-failure.ts';
import { codeCommit, operatorName } from '../../operator.ts';
import { replayErasures } from '../../privacy/replay-erasures.ts';
import { chooseBackup } from '../catalogue.ts';
import { readContents } from '../dump/contents.ts';
import { loadProgram } from '../dump/programs.ts';
import { quotedName } from '../quoted-name.ts';
import { buildCopy, type Loading, migrateCopy, readProgramScripts } from '../restore/build.ts';
import { requireFitServer, requireOwnPlace } from '../restore/preconditions.ts';
import { makeProgramsOfCopy } from '../restore/programs.ts';
import { databaseExists, dropDatabase, dropLeftovers, scratchName, takeLock } from '../restore/scratch.ts';
import type { Store } from '../store/store.ts';
import { compareTables } from './compare.ts';
import { askAll } from './queries.ts';
import type { DrillRecord } from './record.ts';
import { askService } from './service-health.ts';

interface DrillOptions {
  say: (line: string) => void;
  onProgress: (bytes: number, bytesExpected: number) => void;
}

/**
 * Restores the newest backup into a scratch database, compares every value with the backup, has the service and a set of
 * queries look at it, measures the time, and drops it. The live database is not touched. Returns the record of what
 * held; what did not hold is in it and is not thrown.
 * Throws a Failure only where no drill could begin: another one is under way, or the server cannot be reached.
 */
export async function drill(
  databaseClass: DatabaseClass,
  url: string,
  variable: string,
  store: Store,
  options: DrillOptions,
): Promise<DrillRecord> {
  const target = parseDatabaseUrl(url, variable);
  const connection = await connectToServer(target, variable);
  try {
    const live = target.database!;
    await takeLock(connection, live, 'drill');
    for (const name of await dropLeftovers(connection, live, 'drill')) options.say(`dropped ${name}, left unfinished`);
    const scratch = scratchName(live, 'drill', new Date());
    if (await databaseExists(connection, scratch)) {
      throw new Failure(`there is a database ${scratch} already`, { fix: 'run the drill again' });
    }
    const record = newRecord(databaseClass, scratch);
    try {
      await play(record, { connection, target, url }, store, options);
    } catch (error) {
      const fault = serverFailure(error);
      record.faults.push(fault instanceof Error ? fault.message : String(fault));
    } finally {
      await dropDatabase(connection, scratch);
    }
    record.endedAt = new Date().toISOString();
    record.result = record.faults.length === 0 ? 'passed' : 'failed';
    return record;
  } finally {
    await connection.end();
  }
}

/** Fills the record in, step by step, so that a step that fails leaves what the ones before it found. */
async function play(
  record: DrillRecord,
  { connection, target, url }: { connection: Connection; target: ConnectionConfig; url: string },
  store: Store,
  { say, onProgress }: DrillOptions,
): Promise<void> {
  const { class: databaseClass, scratchDatabase: scratch } = record;
  const startedAt = performance.now();
  const manifest = await chooseBackup(store, databaseClass, 'latest');
  const { id, snapshotAt, verifiedAt } = manifest;
  record.backup = { id, snapshotAt, place: store.place, verifiedAt };
  await requireOwnPlace(connection, target.database!, databaseClass, manifest);
  await requireFitServer(connection, manifest);
  const loading: Loading = { store, manifest, connection, url, target, program: loadProgram() };
  await buildCopy(loading, scratch, onProgress);
  const loadedMilliseconds = performance.now() - startedAt;
  say(`restored ${id} to ${scratch}`);

  const contents = await readContents(connection, scratch);
  record.tables = await compareTables({ ...target, database: scratch }, contents, manifest);
  for (const { name } of record.tables.filter(({ equal }) => !equal)) record.faults.push(`${name} is not as dumped`);
  say(`compared ${record.tables.length} tables with the backup`);

  const bringingUpAt = performance.now();
  // The service and the queries below are this code's, and a backup may be older than a migration.
  const migrations = await migrateCopy(loading, scratch);
  if (migrations.length > 0) say(`applied ${migrations.join(', ')}`);
  if (databaseClass === 'billing') {
    const { entries } = await replayErasures(connection, scratch, store, () => migrateCopy(loading, scratch));
    record.erasuresReplayed = entries;
  }
  await makeProgramsOfCopy(loading.program, target, scratch, await readProgramScripts(loading));
  // Comparing is the drill's own work: a recovery would have gone on without it.
  record.recoverySeconds = (loadedMilliseconds + performance.now() - bringingUpAt) / 1000;
  if (record.recoverySeconds > record.recoverySecondsMax) {
    record.faults.push(`the recovery took ${record.recoverySeconds.toFixed(0)} s, more than the objective`);
  }

  await connection.query(`USE ${quotedName(scratch)}`);
  record.queries = await askAll(connection, databaseClass);
  for (const { title, found } of record.queries) if (found > 0) record.faults.push(`${found} ${title}`);
  if (databaseClass !== 'billing') return;
  record.service = await askService(urlOfDatabase(url, scratch), manifest.identity.uuid);
  if (!record.service.ready) record.faults.push(`the service is not ready on it: ${record.service.answer}`);
  say('asked the service and the queries');
}

function newRecord(databaseClass: DatabaseClass, scratchDatabase: string): DrillRecord {
  const now = new Date().toISOString();
  return {
    format: 'bulkhead-drill',
    version: 1,
    class: databaseClass,
    result: 'failed',
    faults: [],
    backup: null,
    startedAt: now,
    endedAt: now,
    recoverySeconds: null,
    recoverySecondsMax: backups[databaseClass].recoveryMinutesMax * 60,
    scratchDatabase,
    tables: [],
    queries: [],
    service: null,
    erasuresReplayed: 0,
    madeBy: { operator: operatorName(), host: hostname(), bulkhead: packageJson.version, commit: codeCommit() },
  };
}
