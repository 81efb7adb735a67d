import { Agent as HttpAgent, type ClientRequest, type IncomingMessage, request as httpRequest } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import type { LookupFunction } from 'node:net';
import { answerBytesMax, postSecondsMax, postsInFlightMax } from '../../policies/outbox.ts';
import { AddressRefused, lookUpApp } from './app-address.ts';

/** Posts to one app over connections that are kept, as many at once as there are. Follows no redirect. */
export class Poster {
  readonly #http = new HttpAgent({ keepAlive: true, maxSockets: postsInFlightMax });
  readonly #https = new HttpsAgent({ keepAlive: true, maxSockets: postsInFlightMax });
  readonly #lookup: LookupFunction;

  /** In live mode an app is on another machine than this one. */
  constructor(livemode: boolean) {
    this.#lookup = lookUpApp(livemode);
  }

  /** Resolves to undefined where the answer was a 2xx, else to why it was not, without anything that the app said. */
  async post(address: string, body: string, headers: Record<string, string>): Promise<string | undefined> {
    const first = await this.#attempt(address, body, headers);
    // An app may close a kept connection just when it is used again: it did not see the message then.
    return first === 'reused' ? this.#attempt(address, body, headers).then(said) : said(first);
  }

  /** Ends all connections, also those on which an answer is waited for. */
  close(): void {
    this.#http.destroy();
    this.#https.destroy();
  }

  #attempt(address: string, body: string, headers: Record<string, string>): Promise<Attempt> {
    const secure = address.startsWith('https:');
    const options = {
      method: 'POST',
      agent: secure ? this.#https : this.#http,
      lookup: this.#lookup,
      headers: { ...headers, 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) },
    };
    const request = secure ? httpsRequest(address, options) : httpRequest(address, options);
    request.end(body);
    return outcomeOf(request);
  }
}

/** undefined: a 2xx. `reused`: the connection had been closed by the time the message was sent on it. */
type Attempt = { fault: string | undefined } | 'reused';

function said(attempt: Attempt): string | undefined {
  return attempt === 'reused' ? 'the connection was closed' : attempt.fault;
}

function outcomeOf(request: ClientRequest): Promise<Attempt> {
  return new Promise((resolve) => {
    let answered: Attempt | undefined;
    let late = false;
    const timer = setTimeout(() => {
      late = true;
      request.destroy();
    }, postSecondsMax * 1000);
    request.on('response', (response) => {
      answered = { fault: faultOfStatus(response.statusCode ?? 0) };
      readAway(response);
    });
    request.on('error', (error: NodeJS.ErrnoException) => {
      if (answered !== undefined) return;
      if (late) answered = { fault: `no answer within ${postSecondsMax} s` };
      else if (request.reusedSocket && error.code === 'ECONNRESET') answered = 'reused';
      else if (error instanceof AddressRefused) answered = { fault: error.message };
      else answered = { fault: error.code ?? 'the connection failed' };
    });
    request.on('close', () => {
      clearTimeout(timer);
      resolve(answered ?? { fault: 'the connection was closed' });
    });
  });
}

/** What counts is the status; the body is only read so that the connection is free again. */
function readAway(response: IncomingMessage): void {
  let bytes = 0;
  response.on('error', () => undefined);
  response.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes > answerBytesMax) response.destroy();
  });
}

function faultOfStatus(status: number): string | undefined {
  if (status >= 200 && status < 300) return undefined;
  return status >= 300 && status < 400 ? `answered ${status}: redirects are not followed` : `answered ${status}`;
}
