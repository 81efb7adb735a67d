import { createHash } from 'node:crypto';
import { Prisma } from '../../prisma/billing/client/client.ts';
import { billingPrisma } from '../database/billing-prisma.ts';
import { askPrisma } from './ask-prisma.ts';
import { Refusal } from './problems.ts';

const uniqueViolation = 'P2002';

/**
 * Writes down what an app uses an Idempotency-Key for. Asked for the same again it does nothing: the answer is then
 * Stripe's to repeat, which gets a key of its own that is derived from this one. Throws a Refusal where the key stands
 * for something else already.
 */
export async function claimKey(app: string, operation: string, key: string, request: unknown): Promise<void> {
  const name = { app_name: app, key_sha256: hashOf([key]) };
  const use = { operation, request_sha256: hashOf([JSON.stringify(request)]) };
  const before = await askPrisma(async () => {
    try {
      await billingPrisma.billing_idempotency_keys.create({ data: { ...name, ...use, created_at: new Date() } });
      return undefined;
    } catch (error) {
      if (!(error instanceof Prisma.PrismaClientKnownRequestError) || error.code !== uniqueViolation) throw error;
      return billingPrisma.billing_idempotency_keys.findUnique({ where: { app_name_key_sha256: name } });
    }
  });
  if (before === undefined || before === null) return;
  if (before.operation !== use.operation || before.request_sha256 !== use.request_sha256) {
    throw new Refusal('idempotency-key-reused');
  }
}

/** A key for Stripe, which says nothing and is the same for the same parts; no part holds a line break. */
export function stripeKeyOf(...parts: readonly string[]): string {
  return `bulkhead_${hashOf(parts)}`;
}

function hashOf(parts: readonly string[]): string {
  return createHash('sha256').update(parts.join('\n')).digest('hex');
}
