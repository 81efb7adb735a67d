import { z } from 'zod';
import { checkoutSecondsMax, checkoutSecondsMin } from '../../../../../policies/local-stripe.ts';
import { expireCheckout, expireOverdueCheckouts, openCheckout } from '../../life/checkout.ts';
import type { CheckoutSession } from '../../objects/checkout-session.ts';
import type { Account } from '../../state/account.ts';
import { ApiError, noSuch, notSimulated } from '../api-error.ts';
import { lineItemsOf } from '../line-items.ts';
import { listPage, requirePageSize } from '../list-page.ts';
import {
  created,
  expand,
  flag,
  given,
  integer,
  listing,
  mergeMetadata,
  metadata,
  text,
  webAddress,
  withoutEffect,
} from '../parameters.ts';
import { type Route, route } from '../route.ts';
import { customerOfId } from './customers.ts';
import { priceOf } from './prices.ts';
import { trialSettings } from './subscription-parameters.ts';
import { positive, trialEndOf } from './subscriptions.ts';

const subscriptionData = z.strictObject({
  billing_mode: withoutEffect,
  description: text.optional(),
  invoice_settings: withoutEffect,
  metadata: metadata.optional(),
  proration_behavior: withoutEffect,
  trial_end: integer.optional(),
  trial_period_days: integer.optional(),
  trial_settings: trialSettings.optional(),
});

const creating = z.strictObject({
  ...expand,
  allow_promotion_codes: flag.optional(),
  automatic_tax: z.strictObject({ enabled: z.literal('false') }).optional(),
  cancel_url: webAddress.optional(),
  client_reference_id: text.max(200).optional(),
  customer: text.optional(),
  customer_email: text.optional(),
  expires_at: integer.optional(),
  line_items: z
    .array(
      z.strictObject({
        adjustable_quantity: withoutEffect,
        metadata: metadata.optional(),
        price: text,
        quantity: integer,
      }),
    )
    .min(1)
    .max(20),
  metadata: metadata.optional(),
  mode: z.enum(['payment', 'setup', 'subscription']),
  payment_method_collection: z.enum(['always', 'if_required']).optional(),
  subscription_data: subscriptionData.optional(),
  success_url: webAddress,
  ui_mode: z.enum(['hosted', 'hosted_page']).optional(),
  adaptive_pricing: withoutEffect,
  billing_address_collection: withoutEffect,
  branding_settings: withoutEffect,
  consent_collection: withoutEffect,
  custom_text: withoutEffect,
  customer_update: withoutEffect,
  integration_identifier: withoutEffect,
  locale: withoutEffect,
  name_collection: withoutEffect,
  origin_context: withoutEffect,
  payment_method_options: withoutEffect,
  payment_method_types: withoutEffect,
  phone_number_collection: withoutEffect,
  saved_payment_method_options: withoutEffect,
  tax_id_collection: withoutEffect,
  wallet_options: withoutEffect,
});

export const checkoutSessionRoutes: readonly Route[] = [
  route('POST /v1/checkout/sessions', creating, ({ account }, parameters) => {
    const { mode, customer: customerId, customer_email: email, subscription_data: data = {} } = parameters;
    if (mode !== 'subscription') throw notSimulated(`mode=${mode}`);
    if (customerId !== undefined && email !== undefined) {
      throw new ApiError(400, 'You may only specify one of these parameters: customer, customer_email.', {
        param: 'customer',
      });
    }
    const customer = customerId === undefined ? null : customerOfId(account, customerId, 'customer');
    const now = account.now(customer?.test_clock ?? null);
    const { description, trial_settings: settings } = data;
    return openCheckout(
      account,
      {
        customer,
        items: parameters.line_items.map(({ price, quantity, metadata: meta }, index) => ({
          price: priceOf(account, price, `line_items[${index}][price]`),
          quantity: positive(quantity, `line_items[${index}][quantity]`),
          metadata: mergeMetadata({}, meta),
        })),
        trial: trialOf(account, data, now),
        further: { ...given({ description, trial_settings: settings }), metadata: mergeMetadata({}, data.metadata) },
      },
      {
        ...given({
          allow_promotion_codes: parameters.allow_promotion_codes,
          cancel_url: parameters.cancel_url,
          client_reference_id: parameters.client_reference_id,
          customer_email: email,
          payment_method_collection: parameters.payment_method_collection,
        }),
        expires_at: expiryOf(parameters.expires_at, now),
        metadata: mergeMetadata({}, parameters.metadata),
        success_url: parameters.success_url,
      },
    );
  }),
  route('GET /v1/checkout/sessions/:id', z.strictObject(expand), ({ account }, _parameters, id) =>
    sessionOf(account, id),
  ),
  route('POST /v1/checkout/sessions/:id/expire', z.strictObject(expand), ({ account }, _parameters, id) =>
    expireCheckout(account, sessionOf(account, id).id),
  ),
  route(
    'GET /v1/checkout/sessions/:id/line_items',
    z.strictObject({ ...expand, limit: integer.optional(), starting_after: text.optional() }),
    ({ account }, { limit, starting_after: after }, id) => {
      requirePageSize(limit);
      return lineItemsOf(account, sessionOf(account, id).id, given({ limit, after }));
    },
  ),
  route(
    'GET /v1/checkout/sessions',
    z.strictObject({
      ...listing,
      created: created.optional(),
      customer: text.optional(),
      customer_details: z.strictObject({ email: text }).optional(),
      status: z.enum(['complete', 'expired', 'open']).optional(),
      subscription: text.optional(),
    }),
    ({ account }, parameters) => {
      expireOverdueCheckouts(account);
      const { customer, customer_details: details, status, subscription } = parameters;
      const one = (key: string | undefined) => (key === undefined ? undefined : [key]);
      return listPage(account.checkoutSessions, '/v1/checkout/sessions', parameters, {
        keys: {
          customer: one(customer),
          email: one(details?.email),
          status: one(status),
          subscription: one(subscription),
        },
      });
    },
  ),
];

function sessionOf(account: Account, id: string): CheckoutSession {
  expireOverdueCheckouts(account, id);
  const session = account.checkoutSessions.get(id);
  if (session === undefined) throw noSuch('checkout.session', id);
  return session;
}

function trialOf(account: Account, data: z.infer<typeof subscriptionData>, now: number) {
  if (trialEndOf(account, data, now) === null) return null;
  return data.trial_end === undefined ? { days: data.trial_period_days ?? 0 } : { end: data.trial_end };
}

function expiryOf(wanted: number | undefined, now: number): number {
  const at = wanted ?? now + checkoutSecondsMax;
  if (at >= now + checkoutSecondsMin && at <= now + checkoutSecondsMax) return at;
  throw new ApiError(
    400,
    `The \`expires_at\` timestamp must be from ${checkoutSecondsMin} to ${checkoutSecondsMax} seconds after creation.`,
    { param: 'expires_at' },
  );
}
