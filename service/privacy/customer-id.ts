import { exitCode, Failure } from '../../failure.ts';

/**
 * The form of the ids that Stripe itself makes: random, so that they say nothing of a person, and safe in a file's name
 * and in a pattern.
 */
export const customerId = /^cus_[A-Za-z0-9]{1,60}$/;

/** Throws a Failure (exit 2) for what is no customer's id of Stripe's. */
export function requireCustomerId(customer: string): void {
  if (customerId.test(customer)) return;
  throw new Failure(`${JSON.stringify(customer)} is not the id of a customer`, {
    fix: 'give Stripe’s id of the customer: cus_ and then letters and digits',
    exitCode: exitCode.wrongUse,
  });
}
