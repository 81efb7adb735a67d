import type { ApiRoute } from './route.ts';
import { createCheckoutSession } from './routes/create-checkout-session.ts';
import { createCustomer } from './routes/create-customer.ts';
import { createPortalSession } from './routes/create-portal-session.ts';
import { getCustomer } from './routes/get-customer.ts';
import { getEntitlements } from './routes/get-entitlements.ts';
import { listChanges } from './routes/list-changes.ts';
import { listInvoices } from './routes/list-invoices.ts';
import { listSubscriptions } from './routes/list-subscriptions.ts';
import { requestErasure } from './routes/request-erasure.ts';

/** The API: every route of it. */
export const allRoutes: readonly ApiRoute[] = [
  createCustomer,
  getCustomer,
  requestErasure,
  getEntitlements,
  listSubscriptions,
  listInvoices,
  createCheckoutSession,
  createPortalSession,
  listChanges,
];
