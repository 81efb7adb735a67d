/** What an app may do: read its customers, make customers and send them to Stripe's pages, have one erased. */
export const scopes = ['read', 'checkout', 'erase'] as const;

export type Scope = (typeof scopes)[number];

/** Reads the column: names with commas between. What is no scope of today opens nothing. */
export function scopesOf(column: string): ReadonlySet<Scope> {
  const named = column.split(',');
  return new Set(scopes.filter((scope) => named.includes(scope)));
}
