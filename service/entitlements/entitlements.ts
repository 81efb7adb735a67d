import { graceDays } from '../../policies/entitlements.ts';

/** What a customer may use. Holds nothing of the person, so that it may be stored, posted and cached. Times are ISO 8601. */
export interface Entitlements {
  customer_id: string;
  /** grace: a payment failed, and everything goes on until `valid_until`. none: nothing is paid for. */
  status: 'active' | 'grace' | 'none';
  /** The plan of the newest subscription whose products name one; null where none does. */
  plan: string | null;
  /** What all products together give, sorted. */
  features: string[];
  /** The quantities of all items together; metered ones have none. */
  seats: number;
  /** The latest end of a trial that is under way. */
  trial_end: string | null;
  /** When this ends by itself unless Stripe says something else before; null where it goes on. */
  valid_until: string | null;
  /** The subscriptions that give it, sorted. */
  subscriptions: string[];
}

/** An entry of the column `items` of billing_subscriptions: what is read of it here. Times are Stripe's seconds. */
export interface SubscriptionItem {
  product_id: string;
  quantity: number | null;
  current_period_start: number | null;
  current_period_end: number | null;
}

/** A row of billing_subscriptions with the time of its latest invoice. */
export interface SubscriptionRow {
  id: string;
  customer_id: string;
  status: string;
  items: readonly SubscriptionItem[];
  created: Date;
  trial_end: Date | null;
  cancel_at: Date | null;
  cancel_at_period_end: boolean;
  latest_invoice_created: Date | null;
}

/** What a row of billing_products says that a product gives. */
export interface ProductRow {
  plan: string | null;
  features: readonly string[];
}

/** A subscription that entitles now, and until when it does by itself. */
interface Entitling {
  row: SubscriptionRow;
  status: 'active' | 'grace';
  endsAt: number | undefined;
}

const dayMilliseconds = 86_400_000;

/** Where DATETIME ends, and the four digits of a year. */
const endOfTime = Date.UTC(9999, 11, 31, 23, 59, 59);

/**
 * What a customer may use at that time. `subscriptions` are this customer's, in any order; `products` are those that
 * their items name, by id. A product that is not known gives nothing but its seats.
 *
 * trialing and active entitle; past_due does for the days of grace; unpaid, paused, canceled, incomplete and
 * incomplete_expired do not. https://docs.stripe.com/api/subscriptions/object#subscription_object-status
 */
export function entitlementsOf(
  customerId: string,
  subscriptions: readonly SubscriptionRow[],
  products: ReadonlyMap<string, ProductRow>,
  now: Date,
): Entitlements {
  const entitling = subscriptions
    .flatMap((row) => entitlingAt(row, now.getTime()) ?? [])
    .sort(
      (one, other) => other.row.created.getTime() - one.row.created.getTime() || (one.row.id > other.row.id ? -1 : 1),
    );
  // What is paid for goes before what is waited for; the sort keeps the newest first within each.
  const best = [...entitling.filter(isActive), ...entitling.filter((one) => !isActive(one))];
  const items = best.flatMap(({ row }) => row.items);
  const sold = items.flatMap(({ product_id: id }) => products.get(id) ?? []);
  const trials = best.flatMap(({ row }) => (row.status === 'trialing' ? (row.trial_end?.getTime() ?? []) : []));
  return {
    customer_id: customerId,
    status: best[0]?.status ?? 'none',
    plan: sold.find(({ plan }) => plan !== null)?.plan ?? null,
    features: [...new Set(sold.flatMap(({ features }) => features))].sort(),
    seats: Math.min(
      items.reduce((sum, { quantity }) => sum + (quantity ?? 0), 0),
      Number.MAX_SAFE_INTEGER,
    ),
    trial_end: isoTime(latest(trials)),
    valid_until: isoTime(earliest(best.flatMap(({ endsAt }) => endsAt ?? []))),
    subscriptions: best.map(({ row }) => row.id).sort(),
  };
}

function isActive({ status }: Entitling): boolean {
  return status === 'active';
}

function entitlingAt(row: SubscriptionRow, now: number): Entitling | undefined {
  const status = row.status === 'trialing' || row.status === 'active' ? 'active' : 'grace';
  if (status === 'grace' && row.status !== 'past_due') return undefined;
  const endsAt = earliest([cancellationOf(row) ?? [], status === 'grace' ? graceEndOf(row) : []].flat());
  return endsAt !== undefined && endsAt <= now ? undefined : { row, status, endsAt };
}

/** When it ends because nobody renews it. */
function cancellationOf(row: SubscriptionRow): number | undefined {
  if (row.cancel_at !== null) return row.cancel_at.getTime();
  if (!row.cancel_at_period_end) return undefined;
  return latest(row.items.flatMap(({ current_period_end: end }) => (end === null ? [] : end * 1000)));
}

/** Counted from the payment that failed: the beginning of the period, or an invoice that came in the middle of it. */
function graceEndOf(row: SubscriptionRow): number {
  const beginnings = row.items.flatMap(({ current_period_start: start }) => (start === null ? [] : start * 1000));
  const invoiced = row.latest_invoice_created?.getTime() ?? [];
  const failedAt = latest([...beginnings, invoiced].flat()) ?? row.created.getTime();
  return Math.min(failedAt + graceDays * dayMilliseconds, endOfTime);
}

function latest(times: readonly number[]): number | undefined {
  return times.length === 0 ? undefined : Math.max(...times);
}

function earliest(times: readonly number[]): number | undefined {
  return times.length === 0 ? undefined : Math.min(...times);
}

function isoTime(time: number | undefined): string | null {
  return time === undefined ? null : new Date(time).toISOString();
}
