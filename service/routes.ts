/**
 * The routes that the world may ask for: the firewall lets these through and no others, and serve.ts answers them. A
 * `{name}` in a path stands for one whole part of it. Stripe calls its own; apps call theirs, from wherever they run.
 */
export const publicRoutes = {
  webhook: { method: 'POST', path: '/webhooks/stripe', caller: 'stripe' },
  createCustomer: { method: 'POST', path: '/v1/customers', caller: 'app' },
  getCustomer: { method: 'GET', path: '/v1/customers/{ref}', caller: 'app' },
  requestErasure: { method: 'DELETE', path: '/v1/customers/{ref}', caller: 'app' },
  getEntitlements: { method: 'GET', path: '/v1/customers/{ref}/entitlements', caller: 'app' },
  listSubscriptions: { method: 'GET', path: '/v1/customers/{ref}/subscriptions', caller: 'app' },
  listInvoices: { method: 'GET', path: '/v1/customers/{ref}/invoices', caller: 'app' },
  createCheckoutSession: { method: 'POST', path: '/v1/checkout-sessions', caller: 'app' },
  createPortalSession: { method: 'POST', path: '/v1/portal-sessions', caller: 'app' },
  listChanges: { method: 'GET', path: '/v1/changes', caller: 'app' },
  openApi: { method: 'GET', path: '/openapi.json', caller: 'app' },
  explainProblem: { method: 'GET', path: '/problems/{name}', caller: 'app' },
} as const;
