import { type IncomingHttpHeaders, type IncomingMessage, request as requestPlain } from 'node:http';
import { request as requestOverTls } from 'node:https';
import { Stripe } from 'stripe';
import { beganByServer, beganHeader } from './read/began-at.ts';

type Request = Parameters<InstanceType<typeof Stripe.HttpClient>['makeRequest']>;

/**
 * How the SDK asks Stripe's API. The SDK repeats what fails before it has the answer's headers, and what the server asks
 * it to repeat. So the body is read here, where a connection that breaks in it is repeated too; and a rate limit, which
 * the SDK leaves to its callers (https://github.com/stripe/stripe-node/issues/1110), is repeated with the growing waits
 * that Stripe asks for. The timeout is of the whole answer, and not of each pause in it, as with the SDK's own client.
 * Of each answer it is noted when its request began: see read/began-at.ts. Not fetch(): it spends more on carrying the
 * bytes of a page than parsing them costs.
 */
export class WholeAnswers extends Stripe.HttpClient {
  override getClientName(): string {
    return 'node';
  }

  /** Rejects with what broke the connection, or with the SDK's error of a timeout. */
  override async makeRequest(...request: Request): Promise<WholeAnswer> {
    const startedAt = performance.now();
    const deadline = AbortSignal.timeout(request[7]);
    try {
      const answer = await send(request, deadline);
      const tookMilliseconds = performance.now() - startedAt;
      const chunks: Buffer[] = [];
      for await (const chunk of answer) chunks.push(chunk as Buffer);
      return new WholeAnswer(answer, tookMilliseconds, Buffer.concat(chunks).toString());
    } catch (error) {
      throw deadline.aborted ? Stripe.HttpClient.makeTimeoutError() : error;
    }
  }
}

function send(
  [host, port, path, method, headers, body, protocol]: Request,
  signal: AbortSignal,
): Promise<IncomingMessage> {
  const request = protocol === 'http' ? requestPlain : requestOverTls;
  return new Promise((resolve, reject) => {
    request({ host, port, path, method, headers, signal }, resolve)
      .on('error', reject)
      .end(body === '' ? undefined : body);
  });
}

/** An answer that is here in full. Cannot be made of one that is no JSON object: the SDK's promise would never end. */
class WholeAnswer extends Stripe.HttpClientResponse {
  readonly #body: string;

  constructor({ statusCode = 0, headers }: IncomingMessage, tookMilliseconds: number, body: string) {
    const isGood = statusCode >= 200 && statusCode < 300;
    if (isGood && !/^\s*\{/.test(body)) {
      throw new TypeError('unusable answer', { cause: new Error('the answer is no JSON object') });
    }
    super(statusCode, headersFor(statusCode, headers, tookMilliseconds));
    this.#body = body;
  }

  // eslint-disable-next-line @typescript-eslint/require-await -- the SDK wants a promise, also of what cannot be parsed
  override async toJSON(): Promise<unknown> {
    return this._parseResponseBody(this.#body) as unknown;
  }

  /** What the SDK hands out as `lastResponse`. */
  override getRawResponse(): object {
    return { statusCode: this.getStatusCode(), headers: this.getHeaders() };
  }
}

function headersFor(statusCode: number, given: IncomingHttpHeaders, tookMilliseconds: number): Record<string, string> {
  const headers = Object.fromEntries(Object.entries(given).map(([name, value]) => [name, String(value)]));
  const began = beganByServer(given.date, tookMilliseconds);
  if (began !== undefined) headers[beganHeader] = began;
  if (statusCode === 429) headers['stripe-should-retry'] = 'true';
  return headers;
}
