import { Stripe } from 'stripe';

const { errors } = Stripe;

/** Whether an answer is what is left of an object that was deleted. */
export function isDeletedStub(answer: object): boolean {
  return 'deleted' in answer && answer.deleted === true;
}

/** Whether Stripe says that it has no such object. Another 404, as of a wrong address, says nothing of the object. */
export function saysMissing(error: unknown): error is Stripe.errors.StripeInvalidRequestError {
  return (
    error instanceof errors.StripeInvalidRequestError && error.statusCode === 404 && error.code === 'resource_missing'
  );
}
