import type { z } from 'zod';
import type { CustomerRow } from '../customers.ts';
import type { customer } from '../schemas/resources.ts';

/** A customer as apps see it. */
export function customerAnswer(row: CustomerRow): z.input<typeof customer> {
  return {
    id: row.id,
    reference: row.app_reference,
    email: row.email,
    name: row.name,
    currency: row.currency,
    balance: Number(row.balance),
    delinquent: row.delinquent,
    deleted: row.deleted,
    livemode: row.livemode,
    created: row.created.toISOString(),
  };
}
