import { createHash } from 'node:crypto';
import type { Random } from '../state/seeded-random.ts';
import type { Faults } from '../webhooks/faults.ts';
import { ApiError } from './api-error.ts';
import { allRoutes } from './all-routes.ts';
import { authenticate } from './authenticate.ts';
import { expandAnswer } from './expand.ts';
import { parseForm } from './form.ts';
import { type Answer, IdempotentAnswers } from './idempotency.ts';
import { type ApiContext, findRoute } from './route.ts';

export interface ApiRequest {
  readonly id: string;
  readonly method: string;
  /** Path and query as they came. */
  readonly target: string;
  readonly authorization: string | undefined;
  readonly idempotencyKey: string | undefined;
  readonly contentType: string | undefined;
  readonly body: string;
}

/** Turns a request into an answer, step by step as Stripe does; every refusal is an answer too. */
export class Responder {
  readonly #context: ApiContext;
  readonly #faults: Faults;
  readonly #random: Random;
  readonly #answers = new IdempotentAnswers();

  constructor(context: ApiContext, faults: Faults, random: Random) {
    this.#context = context;
    this.#faults = faults;
    this.#random = random;
  }

  respond(request: ApiRequest): Answer & { replayed: boolean } {
    try {
      const key = authenticate(request.authorization);
      this.#faultOrNothing();
      const idempotencyKey = request.method === 'POST' ? request.idempotencyKey : undefined;
      if (idempotencyKey === undefined) return { ...this.#execute(request), replayed: false };
      if (idempotencyKey.length > 255) throw new ApiError(400, 'Idempotency keys have at most 255 characters.');
      const scoped = `${key} ${idempotencyKey}`;
      const fingerprint = createHash('sha256').update(`${request.target}\n${request.body}`).digest('base64');
      const known = this.#answers.find(scoped, fingerprint);
      if (known !== undefined) return { ...known, replayed: true };
      const answer = this.#execute(request);
      this.#answers.keep(scoped, fingerprint, answer);
      return { ...answer, replayed: false };
    } catch (error) {
      return { ...refusalOf(error), replayed: false };
    }
  }

  #execute(request: ApiRequest): Answer {
    try {
      const [path = '', query = ''] = splitOnce(request.target, '?');
      const found = findRoute(allRoutes, request.method, path);
      if (found === undefined) throw unrecognized(request.method, path);
      requireForm(request);
      const fields = { ...parseForm(query), ...parseForm(request.body) };
      const { account } = this.#context;
      const origin = { id: request.id, idempotency_key: request.idempotencyKey ?? null };
      const made = account.during(origin, () => found.route.answer(this.#context, fields, found.id));
      const paths = fields['expand'];
      return { status: 200, body: Array.isArray(paths) ? expandAnswer(account, made, paths.map(String)) : made };
    } catch (error) {
      return refusalOf(error);
    }
  }

  #faultOrNothing(): void {
    const draw = this.#random();
    if (draw < this.#faults.apiRateLimitRate) {
      throw new ApiError(429, 'Request rate limit exceeded. Local Stripe, a stand-in, was told to refuse.', {
        code: 'rate_limit',
      });
    }
    if (draw < this.#faults.apiRateLimitRate + this.#faults.apiErrorRate) {
      throw new ApiError(500, 'An unknown error occurred. This 500 was made on purpose by local Stripe, a stand-in.', {
        type: 'api_error',
      });
    }
  }
}

/** The answer that says what went wrong. Anything but a refusal is a mistake of the stand-in itself: thrown on. */
function refusalOf(error: unknown): Answer {
  if (error instanceof ApiError) return { status: error.status, body: error.body() };
  throw error;
}

function requireForm(request: ApiRequest): void {
  const type = request.contentType ?? '';
  if (request.body === '' || type === '' || type.startsWith('application/x-www-form-urlencoded')) return;
  throw new ApiError(
    400,
    'Invalid request (check that your POST content type is application/x-www-form-urlencoded). ' +
      'If you have questions, we can help at https://support.stripe.com/.',
  );
}

function unrecognized(method: string, path: string): ApiError {
  const shown = path.slice(0, 200).replace(/[^\x21-\x7e]/g, '?');
  return new ApiError(
    404,
    `Unrecognized request URL (${method}: ${shown}). Please see https://stripe.com/docs or we can help at ` +
      `https://support.stripe.com/. Local Stripe, a stand-in, knows only a part of Stripe.`,
  );
}

function splitOnce(value: string, by: string): string[] {
  const at = value.indexOf(by);
  return at < 0 ? [value] : [value.slice(0, at), value.slice(at + by.length)];
}
