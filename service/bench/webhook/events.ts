import { customer } from '../../stripe/local-stripe/objects/customer.ts';
import { stripeEvent } from '../../stripe/local-stripe/objects/event.ts';
import { price } from '../../stripe/local-stripe/objects/price.ts';
import { subscription, subscriptionItem } from '../../stripe/local-stripe/objects/subscription.ts';

const apiVersion = '2026-10-28.endive';
const request = { id: 'req_benchmark', idempotency_key: null };
const day = 86_400;
const start = Date.UTC(2026, 0, 1) / 1000;

/** Objects of each kind that the events are about: each is updated again and again, a second later each time. */
const objectCount = 50_000;

/**
 * The bodies of distinct events, by index: even ones update a subscription (about 6 KB as Stripe prints
 * it), odd ones a customer (about 2 KB).
 */
export function eventBody(index: number): string {
  const turn = Math.floor(index / 2);
  const object = String(scattered(turn % objectCount)).padStart(10, '0');
  const created = start + Math.floor(turn / objectCount);
  return bodyOf(index, created, index % 2 === 0 ? subscriptionUpdate(object, turn) : customerUpdate(object, turn));
}

/** The bodies of events by index that each give a customer of fillCustomers() another number of seats, one after another. */
export function seatsBody(index: number, customers: number): string {
  const turn = Math.floor(index / customers);
  const object = String(index % customers).padStart(9, '0');
  const ids = { id: `sub_Bench${object}`, customer: `cus_Bench${object}`, product: `prod_${index % 10}` };
  const update: Update = ['customer.subscription.updated', teamPlan(ids, 4 + turn), { quantity: 3 + turn }];
  return bodyOf(index, start + turn, update);
}

type Update = [type: string, of: object, previousAttributes: object];

function bodyOf(index: number, created: number, [type, of, previousAttributes]: Update): string {
  const id = `evt_1Bench${String(scattered(index)).padStart(10, '0')}${index}`;
  const event = stripeEvent({ id, apiVersion, created, type, of, previousAttributes, request, pendingWebhooks: 1 });
  return JSON.stringify(event, null, 2);
}

/** Numbers in a row, strewn over 32 bits without a collision: Stripe's ids do not come in the order of their letters. */
function scattered(number: number): number {
  return Math.imul(number, 0x9e3779b1) >>> 0;
}

function subscriptionUpdate(object: string, turn: number): Update {
  const ids = { id: `sub_1Bench${object}`, customer: `cus_Bench${object}`, product: 'prod_Benchseats' };
  return ['customer.subscription.updated', teamPlan(ids, 1 + (turn % 90)), { quantity: turn % 90 }];
}

/** A customer's subscription to one product, active, with so many seats. */
export function teamPlan(
  { id, customer: of, product }: { id: string; customer: string; product: string },
  quantity: number,
): object {
  const item = subscriptionItem({
    id: `si_${id}`,
    created: start,
    price: price({
      id: `price_1Bench${product}`,
      created: start,
      currency: 'eur',
      product,
      unit_amount: 1900,
      recurring: {
        interval: 'month',
        interval_count: 1,
        meter: null,
        usage_type: 'licensed',
        trial_period_days: null,
      },
    }),
    quantity,
    subscription: id,
    current_period_start: start,
    current_period_end: start + 30 * day,
  });
  return subscription(
    {
      ...{ id, created: start, currency: 'eur', customer: of, status: 'active' as const },
      billing_cycle_anchor: start,
      description: 'Team plan, billed monthly',
      metadata: { app_reference: `workspace-${of}`, note: 'x'.repeat(800) },
    },
    [item],
  );
}

function customerUpdate(object: string, turn: number): Update {
  const of = customer({
    id: `cus_Bench${object}`,
    created: start,
    invoice_prefix: `B${object}`,
    currency: 'eur',
    email: `owner-${object}@workspace.example`,
    name: `Workspace ${object}, Precision Instruments Ltd`,
    balance: -(turn % 1000),
    metadata: { app_reference: `workspace-${object}`, note: 'x'.repeat(700) },
  });
  return ['customer.updated', of, { balance: -((turn + 1) % 1000) }];
}
