/** How every command of Bulkhead ends; documented in README.md. */
export const exitCode = {
  done: 0,
  failed: 1,
  wrongUse: 2,
  /** Billing and Stripe do not say the same. */
  drift: 3,
} as const;

/**
 * An error meant for a person: what is wrong with which value, and the mend. Never carries a secret.
 * The command line prints `message` and `fix` and ends with `exitCode`; anything else that is thrown is a bug.
 */
export class Failure extends Error {
  readonly fix: string;
  readonly exitCode: number;

  constructor(message: string, options: { fix: string; cause?: unknown; exitCode?: number }) {
    super(message, { cause: options.cause });
    this.name = 'Failure';
    this.fix = options.fix;
    this.exitCode = options.exitCode ?? exitCode.failed;
  }
}
