import type { Charge } from '../objects/charge.ts';
import type { CheckoutSession } from '../objects/checkout-session.ts';
import type { ConnectedAccount } from '../objects/connected-account.ts';
import type { Customer } from '../objects/customer.ts';
import { type EventRequest, type StripeEvent, stripeEvent } from '../objects/event.ts';
import type { EventDestination } from '../objects/event-destination.ts';
import type { InvoiceItem } from '../objects/invoice-item.ts';
import type { Invoice } from '../objects/invoice.ts';
import type { PaymentIntent } from '../objects/payment-intent.ts';
import type { PaymentMethod } from '../objects/payment-method.ts';
import type { PortalSession } from '../objects/portal-session.ts';
import type { Price } from '../objects/price.ts';
import type { Product } from '../objects/product.ts';
import type { WireObject } from '../objects/shape.ts';
import type { Subscription } from '../objects/subscription.ts';
import type { TestClock } from '../objects/test-clock.ts';
import { type ThinEvent, thinEventOf } from '../objects/thin-event.ts';
import type { WebhookEndpoint } from '../objects/webhook-endpoint.ts';
import type { Checkout } from '../life/checkout.ts';
import { nextStep } from '../life/next-step.ts';
import { Collection, type StripeObject } from './collection.ts';
import { DueHeap } from './due-heap.ts';
import { ObjectIds } from './object-ids.ts';
import { previousAttributes } from './previous-attributes.ts';

/** Which way Stripe's account settings let a subscription end when all payment retries failed. */
export type AfterPaymentRetries = 'cancel' | 'unpaid' | 'past_due';

export interface AccountOptions {
  readonly id: string;
  /** Whether it is connected to the platform, so that its events say whose they are. */
  readonly connected?: boolean;
  readonly seed: number;
  readonly apiVersion: string;
  readonly afterPaymentRetries: AfterPaymentRetries;
  /** The time of everything that is on no test clock, in whole seconds. */
  readonly now: () => number;
}

/** A test clock at work: the moment it has reached, and what falls due on it. */
export interface ClockWork {
  moment: number;
  readonly due: DueHeap;
}

/** A line that waits for a subscription's next invoice: what an upgrade owes or gives back for the running period. */
export interface Proration {
  readonly amount: number;
  readonly description: string;
  readonly price: Price;
  readonly quantity: number;
  readonly period: { readonly start: number; readonly end: number };
  readonly subscriptionItem: string;
}

interface AnyCollection {
  get(id: string): StripeObject | undefined;
  put(object: never): void;
  delete(id: string): void;
}

const noRequest: EventRequest = { id: null, idempotency_key: null };
const ofCustomer = (object: { readonly customer?: unknown }) =>
  typeof object.customer === 'string' ? [object.customer] : [];

/**
 * The whole state of one Stripe account, in memory. Every change goes through `add`, `change` or `remove`, which also
 * make the event that Stripe would make; `quietly` makes none, for seeding large states.
 */
export class Account {
  readonly options: AccountOptions;
  readonly ids: ObjectIds;
  readonly products = new Collection<Product>({ active: ({ active }) => [String(active)] });
  readonly prices = new Collection<Price>({
    product: ({ product }) => [product],
    active: ({ active }) => [String(active)],
    lookup_key: (price) => (price.lookup_key === null ? [] : [price.lookup_key]),
    type: ({ type }) => [type],
    currency: ({ currency }) => [currency],
  });
  readonly customers = new Collection<Customer>({
    email: ({ email }) => (email === null ? [] : [email]),
    test_clock: ({ test_clock }) => (test_clock === null ? [] : [test_clock]),
  });
  readonly subscriptions = new Collection<Subscription>({
    customer: ofCustomer,
    status: ({ status }) => [status],
    price: ({ items }) => items.data.map(({ price }) => price.id),
    collection_method: (subscription) => [subscription.collection_method],
    test_clock: ({ test_clock }) => (test_clock === null ? [] : [test_clock]),
  });
  readonly invoices = new Collection<Invoice>({
    customer: ofCustomer,
    status: ({ status }) => [status],
    subscription: ({ parent }) => (parent?.subscription_details ? [parent.subscription_details.subscription] : []),
    collection_method: (invoice) => [invoice.collection_method],
  });
  readonly invoiceItems = new Collection<InvoiceItem>({ customer: ofCustomer });
  readonly paymentMethods = new Collection<PaymentMethod>({ customer: ofCustomer });
  readonly paymentIntents = new Collection<PaymentIntent>({ customer: ofCustomer });
  readonly charges = new Collection<Charge>({ customer: ofCustomer });
  readonly checkoutSessions = new Collection<CheckoutSession>({
    customer: ofCustomer,
    email: (session) => (session.customer_details?.email ? [session.customer_details.email] : []),
    status: ({ status }) => [status],
    subscription: ({ subscription }) => (subscription === null ? [] : [subscription]),
  });
  readonly portalSessions = new Collection<PortalSession>();
  readonly events = new Collection<StripeEvent>({ type: ({ type }) => [type] });
  /** The same events in v2's form, and those that only v2 has. */
  readonly thinEvents = new Collection<ThinEvent>({
    type: ({ type }) => [type],
    object: ({ related_object: related }) => (related === null ? [] : [related.id]),
  });
  readonly eventDestinations = new Collection<EventDestination>();
  /** The accounts that are connected to this one. */
  readonly connectedAccounts = new Collection<ConnectedAccount>();
  readonly webhookEndpoints = new Collection<WebhookEndpoint>();
  readonly testClocks = new Collection<TestClock>();

