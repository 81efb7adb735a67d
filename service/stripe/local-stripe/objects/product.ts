import type Stripe from 'stripe';
import { type Complete, inStripeOrder, type Metadata, type WireObject } from './shape.ts';

export interface Product extends WireObject {
  readonly object: 'product';
  readonly active: boolean;
  readonly default_price: string | null;
  readonly metadata: Metadata;
  readonly name: string;
}

/** A product as Stripe sends it. */
export function product(fields: { id: string; created: number; name: string } & Partial<Product>): Product {
  return inStripeOrder({
    active: true,
    attributes: [],
    default_price: null,
    description: null,
    images: [],
    livemode: false,
    marketing_features: [],
    metadata: {},
    package_dimensions: null,
    shippable: null,
    statement_descriptor: null,
    tax_code: null,
    tax_details: null,
    type: 'service',
    unit_label: null,
    updated: fields.created,
    url: null,
    ...fields,
    object: 'product',
  } satisfies Complete<Stripe.Product> & Product);
}
