import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** A way to the database that can go dead without a word, as a network does whose packets vanish. */
export interface StallingProxy {
  port: number;
  /** From now on the first message that holds this text is swallowed, and all that follows on its connection. */
  swallowFrom: (text: string) => void;
  /** From now on a connection is cut at the first message that holds this text. */
  cutAt: (text: string) => void;
  /** New connections are served again; those that are dead stay so. */
  recover: () => void;
  cutConnections: () => void;
  close: () => Promise<void>;
}

export async function startStallingProxy(target: number): Promise<StallingProxy> {
  let swallowed: string | undefined;
  let cut: string | undefined;
  const sockets = new Set<Socket>();
  const server = createServer((client) => {
    const database = connect(target, '127.0.0.1');
    let dead = false;
    client.on('data', (data) => {
      if (cut !== undefined && data.includes(cut)) client.destroy();
      dead ||= swallowed !== undefined && data.includes(swallowed);
      if (!dead) database.write(data);
    });
    database.on('data', (data) => client.write(data));
    for (const [socket, other] of [
      [client, database],
      [database, client],
    ] as const) {
      sockets.add(socket);
      socket.on('error', () => undefined);
      socket.on('close', () => {
        sockets.delete(socket);
        other.destroy();
      });
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const cutConnections = () => sockets.forEach((socket) => socket.destroy());
  return {
    port: (server.address() as AddressInfo).port,
    swallowFrom: (text) => (swallowed = text),
    cutAt: (text) => (cut = text),
    recover: () => (swallowed = cut = undefined),
    cutConnections,
    close: async () => {
      cutConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
