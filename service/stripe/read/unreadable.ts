import { ZodError } from 'zod';
import { Failure } from '../../../failure.ts';

/** Stripe's answer holds no object that billing can read, or another one than was asked for. */
export class UnreadableAnswer extends Failure {
  constructor(what: string, cause: unknown) {
    super(`Stripe’s answer for ${what} cannot be read: ${reasonOf(cause)}`, {
      fix: 'see what answers there: STRIPE_API_BASE if it is set, a proxy, or Stripe with another version of its API',
      cause,
    });
    this.name = 'UnreadableAnswer';
  }
}

/** Names the field and what was expected of it, never its value. */
function reasonOf(cause: unknown): string {
  if (cause instanceof ZodError) {
    return cause.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; ');
  }
  return cause instanceof Error ? cause.message : String(cause);
}
