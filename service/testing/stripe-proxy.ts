import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A way to local Stripe on which a test can act at the moment of a request. */
export interface StripeProxy {
  url: string;
  /** Requests that have come so far. */
  requests: number;
  close: () => Promise<void>;
}

/**
 * Hands requests on to local Stripe at `target`. `before` is called with the number of each one, from 1, and waited
 * for; where it has ended the response, that was the answer.
 */
export async function startStripeProxy(
  target: string,
  before: (request: number, response: ServerResponse) => unknown,
): Promise<StripeProxy> {
  const server = createServer((request, response) => {
    const handOn = async () => {
      proxy.requests += 1;
      await before(proxy.requests, response);
      if (response.writableEnded || response.destroyed) return;
      const authorization = request.headers.authorization ?? '';
      const answer = await fetch(`${target}${request.url}`, { headers: { authorization } });
      response.writeHead(answer.status, { 'Content-Type': 'application/json' }).end(await answer.text());
    };
    handOn().catch(() => response.destroy());
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const proxy: StripeProxy = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests: 0,
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
  return proxy;
}
