import { retryAfterSeconds } from '../policies/webhook.ts';
import { answer, json, problem } from './answer.ts';
import { billingPrisma } from './database/billing-prisma.ts';
import { registry } from './metrics.ts';
import type { Routes } from './server.ts';
import { withinSeconds } from './within-seconds.ts';

const readySecondsMax = 3;

/** What the platform asks: does the process live, can it work, how is it doing. */
export const operationsRoutes: Routes = {
  '/healthz': { GET: () => json(200, { status: 'ok' }) },
  '/readyz': { GET: ready },
  '/metrics': {
    GET: async () => answer(200, registry.contentType, await registry.metrics()),
  },
};

/** Asks the database for its identity each time: a wrong or absent one must show before traffic does. */
async function ready() {
  try {
    const identity = await withinSeconds(
      readySecondsMax,
      billingPrisma.database_identity.findUnique({ where: { id: 1 } }),
    );
    if (identity?.class === 'billing') return json(200, { status: 'ready', database: identity.uuid });
  } catch {
    // The reason is in the log of whatever asked the database last; a probe's answer is public.
  }
  return problem(503, 'Not ready', 'Billing’s database does not answer.', { 'Retry-After': String(retryAfterSeconds) });
}
