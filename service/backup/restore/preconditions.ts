import { statfs } from 'node:fs/promises';
import { hostname } from 'node:os';
import type { Connection } from 'mariadb';
import { restoreRoomFactor } from '../../../policies/backup.ts';
import type { DatabaseClass } from '../../../policies/databases.ts';
import { Failure } from '../../../failure.ts';
import { readIdentity } from '../../database/identity.ts';
import { readContents } from '../dump/contents.ts';
import type { Manifest } from '../manifest.ts';
import { quotedName } from '../quoted-name.ts';
import { readServerFacts } from '../server-facts.ts';
import { databaseExists } from './scratch.ts';

/**
 * Whether this backup belongs where the URL leads. The live database says who it is; where it is destroyed and says
 * nothing, its name has to be the one that the backup was taken from. Throws a Failure that says what does not fit.
 */
export async function requireOwnPlace(
  connection: Connection,
  live: string,
  databaseClass: DatabaseClass,
  manifest: Manifest,
): Promise<void> {
  const exists = await databaseExists(connection, live);
  const { tables, views } = exists ? await readContents(connection, live) : { tables: [], views: [] };
  if (tables.length + views.length === 0) {
    if (live === manifest.database) return;
    throw new Failure(
      `${live} is empty and cannot say who it is, and this backup was taken from ${manifest.database}`,
      {
        fix: `correct the database in the URL: a backup returns to its own database only`,
      },
    );
  }
  await connection.query(`USE ${quotedName(live)}`);
  const identity = await readIdentity(connection);
  if (identity?.class === databaseClass && identity.uuid === manifest.identity.uuid) return;
  const found = identity === undefined ? 'holds tables but no identity row' : `is ${identity.class} ${identity.uuid}`;
  throw new Failure(`${live} ${found}; this backup is of ${manifest.class} ${manifest.identity.uuid}`, {
    fix:
      identity === undefined
        ? 'if its tables are what a disaster left, move them away or drop them first; an empty database is restored by its name'
        : 'a backup returns to its own database only: correct the URL, or choose a backup of that database',
  });
}

/** Whether the server can take this backup: its engine, its largest statement, its disk as far as it can be seen. */
export async function requireFitServer(connection: Connection, manifest: Manifest): Promise<void> {
  const { engine, version, packetBytesMax, host, dataFolder } = await readServerFacts(connection);
  if (engine !== manifest.server.engine) {
    throw new Failure(`the server is ${engine} ${version}, the backup was taken from ${manifest.server.engine}`, {
      fix: 'restore it to a server of its own engine, and migrate from there',
    });
  }
  if (packetBytesMax <= manifest.statementBytesMax) {
    throw new Failure(
      `the server takes statements of ${packetBytesMax} bytes, this backup has one of ${manifest.statementBytesMax}`,
      { fix: `raise max_allowed_packet above ${manifest.statementBytesMax}` },
    );
  }
  const free = await freeBytes(host, dataFolder);
  const wanted = manifest.databaseBytes * restoreRoomFactor;
  if (free === undefined || free >= wanted) return;
  throw new Failure(`the server's disk has ${free} bytes free, a restore wants ${Math.ceil(wanted)}`, {
    fix: `make room under ${dataFolder}; the database that is replaced stays until you drop it`,
  });
}

/** Undefined where the server is another machine: nobody can see its disk over SQL. */
async function freeBytes(host: string, dataFolder: string): Promise<number | undefined> {
  if (host !== hostname()) return undefined;
  try {
    const { bavail, bsize } = await statfs(dataFolder);
    return bavail * bsize;
  } catch {
    return undefined;
  }
}
