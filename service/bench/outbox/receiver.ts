import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** An app that takes whatever is posted to it. Says its port over IPC, and then, whenever it is asked, how many it took. */
let taken = 0;
const server = createServer((request, response) => {
  request.resume().once('end', () => {
    taken += 1;
    response.end();
  });
});
server.listen(0, '127.0.0.1', () => process.send!((server.address() as AddressInfo).port));
process.on('message', () => process.send!(taken));
process.once('SIGTERM', () => process.exit(0));
