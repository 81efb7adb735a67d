import { z } from 'zod';
import { publicRoutes } from '../../routes.ts';
import { askStripe } from '../ask-stripe.ts';
import { requireThere } from '../customers.ts';
import { claimKey, stripeKeyOf } from '../idempotency.ts';
import { requireSafe } from '../return-url.ts';
import { defineRoute } from '../route.ts';
import { customerRef, returnUrl } from '../schemas/fields.ts';
import { portalSession } from '../schemas/resources.ts';

const operation = 'createPortalSession';

export const createPortalSession = defineRoute({
  operation,
  ...publicRoutes.createPortalSession,
  scope: 'checkout',
  title: 'Let a customer manage its plan',
  description:
    'Makes a page of Stripe’s on which the customer sees its invoices, changes its card, and cancels. Its address is ' +
    'the way in: give it to that person only.',
  body: z.strictObject({ customer: customerRef, return_url: returnUrl }).meta({ id: 'PortalSessionRequest' }),
  answer: { status: 201, description: 'The page is there.', schema: portalSession },
  problems: ['no-such-customer', 'customer-erased', 'being-made', 'refused-by-stripe'],
  handle: async ({ app, body, idempotencyKey, tools, seen }) => {
    requireSafe(body.return_url, 'return_url', tools);
    await claimKey(app, operation, idempotencyKey, body);
    const { id } = requireThere(await tools.customers.find({ app, ref: body.customer }), body.customer, seen);
    const session = await askStripe(tools, (stripe) =>
      stripe.billingPortal.sessions.create(
        { customer: id, return_url: body.return_url },
        { idempotencyKey: stripeKeyOf(operation, app, idempotencyKey) },
      ),
    );
    seen.subjectId = session.id;
    return { id: session.id, customer_id: id, url: session.url };
  },
});
