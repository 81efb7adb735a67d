import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { requestBodyBytesMax } from '../../../../policies/local-stripe.ts';
import { answerPage, isPage } from '../pages/respond.ts';
import type { PageAnswer } from '../pages/page.ts';
import type { Account } from '../state/account.ts';
import { ApiError } from './api-error.ts';
import type { Responder } from './respond.ts';

const serverName = 'local-stripe (a stand-in, not Stripe)';

/** Reads requests within bounds and writes Stripe's headers; what is answered is respond.ts's business. */
export function listener(
  responder: Responder,
  options: { apiVersion: string; nextId: () => string; now: () => number; accounts: () => readonly Account[] },
): RequestListener {
  return (request, response) => {
    const id = options.nextId();
    readBody(request)
      .then((body) => {
        const { method = 'GET', url: target = '/' } = request;
        if (isPage(target)) {
          writePage(response, answerPage(options.accounts(), { id, method, target, body }));
          return;
        }
        const {
          status,
          body: answer,
          replayed,
          cut,
        } = responder.respond({
          id,
          method,
          target,
          authorization: request.headers.authorization,
          idempotencyKey: header(request, 'idempotency-key'),
          contentType: request.headers['content-type'],
          apiVersion: header(request, 'stripe-version'),
          account: header(request, 'stripe-context') || header(request, 'stripe-account') || undefined,
          body,
        });
        if (cut) {
          request.socket.destroy();
          return;
        }
        const key = header(request, 'idempotency-key');
        write(response, status, answer, {
          // The time in which its events and objects are made, which is not always this machine's.
          Date: new Date(options.now() * 1_000).toUTCString(),
          'Request-Id': id,
          'Stripe-Version': options.apiVersion,
          ...(key === undefined ? {} : { 'Idempotency-Key': key }),
          ...(replayed ? { 'Idempotent-Replayed': 'true' } : {}),
        });
      })
      .catch((error: unknown) => {
        if (response.destroyed || response.headersSent) return;
        const known = error instanceof ApiError ? error : broken(error);
        write(response, known.status, known.body(), { 'Request-Id': id, Connection: 'close' });
        // The rest of a body that was too large is not read: it would only cost time.
        response.once('finish', () => request.destroy());
      });
  };
}

/** A mistake of the stand-in: told to the caller, who is the one testing with it. */
function broken(error: unknown): ApiError {
  const cause = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return new ApiError(500, `Local Stripe, a stand-in, has a mistake of its own: ${cause}`, { type: 'api_error' });
}

function write(response: ServerResponse, status: number, body: object, headers: Record<string, string>): void {
  const text = JSON.stringify(body, null, 2);
  response.writeHead(status, {
    'Content-Type': 'application/json',
    'Content-Length': Buffer.byteLength(text),
    'Cache-Control': 'no-cache, no-store',
    Server: serverName,
    ...headers,
  });
  response.end(text);
}

function writePage(response: ServerResponse, { status, html, location }: PageAnswer): void {
  response.writeHead(status, {
    'Content-Type': 'text/html; charset=utf-8',
    'Content-Length': Buffer.byteLength(html.text),
    'Cache-Control': 'no-store',
    'Content-Security-Policy': "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; frame-ancestors 'none'",
    'Referrer-Policy': 'no-referrer',
    'X-Content-Type-Options': 'nosniff',
    Server: serverName,
    ...(location === undefined ? {} : { Location: location }),
  });
  response.end(html.text);
}

function header(request: IncomingMessage, name: string): string | undefined {
  const value = request.headers[name];
  return Array.isArray(value) ? value[0] : value;
}

function readBody(request: IncomingMessage): Promise<string> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    request.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes <= requestBodyBytesMax) chunks.push(chunk);
      else reject(new ApiError(413, `The request body is larger than ${requestBodyBytesMax} bytes.`));
    });
    request.on('end', () => resolve(Buffer.concat(chunks).toString()));
    request.on('error', reject);
  });
}
