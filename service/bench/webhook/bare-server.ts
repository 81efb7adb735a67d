import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What node:http alone can do: reads the body and answers 200. Says its port over IPC. */
const server = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    response.writeHead(200, { 'Content-Type': 'application/json', 'Content-Length': 17 });
    response.end('{"received":true}');
  });
});
server.listen(0, '127.0.0.1', () => process.send!((server.address() as AddressInfo).port));
process.once('SIGTERM', () => process.exit(0));
