/** The routes that the world may ask for: the firewall lets these through and no others, and serve.ts answers them. */
export const publicRoutes = {
  webhook: { method: 'POST', path: '/webhooks/stripe' },
} as const;
