import { incompleteSeconds, trialReminderSeconds } from '../../../../policies/local-stripe.ts';
import type { Invoice } from '../objects/invoice.ts';
import type { Subscription } from '../objects/subscription.ts';
import type { StripeObject } from '../state/collection.ts';

export type StepKind =
  'remind' | 'end-trial' | 'renew' | 'cancel' | 'expire' | 'resume-collection' | 'finalize' | 'retry-payment';

export interface Step {
  readonly at: number;
  readonly kind: StepKind;
}

/** What the account knows beside the objects; only what this decision needs. */
interface Reminders {
  readonly trialReminders: ReadonlyMap<string, number>;
}

/** What time alone will do to an object next, and when. Nothing, for most kinds of object. */
export function nextStep(account: Reminders, object: StripeObject): Step | undefined {
  if (object.object === 'subscription') return nextOfSubscription(account, object as Subscription);
  if (object.object === 'invoice') return nextOfInvoice(object as Invoice);
  return undefined;
}

function nextOfSubscription(account: Reminders, subscription: Subscription): Step | undefined {
  const { status, trial_end: trialEnd, cancel_at: cancelAt, pause_collection: pause } = subscription;
  if (status === 'canceled' || status === 'incomplete_expired') return undefined;
  if (status === 'incomplete') return { at: subscription.created + incompleteSeconds, kind: 'expire' };
  const steps: Step[] = [];
  // Cancelling goes first: at the same second it stands in for the renewal.
  if (cancelAt !== null) steps.push({ at: cancelAt, kind: 'cancel' });
  if (status === 'trialing' && trialEnd !== null) {
    if (account.trialReminders.get(subscription.id) !== trialEnd) {
      steps.push({ at: Math.max(subscription.created, trialEnd - trialReminderSeconds), kind: 'remind' });
    }
    steps.push({ at: trialEnd, kind: 'end-trial' });
  } else if (status !== 'paused') {
    steps.push({ at: Math.min(...subscription.items.data.map((item) => item.current_period_end)), kind: 'renew' });
  }
  if (pause !== null && pause.resumes_at !== null) steps.push({ at: pause.resumes_at, kind: 'resume-collection' });
  return earliest(steps);
}

function nextOfInvoice(invoice: Invoice): Step | undefined {
  if (invoice.status === 'draft' && invoice.auto_advance && invoice.automatically_finalizes_at !== null) {
    return { at: invoice.automatically_finalizes_at, kind: 'finalize' };
  }
  if (invoice.status === 'open' && invoice.auto_advance && invoice.next_payment_attempt !== null) {
    return { at: invoice.next_payment_attempt, kind: 'retry-payment' };
  }
  return undefined;
}

function earliest(steps: readonly Step[]): Step | undefined {
  let first: Step | undefined;
  for (const step of steps) if (first === undefined || step.at < first.at) first = step;
  return first;
}
