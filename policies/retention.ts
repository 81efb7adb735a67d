/**
 * How long the text of an event is kept. It has to outlive three things: the 30 days for which Stripe lists an event, so
 * that a sweep never meets one whose text is gone; the 120 days in which a cardholder may dispute a payment; and a
 * year's subscription, whose first invoice is argued about when the second one comes. GDPR 5(1)(e) asks for no longer.
 * The row itself, with the event's identity and the hash of its text, stays: a second delivery still is one.
 */
export const eventPayloadDays = 400;

/** Rows that erasure and retention look at in one step, and change in one transaction: the webhook's must not wait long. */
export const removalRowsMax = 500;
