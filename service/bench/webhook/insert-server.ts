import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createPool } from 'mariadb';
import { parseDatabaseUrl } from '../../database/database-url.ts';

/**
 * The ordinary way: one INSERT of the body for each request, through the same driver and to the same server as the
 * service, a connection for each sender. It proves no signature and projects nothing. Says its port over IPC.
 */
const pool = createPool({
  ...parseDatabaseUrl(process.env['BENCH_DATABASE_URL']!, 'BENCH_DATABASE_URL'),
  connectionLimit: 32,
});
await pool.query(
  'CREATE OR REPLACE TABLE bench_inserts (id BIGINT AUTO_INCREMENT PRIMARY KEY, body MEDIUMTEXT NOT NULL)',
);

const server = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    void pool.execute('INSERT INTO bench_inserts (body) VALUES (?)', [Buffer.concat(chunks)]).then(() => {
      response.writeHead(200, { 'Content-Type': 'application/json', 'Content-Length': 17 });
      response.end('{"received":true}');
    });
  });
});
server.listen(0, '127.0.0.1', () => process.send!((server.address() as AddressInfo).port));
process.once('SIGTERM', () => void pool.end().then(() => process.exit(0)));
