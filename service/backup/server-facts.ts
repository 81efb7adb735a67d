import type { Connection } from 'mariadb';

/** What a backup has to know of the server. */
export interface ServerFacts {
  engine: 'mariadb' | 'mysql';
  version: string;
  /** The server's own clock. */
  now: Date;
  /** Whether it keeps a binary log and lets this user ask where it stands. */
  binaryLogReadable: boolean;
  /** Of one statement, in bytes. */
  packetBytesMax: number;
  host: string;
  dataFolder: string;
}

export async function readServerFacts(connection: Connection): Promise<ServerFacts> {
  const [row] = await connection.query<
    {
      version: string;
      now: string;
      binaryLog: number | bigint;
      packet: number | bigint;
      host: string;
      folder: string;
    }[]
  >(
    `SELECT VERSION() AS version, DATE_FORMAT(UTC_TIMESTAMP(3), '%Y-%m-%dT%H:%i:%s.%fZ') AS now, @@log_bin AS binaryLog,
            @@max_allowed_packet AS packet, @@hostname AS host, @@datadir AS folder`,
  );
  const { version, now, binaryLog, packet, host, folder } = row!;
  return {
    engine: version.includes('MariaDB') ? 'mariadb' : 'mysql',
    version,
    now: new Date(now),
    binaryLogReadable: Number(binaryLog) === 1 && (await mayReadBinaryLog(connection)),
    packetBytesMax: Number(packet),
    host,
    dataFolder: folder,
  };
}

/** A user without BINLOG MONITOR is refused; a dump that asked for the position would fail with it. */
async function mayReadBinaryLog(connection: Connection): Promise<boolean> {
  return connection.query('SHOW MASTER STATUS').then(
    () => true,
    () => false,
  );
}
