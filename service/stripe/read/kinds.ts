import type Stripe from 'stripe';
import { customerProjection } from '../../webhook/project/customer.ts';
import { invoiceProjection } from '../../webhook/project/invoice.ts';
import { productProjection } from '../../webhook/project/product.ts';
import type { Projection } from '../../webhook/project/projection.ts';
import { subscriptionProjection } from '../../webhook/project/subscription.ts';

/** What billing holds a row of, as Stripe names it in `object`. */
export const kinds = ['product', 'customer', 'subscription', 'invoice'] as const;
export type Kind = (typeof kinds)[number];

export function isKind(text: string): text is Kind {
  return (kinds as readonly string[]).includes(text);
}

/** One object of Stripe: null as the account is the one whose key billing holds. */
export interface Reference {
  kind: Kind;
  id: string;
  account: string | null;
}

/** An object that came from Stripe's API, of which nothing is believed before a schema has read it. */
export type StripeObject = Record<string, unknown>;

/** What a page of a list is asked for with. */
export interface PageOf {
  limit: number;
  starting_after?: string;
}

interface Reading {
  projection: Projection;
  retrieve: (stripe: Stripe, id: string, options: Stripe.RequestOptions) => Promise<Stripe.Response<object>>;
  /** One page, newest first: of all there are, ended ones included, but what was deleted. */
  list: (stripe: Stripe, page: PageOf, options: Stripe.RequestOptions) => Promise<Stripe.Response<Listed>>;
}

/** A page of a list, as it came. */
export interface Listed {
  data: object[];
  has_more: boolean;
}

/** How each kind is read from Stripe's API, and what its rows hold. */
export const readings: Readonly<Record<Kind, Reading>> = {
  product: {
    projection: productProjection,
    retrieve: (stripe, id, options) => stripe.products.retrieve(id, undefined, options),
    list: (stripe, page, options) => stripe.products.list(page, options),
  },
  customer: {
    projection: customerProjection,
    retrieve: (stripe, id, options) => stripe.customers.retrieve(id, undefined, options),
    list: (stripe, page, options) => stripe.customers.list(page, options),
  },
  subscription: {
    projection: subscriptionProjection,
    retrieve: (stripe, id, options) => stripe.subscriptions.retrieve(id, undefined, options),
    list: (stripe, page, options) => stripe.subscriptions.list({ ...page, status: 'all' }, options),
  },
  invoice: {
    projection: invoiceProjection,
    retrieve: (stripe, id, options) => stripe.invoices.retrieve(id, undefined, options),
    list: (stripe, page, options) => stripe.invoices.list(page, options),
  },
};

/** The request options that name an account. */
export function inAccount(account: string | null): Stripe.RequestOptions {
  return account === null ? {} : { stripeAccount: account };
}
