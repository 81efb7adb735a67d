export type ApiErrorType = 'api_error' | 'card_error' | 'idempotency_error' | 'invalid_request_error';

/** A refusal in Stripe's form: {error: {type, code, message, param, doc_url}}. */
export class ApiError extends Error {
  readonly status: number;
  readonly type: ApiErrorType;
  readonly code: string | undefined;
  readonly param: string | undefined;
  readonly further: Readonly<Record<string, unknown>>;

  constructor(
    status: number,
    message: string,
    options: { type?: ApiErrorType; code?: string; param?: string; further?: Record<string, unknown> } = {},
  ) {
    super(message);
    this.name = 'ApiError';
    this.status = status;
    this.type = options.type ?? 'invalid_request_error';
    this.code = options.code;
    this.param = options.param;
    this.further = options.further ?? {};
  }

  /** The body of the answer. */
  body(): object {
    const documented = this.code !== undefined && {
      doc_url: `https://docs.stripe.com/error-codes#${this.code.replaceAll('_', '-')}`,
    };
    return {
      error: {
        ...(this.code !== undefined && { code: this.code }),
        ...documented,
        message: this.message,
        ...(this.param !== undefined && { param: this.param }),
        ...this.further,
        type: this.type,
      },
    };
  }
}

/** Stripe's answer to an id that it does not hold. In a path the status is 404, in a parameter 400. */
export function noSuch(what: string, id: string, param = 'id'): ApiError {
  return new ApiError(param === 'id' ? 404 : 400, `No such ${what}: '${id}'`, { code: 'resource_missing', param });
}

/** What the stand-in refuses because accepting it and doing nothing would give wrong amounts or states. */
export function notSimulated(param: string): ApiError {
  return new ApiError(400, `Local Stripe, a stand-in, does not simulate ${param}; use Stripe's own test mode for it.`, {
    code: 'parameter_not_simulated',
    param,
  });
}
