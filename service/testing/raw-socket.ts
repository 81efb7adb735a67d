import { connect, type Socket } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';

/** A connection on which a test says byte by byte what it wants, and hears all that comes back. */
export interface RawSocket {
  socket: Socket;
  received: () => string;
  /** Resolves with all that was received, once the other side has ended the connection or cut it. */
  closed: Promise<string>;
}

export async function openRawSocket(port: number): Promise<RawSocket> {
  const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true });
  let text = '';
  socket.setEncoding('utf8').on('data', (part: string) => (text += part));
  // A peer that cuts the connection is what some tests are about; `closed` tells of it.
  socket.on('error', () => undefined);
  const closed = new Promise<string>((resolve) => {
    socket.once('end', () => resolve(text));
    socket.once('close', () => resolve(text));
  });
  await new Promise((resolve) => socket.once('connect', resolve));
  return { socket, received: () => text, closed };
}

/** Keeps on sending a part until the other side answers or cuts the connection, as a sender does that does not look up. */
export async function sendUntilAnswered({ socket, received, closed }: RawSocket, part: string, bytesMax: number) {
  let sent = 0;
  let over = false;
  void closed.then(() => (over = true));
  const answered = () => received().endsWith('}');
  while (!answered() && !over && sent < bytesMax) {
    if (!socket.write(part)) await Promise.race([new Promise((resolve) => socket.once('drain', resolve)), wait(50)]);
    sent += part.length;
  }
  return { sent, answer: received() };
}
