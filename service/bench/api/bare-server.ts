import { createServer, type OutgoingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What node:http alone can do: sends the bytes of BENCH_ANSWER to whoever asks. Says its port over IPC. */
const { headers, body } = JSON.parse(process.env['BENCH_ANSWER']!) as { headers: OutgoingHttpHeaders; body: string };
const server = createServer((_request, response) => {
  response.writeHead(200, headers);
  response.end(body);
});
server.listen(0, '127.0.0.1', () => process.send!((server.address() as AddressInfo).port));
process.once('SIGTERM', () => process.exit(0));
