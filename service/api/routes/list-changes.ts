import { z } from 'zod';
import { billingPrisma } from '../../database/billing-prisma.ts';
import { publicRoutes } from '../../routes.ts';
import { askPrisma } from '../ask-prisma.ts';
import { defineRoute } from '../route.ts';
import { limit } from '../schemas/fields.ts';
import { change } from '../schemas/resources.ts';

const sequence = z.string().regex(/^\d{1,18}$/);

export const listChanges = defineRoute({
  operation: 'listChanges',
  ...publicRoutes.listChanges,
  scope: 'read',
  title: 'What changed',
  description:
    'What apps are told by webhook, for those that prefer to ask: oldest first, from behind `after`. Ask again with ' +
    '`next`, also where a page is not full or empty: it is then the place to go on from.',
  query: z.strictObject({
    limit,
    after: sequence.default('0').meta({ description: '`next` of the page before; from the beginning without it.' }),
  }),
  answer: {
    status: 200,
    description: 'One page.',
    schema: z
      .object({ data: z.array(change), next: z.string().meta({ description: '`after` for the next page.' }) })
      .meta({ id: 'ChangePage' }),
  },
  problems: [],
  handle: async ({ app, query }) => {
    const rows = await askPrisma(() =>
      billingPrisma.billing_changes.findMany({
        where: { app_name: app, sequence: { gt: BigInt(query.after) } },
        orderBy: { sequence: 'asc' },
        take: query.limit,
      }),
    );
    const data = rows.map((row) => ({
      sequence: String(row.sequence),
      type: row.type,
      customer_id: row.customer_id,
      created_at: row.created_at.toISOString(),
      data: row.body,
    }));
    return { data, next: data.at(-1)?.sequence ?? query.after };
  },
});
