import { Agent, type IncomingHttpHeaders, type OutgoingHttpHeaders, request } from 'node:http';
import { Stripe } from 'stripe';
import { signingSecret } from './service-process.ts';

export interface Reply {
  status: number;
  headers: IncomingHttpHeaders;
  body: string;
}

export interface Message {
  method?: string;
  path?: string;
  headers?: OutgoingHttpHeaders;
  body?: string | Buffer;
  agent?: Agent;
}

/** Longer than any answer of the service may take; a hang becomes an error. */
const answerSecondsMax = 20;

/** Sends one request and reads the whole answer. Rejects where the connection fails or no answer comes. */
export function ask(port: number, message: Message): Promise<Reply> {
  const { method = 'GET', path = '/', headers = {}, body, agent } = message;
  return new Promise((resolve, reject) => {
    const length = body === undefined ? {} : { 'Content-Length': Buffer.byteLength(body) };
    const sent = request({ host: '127.0.0.1', port, method, path, headers: { ...length, ...headers }, agent });
    sent.setTimeout(answerSecondsMax * 1000, () => sent.destroy(new Error(`no answer in ${answerSecondsMax} s`)));
    sent.on('error', reject);
    sent.on('response', (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () => {
        const status = response.statusCode ?? 0;
        resolve({ status, headers: response.headers, body: Buffer.concat(chunks).toString('utf8') });
      });
    });
    sent.end(body);
  });
}

/** Signs a body the way Stripe does, with Stripe's own SDK. */
export function signatureOf(payload: string, secret = signingSecret, signedAt = new Date()): string {
  const timestamp = Math.floor(signedAt.getTime() / 1000);
  return Stripe.webhooks.generateTestHeaderString({ payload, secret, timestamp });
}

/** Posts a body to the webhook, signed unless `headers` bring a signature of their own. */
export function post(port: number, body: string, headers: OutgoingHttpHeaders = {}, agent?: Agent): Promise<Reply> {
  return ask(port, {
    method: 'POST',
    path: '/webhooks/stripe',
    headers: { 'Content-Type': 'application/json', 'Stripe-Signature': signatureOf(body), ...headers },
    body,
    ...(agent && { agent }),
  });
}
