import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** A way to the database that can go dead without a word, as a network does whose packets vanish. */
export interface StallingProxy {
  port: number;
  /** From now on the first message that holds this text is swallowed, and all that follows on its connection. */
  swallowFrom: (text: string) => void;
  /** From now on the first message that holds this text comes through, but no answer to it or to any after it does. */
  keepAnswersFrom: (text: string) => void;
  /** From now on a connection is cut at the first message that holds this text. */
  cutAt: (text: string) => void;
  /** New connections are served again; those that are dead stay so. */
  recover: () => void;
  cutConnections: () => void;
  close: () => Promise<void>;
}

export async function startStallingProxy(target: number): Promise<StallingProxy> {
  let swallowed: string | undefined;
  let unanswered: string | undefined;
  let cut: string | undefined;
  const sockets = new Set<Socket>();
  const server = createServer((client) => {
    const database = connect(target, '127.0.0.1');
    let dead = false;
    let mute = false;
    client.on('data', (data) => {
      if (cut !== undefined && data.includes(cut)) client.destroy();
      dead ||= swallowed !== undefined && data.includes(swallowed);
      mute ||= unanswered !== undefined && data.includes(unanswered);
      if (!dead) database.write(data);
    });
    database.on('data', (data) => {
      if (!mute) client.write(data);
    });
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
    keepAnswersFrom: (text) => (unanswered = text),
    cutAt: (text) => (cut = text),
    recover: () => (swallowed = unanswered = cut = undefined),
    cutConnections,
    close: async () => {
      cutConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
