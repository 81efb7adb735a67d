import { z } from 'zod';
import { checkoutItemsMax, quantityMax, trialDaysMax } from '../../../policies/api.ts';
import { publicRoutes } from '../../routes.ts';
import { askStripe } from '../ask-stripe.ts';
import { requireThere } from '../customers.ts';
import { claimKey, stripeKeyOf } from '../idempotency.ts';
import { requireSafe } from '../return-url.ts';
import { defineRoute } from '../route.ts';
import { customerRef, returnUrl } from '../schemas/fields.ts';
import { checkoutSession } from '../schemas/resources.ts';

const item = z.strictObject({
  price: z
    .string()
    .regex(/^[\x21-\x7e]{1,255}$/)
    .meta({ description: 'Stripe’s id of a recurring price.', example: 'price_1MoBy5LkdIwHu7ixZhnattbh' }),
  quantity: z.int().min(1).max(quantityMax).default(1).meta({ description: 'Seats, say.' }),
});

const operation = 'createCheckoutSession';

export const createCheckoutSession = defineRoute({
  operation,
  ...publicRoutes.createCheckoutSession,
  scope: 'checkout',
  title: 'Sell a plan',
  description:
    'Makes a page of Stripe’s on which the customer subscribes. Cards are entered there and nowhere else. That it was ' +
    'paid is told by the entitlements, not by the return of the person to success_url.',
  body: z
    .strictObject({
      customer: customerRef,
      items: z.array(item).min(1).max(checkoutItemsMax),
      success_url: returnUrl,
      cancel_url: returnUrl,
      trial_days: z.int().positive().max(trialDaysMax).optional(),
    })
    .meta({ id: 'CheckoutSessionRequest' }),
  answer: { status: 201, description: 'The page is there.', schema: checkoutSession },
  problems: ['no-such-customer', 'customer-erased', 'being-made', 'refused-by-stripe'],
  handle: async ({ app, body, idempotencyKey, tools, seen }) => {
    requireSafe(body.success_url, 'success_url', tools);
    requireSafe(body.cancel_url, 'cancel_url', tools);
    await claimKey(app, operation, idempotencyKey, body);
    const { id } = requireThere(await tools.customers.find({ app, ref: body.customer }), body.customer, seen);
    const trial = body.trial_days !== undefined && { subscription_data: { trial_period_days: body.trial_days } };
    const { success_url, cancel_url, items } = body;
    const session = await askStripe(tools, (stripe) =>
      stripe.checkout.sessions.create(
        { mode: 'subscription', customer: id, line_items: items, success_url, cancel_url, ...trial },
        { idempotencyKey: stripeKeyOf(operation, app, idempotencyKey) },
      ),
    );
    seen.subjectId = session.id;
    const expiresAt = new Date(session.expires_at * 1000);
    return { id: session.id, customer_id: id, url: session.url, expires_at: expiresAt.toISOString() };
  },
});
