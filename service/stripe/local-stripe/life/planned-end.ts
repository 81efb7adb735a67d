import { given } from '../api/parameters.ts';
import { notCanceled, type Subscription } from '../objects/subscription.ts';

/** The fields that say when a subscription will end; Stripe keeps `canceled_at` as the time of the request. */
export function plannedEnd(
  subscription: Subscription,
  wanted: {
    readonly cancel_at_period_end?: boolean | undefined;
    readonly cancel_at?: number | null | undefined;
    readonly cancellation_details?: object | undefined;
  },
  now: number,
): Partial<Subscription> {
  const { cancel_at_period_end: atPeriodEnd, cancel_at: cancelAt, cancellation_details: details } = wanted;
  const explained = { ...subscription.cancellation_details, ...given({ ...details }) };
  const end = Math.min(...subscription.items.data.map((item) => item.current_period_end));
  if (atPeriodEnd === true || typeof cancelAt === 'number') {
    return {
      cancel_at: atPeriodEnd === true ? end : (cancelAt ?? null),
      cancel_at_period_end: atPeriodEnd === true,
      canceled_at: now,
      cancellation_details: { ...explained, reason: 'cancellation_requested' },
    };
  }
  if (atPeriodEnd === false || cancelAt === null) {
    return { cancel_at: null, cancel_at_period_end: false, canceled_at: null, cancellation_details: notCanceled };
  }
  return { cancellation_details: explained };
}
