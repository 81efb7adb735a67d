/**
 * How long a customer whose payment failed goes on as if it had not: as long as Stripe tries again by its recommended
 * setting, eight times within two weeks. Cards expire and banks refuse by mistake; most of it is mended by then.
 * https://docs.stripe.com/billing/revenue-recovery/smart-retries
 */
export const graceDays = 14;
