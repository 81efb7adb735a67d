import type { Route } from './route.ts';
import { accountRoutes } from './routes/accounts.ts';
import { checkoutSessionRoutes } from './routes/checkout-sessions.ts';
import { customerRoutes } from './routes/customers.ts';
import { eventDestinationRoutes } from './routes/event-destinations.ts';
import { eventRoutes } from './routes/events.ts';
import { invoiceRoutes } from './routes/invoices.ts';
import { paymentMethodRoutes } from './routes/payment-methods.ts';
import { portalSessionRoutes } from './routes/portal-sessions.ts';
import { priceRoutes } from './routes/prices.ts';
import { productRoutes } from './routes/products.ts';
import { subscriptionRoutes } from './routes/subscriptions.ts';
import { testClockRoutes } from './routes/test-clocks.ts';
import { v2EventRoutes } from './routes/v2-events.ts';
import { webhookEndpointRoutes } from './routes/webhook-endpoints.ts';

/** Everything that local Stripe answers. A further resource is one file in routes/ and one line here. */
export const allRoutes: readonly Route[] = [
  ...customerRoutes,
  ...subscriptionRoutes,
  ...checkoutSessionRoutes,
  ...portalSessionRoutes,
  ...invoiceRoutes,
  ...eventRoutes,
  ...productRoutes,
  ...priceRoutes,
  ...paymentMethodRoutes,
  ...webhookEndpointRoutes,
  ...accountRoutes,
  ...v2EventRoutes,
  ...eventDestinationRoutes,
  ...testClockRoutes,
];
