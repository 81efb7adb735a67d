import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A request whose answer Stripe has given, and which is on its way back. */
export interface AnswerOnTheWay {
  method: string;
  path: string;
}

/** A way to local Stripe on which a test can act before a request gets there, and before its answer comes back. */
export interface StripeGate {
  url: string;
  /** Waited for with each request; where it returns true Stripe never has it. */
  onTheWayThere: (() => unknown) | undefined;
  /** Waited for with each answer; where it returns true the answer is cut off. Undefined hands all of them on. */
  onTheWay: ((answer: AnswerOnTheWay) => unknown) | undefined;
  close: () => Promise<void>;
}

/** Hands requests on to local Stripe at `target`, whole, and the answers back unless a test stands in between. */
export async function startStripeGate(target: string): Promise<StripeGate> {
  const server = createServer((request, response) => {
    const handOn = async () => {
      if ((await gate.onTheWayThere?.()) === true) return response.destroy();
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk as Buffer);
      const headers = { ...(request.headers as Record<string, string>) };
      for (const name of ['host', 'connection', 'content-length']) delete headers[name];
      const body = chunks.length > 0 ? { body: Buffer.concat(chunks) } : {};
      const answer = await fetch(`${target}${request.url}`, { method: request.method!, headers, ...body });
      const text = await answer.text();
      const stopped = await gate.onTheWay?.({ method: request.method!, path: request.url! });
      if (stopped === true) return response.destroy();
      return response.writeHead(answer.status, { 'Content-Type': 'application/json' }).end(text);
    };
    handOn().catch(() => response.destroy());
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const gate: StripeGate = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    onTheWayThere: undefined,
    onTheWay: undefined,
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
  return gate;
}
