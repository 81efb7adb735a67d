import { createHash } from 'node:crypto';
import { idempotencyKeyCharactersMax } from '../../../../policies/api.ts';
import { type Random, seededRandom, seedFor } from '../state/seeded-random.ts';
import type { Faults } from '../webhooks/faults.ts';
import { ApiError } from './api-error.ts';
import { allRoutes } from './all-routes.ts';
import { authenticate } from './authenticate.ts';
import { expandAnswer } from './expand.ts';
import { type FormFields, parseForm } from './form.ts';
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
  readonly apiVersion: string | undefined;
  /** The account that the request is made for, from Stripe-Account or Stripe-Context; the platform's own without one. */
  readonly account: string | undefined;
  readonly body: string;
}

/** An answer, and what becomes of it on the way. */
export interface Answered extends Answer {
  readonly replayed: boolean;
  /** Whether the connection is cut instead. */
  readonly cut: boolean;
}

/** Turns a request into an answer, step by step as Stripe does; every refusal is an answer too. */
export class Responder {
  readonly #context: Omit<ApiContext, 'account' | 'endpoints'>;
  readonly #faults: Faults;
  readonly #random: Random;
  readonly #lost: Random;
  readonly #answers = new IdempotentAnswers();

  constructor(context: Omit<ApiContext, 'account' | 'endpoints'>, faults: Faults, seed: number) {
    this.#context = context;
    this.#faults = faults;
    this.#random = seededRandom(seedFor(seed, 'api faults'));
    this.#lost = seededRandom(seedFor(seed, 'lost answers'));
  }

  respond(request: ApiRequest): Answered {
    try {
      const key = authenticate(request.authorization);
      this.#faultOrNothing();
      const answered = request.method === 'POST' ? this.#once(request, key) : this.#execute(request);
      return this.#lostOrNot(request, { replayed: false, cut: false, ...answered });
    } catch (error) {
      return { ...refusalOf(error), replayed: false, cut: false };
    }
  }

  /** A POST has its effect once for each idempotency key. */
  #once(request: ApiRequest, key: string): Answer & { replayed?: boolean } {
    const { idempotencyKey } = request;
    if (idempotencyKey === undefined) return this.#execute(request);
    if (idempotencyKey.length > idempotencyKeyCharactersMax) {
      throw new ApiError(400, `Idempotency keys have at most ${idempotencyKeyCharactersMax} characters.`);
    }
    const scoped = `${key} ${request.account ?? ''} ${idempotencyKey}`;
    const fingerprint = createHash('sha256').update(`${request.target}\n${request.body}`).digest('base64');
    const known = this.#answers.find(scoped, fingerprint);
    if (known !== undefined) return { ...known, replayed: true };
    const answer = this.#execute(request);
    this.#answers.keep(scoped, fingerprint, answer);
    return answer;
  }

  /** Loses the answer to a POST after its effect: only the idempotency key gets it back. */
  #lostOrNot(request: ApiRequest, answered: Answered): Answered {
    const { apiLostAnswerRate: rate } = this.#faults;
    if (rate <= 0 || request.method !== 'POST' || answered.status >= 400) return answered;
    const draw = this.#lost();
    if (draw >= rate) return answered;
    // One half by a cut connection, the other by a 500.
    return draw < rate / 2 ? { ...answered, cut: true } : { ...answered, ...refusalOf(onPurpose()) };
  }

  #execute(request: ApiRequest): Answer {
    try {
      const [path = '', query = ''] = splitOnce(request.target, '?');
      const found = findRoute(allRoutes, request.method, path);
      if (found === undefined) throw unrecognized(request.method, path);
      const fields = { ...parseForm(query), ...(path.startsWith('/v2/') ? readJson(request) : readForm(request)) };
      const tenant = this.#context.platform.tenant(request.account);
      const { account } = tenant;
      const origin = { id: request.id, idempotency_key: request.idempotencyKey ?? null };
      const made = account.during(origin, () => found.route.answer({ ...this.#context, ...tenant }, fields, found.id));
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
      throw onPurpose();
    }
  }
}

function onPurpose(): ApiError {
  return new ApiError(500, 'An unknown error occurred. This 500 was made on purpose by local Stripe, a stand-in.', {
    type: 'api_error',
  });
}

/** The answer that says what went wrong. Anything but a refusal is a mistake of the stand-in itself: thrown on. */
function refusalOf(error: unknown): Answer {
  if (error instanceof ApiError) return { status: error.status, body: error.body() };
  throw error;
}

function readForm({ body, contentType = '' }: ApiRequest): FormFields {
  if (body === '' || contentType === '' || contentType.startsWith('application/x-www-form-urlencoded')) {
    return parseForm(body);
  }
  throw new ApiError(
    400,
    'Invalid request (check that your POST content type is application/x-www-form-urlencoded). ' +
      'If you have questions, we can help at https://support.stripe.com/.',
  );
}

/** v2 takes JSON, and wants to be told the version. */
function readJson({ body, apiVersion }: ApiRequest): FormFields {
  if (apiVersion === undefined) {
    throw new ApiError(400, 'The Stripe-Version header is required for v2.', { code: 'stripe_version_header_missing' });
  }
  try {
    const read: unknown = body === '' ? {} : JSON.parse(body);
    if (typeof read === 'object' && read !== null && !Array.isArray(read)) return read as FormFields;
  } catch {
    // Told below, as for JSON that is no hash.
  }
  throw new ApiError(400, 'Invalid request: the body of a v2 request is a JSON object.', { code: 'invalid_json' });
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