  readonly clockWork = new Map<string, ClockWork>();
  /** For each checkout session what it will start. */
  readonly checkouts = new Map<string, Checkout>();
  readonly deletedCustomers = new Set<string>();
  readonly prorations = new Map<string, readonly Proration[]>();
  /** For each subscription the trial end that its customer was reminded of. */
  readonly trialReminders = new Map<string, number>();
  /** Events that a fault kept from being made, oldest first, until they are announced. */
  readonly neverMade: StripeEvent[] = [];
  invoiceNumber = 0;

  /** Where the hosted pages of checkout and portal are. */
  pagesUrl = '';
  /** How many endpoints want a type of event. */
  endpointsWanting: (type: string) => number = () => 0;
  /** Told of every event as it is made; one of v2 alone has no snapshot. */
  onEvent: (snapshot: StripeEvent | undefined, thin: ThinEvent) => void = () => {};
  /** Whether an event is lost before it is made. */
  isNeverMade: (id: string) => boolean = () => false;
  #request = noRequest;
  #quiet = false;
  readonly #byKind: Readonly<Record<string, AnyCollection>>;

  constructor(options: AccountOptions) {
    this.options = options;
    this.ids = new ObjectIds(options.seed);
    this.#byKind = {
      product: this.products,
      price: this.prices,
      customer: this.customers,
      subscription: this.subscriptions,
      invoice: this.invoices,
      invoiceitem: this.invoiceItems,
      payment_method: this.paymentMethods,
      payment_intent: this.paymentIntents,
      charge: this.charges,
      'billing_portal.session': this.portalSessions,
      'checkout.session': this.checkoutSessions,
      account: this.connectedAccounts,
      'v2.core.event_destination': this.eventDestinations,
      webhook_endpoint: this.webhookEndpoints,
      'test_helpers.test_clock': this.testClocks,
    };
  }

  /** The second it is now: the test clock's, or the wall's where there is none. */
  now(testClock: string | null): number {
    return (testClock === null ? undefined : this.clockWork.get(testClock)?.moment) ?? this.options.now();
  }

  /** Stores a new object and makes its event, if Stripe makes one. */
  add<T extends WireObject>(object: T, event?: string): T {
    this.#put(undefined, object);
    if (event !== undefined) this.tell(event, object);
    return object;
  }

  /** Puts changed fields in place of the old ones and makes the event; without a difference, neither. */
  change<T extends WireObject>(object: T, changes: Partial<T>, event?: string): T {
    const previous = previousAttributes(object, { ...object, ...changes });
    if (previous === undefined) return object;
    const changed = { ...object, ...changes };
    this.#put(object, changed);
    if (event !== undefined) this.#record(event, changed, event.endsWith('.updated') ? previous : undefined);
    return changed;
  }

  /** Takes an object out of the account and makes the event. */
  remove(object: WireObject, event?: string): void {
    this.#byKind[object.object]?.delete(object.id);
    if (event !== undefined) this.tell(event, object);
  }

  /** Makes an event about an object that did not change. */
  tell(event: string, object: WireObject): void {
    this.#record(event, object, undefined);
  }

  /** Makes an event that only v2 has; `quietly` it goes nowhere by itself. */
  tellThin(event: Pick<ThinEvent, 'type' | 'related_object'> & { readonly data?: object }): ThinEvent {
    const thin: ThinEvent = {
      ...event,
      id: this.ids.next('evt_test'),
      object: 'v2.core.event',
      created: this.options.now(),
      context: this.options.connected === true ? this.options.id : null,
      request: this.#request.id === null ? null : this.#request,
      snapshot_event: null,
    };
    this.thinEvents.put(thin);
    if (!this.#quiet) this.onEvent(undefined, thin);
    return thin;
  }

  /** Does something in the name of an API request, whose ids the events then carry. */
  during<T>(request: EventRequest, act: () => T): T {
    this.#request = request;
    try {
      return act();
    } finally {
      this.#request = noRequest;
    }
  }

  /** Does something without making events or deliveries. */
  quietly<T>(act: () => T): T {
    this.#quiet = true;
    try {
      return act();
    } finally {
      this.#quiet = false;
    }
  }

  /** Any object by its id, whatever its kind. */
  find(id: string): WireObject | undefined {
    for (const collection of Object.values(this.#byKind)) {
      const found = collection.get(id) as WireObject | undefined;
      if (found !== undefined) return found;
    }
    return undefined;
  }

  #put(before: WireObject | undefined, object: WireObject): void {
    this.#byKind[object.object]?.put(object as never);
    const clock = this.#clockOf(object);
    if (clock === null) return;
    const due = nextStep(this, object)?.at;
    const known = before === undefined ? undefined : nextStep(this, before)?.at;
    if (due !== undefined && due !== known) this.clockWork.get(clock)?.due.add(due, object.id);
  }

  #record(type: string, of: WireObject, previous: object | undefined): void {
    if (this.#quiet) return;
    const event = stripeEvent({
      account: this.options.connected === true ? this.options.id : null,
      id: this.ids.next('evt'),
      apiVersion: this.options.apiVersion,
      created: this.now(this.#clockOf(of)),
      type,
      of,
      previousAttributes: previous,
      request: this.#request,
      pendingWebhooks: this.endpointsWanting(type),
    });
    if (this.isNeverMade(event.id)) {
      this.neverMade.push(event);
      return;
    }
    const thin = thinEventOf(event);
    this.events.put(event);
    this.thinEvents.put(thin);
    this.onEvent(event, thin);
  }

  #clockOf(object: StripeObject & { readonly [field: string]: unknown }): string | null {
    if (typeof object['test_clock'] === 'string') return object['test_clock'];
    const customer = typeof object['customer'] === 'string' ? this.customers.get(object['customer']) : undefined;
    return customer?.test_clock ?? null;
  }
}
