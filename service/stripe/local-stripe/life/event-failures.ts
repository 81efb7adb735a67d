import type { StripeEvent } from '../objects/event.ts';
import { isoTime, relatedObject, type ThinEvent } from '../objects/thin-event.ts';
import type { Platform } from '../state/platform.ts';

const type = 'v2.core.health.event_generation_failure.resolved';

/**
 * Tells of the events that the fault `neverMade` kept from being made since the last time: one alert for each type and
 * object, as https://docs.stripe.com/webhooks/handle-irrecoverable-events describes. All alerts are the platform's own;
 * one of a connected account names it in `impact.context`. The data has the fields of Stripe's own SDKs, of which
 * stripe-node does not know this type yet; the forms of alert_id and grouping_key, the words of the summary and that
 * every severity is `critical` are assumed.
 */
export function announceNeverMade(platform: Platform): readonly ThinEvent[] {
  const missed = platform.tenants().flatMap(({ account }) => account.neverMade.splice(0));
  const alerts = new Map<string, StripeEvent>();
  for (const event of missed) alerts.set(`${event.type} ${(event.data.object as { id: string }).id}`, event);
  return [...alerts.values()].map((event) => announce(platform, event));
}

function announce(platform: Platform, event: StripeEvent): ThinEvent {
  const { account } = platform.own;
  const related = relatedObject(event.data.object as { id: string; object: string });
  return account.tellThin({
    type,
    related_object: null,
    data: {
      alert_id: account.ids.next('halert'),
      grouping_key: `_grouping_${account.ids.letters('grouping', 24)}`,
      impact: {
        ...(event.account === undefined ? {} : { context: event.account }),
        event_type: event.type,
        related_object: related,
      },
      resolved_at: isoTime(account.now(null)),
      severity: 'critical',
      summary: `An event of type ${event.type} could not be made for ${related.id}.`,
    },
  });
}
