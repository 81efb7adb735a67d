import type { OutgoingHttpHeaders } from 'node:http';
import { bodyBytesMax, idempotencyHours, idempotencyKeyCharactersMax, rateWindowSeconds } from '../../policies/api.ts';
import { retryAfterSeconds } from '../../policies/webhook.ts';
import { type Answer, answer } from '../answer.ts';

interface Problem {
  status: number;
  title: string;
  /** What is wrong and how it is mended; an answer may say it more exactly. */
  mend: string;
  headers?: OutgoingHttpHeaders;
}

const later = { 'Retry-After': String(retryAfterSeconds) };

/** Everything that the API refuses with, by the last part of its `type`. https://www.rfc-editor.org/rfc/rfc9457 */
export const problems = {
  'invalid-request': {
    status: 400,
    title: 'Invalid request',
    mend: 'Compare the request with /openapi.json.',
  },
  'idempotency-key-missing': {
    status: 400,
    title: 'No Idempotency-Key',
    mend:
      `Send the header Idempotency-Key with 1 to ${idempotencyKeyCharactersMax} printable ASCII characters, a new one ` +
      'for each thing you want done and the same one whenever you ask for it again.',
  },
  unauthorized: {
    status: 401,
    title: 'No valid key',
    mend: 'Send the header Authorization: Bearer bk_… with a key of this service that was not revoked and has not expired.',
    headers: { 'WWW-Authenticate': 'Bearer' },
  },
  forbidden: {
    status: 403,
    title: 'Not in the scope of this key',
    mend: 'Have an operator give the app the scope that this request needs.',
  },
  'no-such-customer': {
    status: 404,
    title: 'No such customer',
    mend: 'This app has no such customer: use the id that POST /v1/customers gave, or the reference it was made with.',
  },
  'no-such-problem': {
    status: 404,
    title: 'No such problem',
    mend: 'Take the type from a problem as it is.',
  },
  'being-made': {
    status: 409,
    title: 'Being made by another request',
    mend: 'Ask for it again in a moment.',
    headers: later,
  },
  'customer-erased': {
    status: 410,
    title: 'Customer erased',
    mend: 'The customer was erased, or is about to be: forget this id. POST /v1/customers makes a new one.',
  },
  'body-too-large': {
    status: 413,
    title: 'Body too large',
    mend: `Send at most ${bodyBytesMax} bytes.`,
    headers: { Connection: 'close' },
  },
  'not-json': {
    status: 415,
    title: 'Not JSON',
    mend: 'Send the body as JSON, with the header Content-Type: application/json.',
  },
  'idempotency-key-reused': {
    status: 422,
    title: 'Idempotency-Key used for something else',
    mend: `This key stands for another request for ${idempotencyHours} hours at least: use a new one.`,
  },
  'refused-by-stripe': {
    status: 422,
    title: 'Refused by Stripe',
    mend: 'Mend what Stripe names, and send it with a new Idempotency-Key.',
  },
  'too-many-requests': {
    status: 429,
    title: 'Too many requests',
    mend: `Wait as long as Retry-After says; the limit counts ${rateWindowSeconds} seconds.`,
  },
  'internal-error': {
    status: 500,
    title: 'Internal error',
    mend: 'The failure is in this service’s log, under the Request-Id of this answer.',
  },
  'database-unavailable': {
    status: 503,
    title: 'Billing’s database does not answer',
    mend: 'Send it again later, with the same Idempotency-Key where it has one.',
    headers: later,
  },
  'stripe-unavailable': {
    status: 503,
    title: 'Stripe does not answer',
    mend: 'Send it again later with the same Idempotency-Key: nothing is made twice.',
    headers: later,
  },
  'stripe-not-configured': {
    status: 503,
    title: 'This service has no key of Stripe',
    mend: 'Have an operator set STRIPE_API_KEY.',
    headers: later,
  },
} as const satisfies Record<string, Problem>;

export type ProblemName = keyof typeof problems;

/** Relative to the service: GET on it says what the problem is. */
export const problemPath = '/problems/';

/** Thrown by whatever finds that a request cannot be done. `detail` is for the app's developer: never a secret. */
export class Refusal extends Error {
  readonly problem: ProblemName;
  readonly headers: OutgoingHttpHeaders;

  constructor(problem: ProblemName, detail: string = problems[problem].mend, headers: OutgoingHttpHeaders = {}) {
    super(detail);
    this.name = 'Refusal';
    this.problem = problem;
    this.headers = headers;
  }

  get status(): number {
    return problems[this.problem].status;
  }
}

export function answerOf(refusal: Refusal, headers: OutgoingHttpHeaders): Answer {
  const { status, title, headers: own }: Problem = problems[refusal.problem];
  const body = JSON.stringify({ type: `${problemPath}${refusal.problem}`, title, status, detail: refusal.message });
  return answer(status, 'application/problem+json', body, { ...headers, ...own, ...refusal.headers });
}
