import { idempotentAnswersMax } from '../../../../policies/local-stripe.ts';
import { ApiError } from './api-error.ts';

export interface Answer {
  readonly status: number;
  readonly body: object;
}

/**
 * Remembers what a key was answered, so that a repeated request has no second effect. Answers to requests that were
 * refused for their parameters are not kept, as at Stripe. Objects are never changed in place, so the answer itself
 * can be kept.
 */
export class IdempotentAnswers {
  readonly #known = new Map<string, { fingerprint: string; answer: Answer }>();

  /** The answer to the same request under this key, if there was one. Throws ApiError 400 if the request differs. */
  find(key: string, fingerprint: string): Answer | undefined {
    const known = this.#known.get(key);
    if (known === undefined) return undefined;
    if (known.fingerprint === fingerprint) return known.answer;
    throw new ApiError(
      400,
      'Keys for idempotent requests can only be used with the same parameters they were first used with. ' +
        `Try using a key other than '${key}' if you meant to execute a different request.`,
      { type: 'idempotency_error' },
    );
  }

  keep(key: string, fingerprint: string, answer: Answer): void {
    if (answer.status >= 400 && answer.status !== 402) return;
    this.#known.set(key, { fingerprint, answer });
    if (this.#known.size <= idempotentAnswersMax) return;
    const [oldest] = this.#known.keys();
    if (oldest !== undefined) this.#known.delete(oldest);
  }
}
