import { eventPayloadDays } from '../retention.ts';

/**
 * What billing holds of a card and what not, in the words that controls and pages use. No table has a column for any of
 * it; the scrubber lets these parts of an event through, because PCI DSS 3.4.1 lets them be shown, or because without
 * the number they are no account data.
 */
export const heldOfACard =
  'Held of a card, in the text of Stripe’s events alone (column payload of billing_webhooks): brand, last four digits, ' +
  'expiry, holder’s name and, where Stripe sends them, the first digits that name the issuer, for ' +
  `${eventPayloadDays} days. Not held: the card number, the verification code, the PIN, the magnetic stripe.`;
