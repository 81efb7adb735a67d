/**
 * How long the text of an event is kept. It has to outlive three things: the 30 days for which Stripe lists an event, so
 * that a sweep never meets one whose text is gone; the 120 days in which a cardholder may dispute a payment; and a
 * year's subscription, whose first invoice is argued about when the second one comes. GDPR 5(1)(e) asks for no longer.
 * The row itself, with the event's identity and the hash of its text, stays: a second delivery still is one.
 */
export const eventPayloadDays = 400;

/**
 * How long what apps were told stays, whether they took it, pull it, or never did: as long as Stripe lists its events, so
 * that an app that was away may go back as far as billing itself can. What is newest of a customer stays: without it
 * nobody could say what its app was told last.
 */
export const changeDays = 30;

/** Marks of the outbox and reads of objects, once they are done: for whoever wants to know why something was told. */
export const finishedWorkDays = 7;

/** Rows that erasure and retention look at in one step, and change in one transaction: the webhook's must not wait long. */
export const removalRowsMax = 500;
