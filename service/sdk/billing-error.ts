/** What billing refused, in its own words (RFC 9457). */
export class BillingError extends Error {
  /** The HTTP status; 0 where there was no answer. */
  readonly status: number;
  /** Which problem it is, such as /problems/no-such-customer. */
  readonly type: string;

  constructor(
    status: number,
    { type, title, detail }: { type: string; title: string; detail: string },
    cause?: unknown,
  ) {
    super(`${title}: ${detail}`, { cause });
    this.name = 'BillingError';
    this.status = status;
    this.type = type;
  }
}
