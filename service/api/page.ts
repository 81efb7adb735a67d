import { z } from 'zod';
import { limit } from './schemas/fields.ts';

/** What one page of a list is asked for with: newest first, and what is as old by its id. */
export const pageQuery = z.strictObject({
  limit,
  after: z
    .string()
    .regex(/^\d{1,11}\.[\x21-\x7e]{1,255}$/)
    .optional()
    .meta({ description: '`next` of the page before.' }),
});

export type PageQuery = z.output<typeof pageQuery>;

interface Listed {
  id: string;
  created: Date;
}

/** The part of a question to the database that makes it one page. One row more than asked for shows whether it is the last. */
export function pageOf({ limit: asked, after }: PageQuery) {
  return {
    ...(after !== undefined && { where: behind(after) }),
    orderBy: [{ created: 'desc' as const }, { id: 'desc' as const }],
    take: asked + 1,
  };
}

function behind(after: string) {
  const dot = after.indexOf('.');
  const created = new Date(Number(after.slice(0, dot)) * 1000);
  return { OR: [{ created: { lt: created } }, { created, id: { lt: after.slice(dot + 1) } }] };
}

/** The page that was asked for of the rows that pageOf() found. */
export function listOf<Row extends Listed, Element>(
  rows: readonly Row[],
  { limit: asked }: PageQuery,
  elementOf: (row: Row) => Element,
): { data: Element[]; next: string | null } {
  const shown = rows.slice(0, asked);
  const last = shown.at(-1);
  const next = rows.length > asked && last !== undefined ? `${last.created.getTime() / 1000}.${last.id}` : null;
  return { data: shown.map(elementOf), next };
}
