import { Command } from 'commander';
import { Failure } from '../../failure.ts';
import { readSince } from '../stripe/sweep/since.ts';
import { identifier } from '../webhook/event.ts';
import type { Value } from '../webhook/project/projection.ts';
import { billingHelp, withBilling } from '../with-billing.ts';
import { logAccess } from './access.ts';
import { beliefOf, differences, gapsBeside, type Known, makersOf, readHistory } from './history.ts';

export const command = new Command()
  .description(
    'Says what billing believed of a subscription, customer, invoice or product at a time, which event made each field so,\n' +
      'and which events have changed it since. That somebody looked is written to the access log.',
  )
  .argument('<object>', 'Stripe’s id of it: sub_…, cus_…, in_…, prod_…')
  .option('--at <time>', 'ISO 8601 with its zone, a Unix second, or back from now: 48h, 2d', (text) => readSince(text))
  .option('--json', 'print it as one JSON object on stdout')
  .addHelpText(
    'after',
    `
Environment:
${billingHelp}

Exit codes: 0 explained; 1 billing knows no event of it, or knew none then; 2 wrong use.

Example:
  ./bulkhead explain sub_1MowQVLkdIwHu7ix --at 2026-11-24T06:15:00Z`,
  )
  .action(async (objectId: string, { at, json }: { at?: Date; json?: boolean }) => {
    await withBilling(async () => {
      const explanation = await explain(objectId, at ?? new Date());
      await logAccess('explain', objectId, explanation.customer);
      process.stdout.write(json === true ? `${JSON.stringify(explanation, null, 2)}\n` : describe(explanation));
    });
  });

/** What billing believed, and why. */
export interface Explanation {
  object: string;
  table: string;
  at: Date;
  customer: string | null;
  /** The newest event that made the row what it was; null where the text of all events is gone. */
  event: string | null;
  fields: { field: string; value: Value; madeBy: string; type: string; created: Date }[];
  /** Events that may have been newer, and whose text was removed: what they said nobody can tell. */
  removed: { event: string; type: string; created: Date; why: 'erased' | 'expired' | null }[];
  since: { event: string; type: string; knownAt: Date; changed: ReturnType<typeof differences> }[];
}

/** Throws a Failure where billing knew nothing of the object then. */
export async function explain(objectId: string, at: Date): Promise<Explanation> {
  const known = identifier.safeParse(objectId).success ? await readHistory(objectId) : [];
  const then = known.filter(({ knownAt }) => knownAt <= at);
  if (then.length === 0) {
    const first = known[0] && `; the first event of it came at ${known[0].knownAt.toISOString()}`;
    throw new Failure(`billing knew no event of ${objectId} at ${at.toISOString()}${first ?? ''}`, {
      fix: 'give the id of a customer, subscription, invoice or product; ./bulkhead events list shows what there is',
    });
  }
  const belief = beliefOf(then);
  const makers = belief === null ? new Map<string, string>() : makersOf(then, belief);
  const byId = new Map(known.map((one) => [one.eventId, one]));
  return {
    ...{ object: objectId, at, event: belief?.eventId ?? null },
    table: known.find(({ snapshot }) => snapshot !== null)?.snapshot?.projection.table ?? 'unknown',
    customer: customerOf(objectId, belief?.row),
    fields: [...makers].map(([field, madeBy]) => {
      const { type, created } = byId.get(madeBy)!;
      return { field, value: belief!.row[field] ?? null, madeBy, type, created };
    }),
    removed: gapsBeside(then, belief).map(({ eventId: event, type, created, removed: why }) => ({
      ...{ event, type, created, why },
    })),
    since: changesSince(known, then),
  };
}

/** Step by step, what each event that came later made of the row; those that changed nothing are left out. */
function changesSince(known: readonly Known[], then: readonly Known[]): Explanation['since'] {
  let before = beliefOf(then);
  const changes: Explanation['since'] = [];
  for (let count = then.length + 1; count <= known.length; count += 1) {
    const after = beliefOf(known.slice(0, count));
    if (after === null) continue;
    const changed = differences(before, after);
    const { eventId: event, type, knownAt } = known[count - 1]!;
    if (Object.keys(changed).length > 0) changes.push({ event, type, knownAt, changed });
    before = after;
  }
  return changes;
}

function customerOf(objectId: string, row: Record<string, Value> | undefined): string | null {
  if (row === undefined) return null;
  const customer = 'customer_id' in row ? row['customer_id'] : 'email' in row ? objectId : null;
  return typeof customer === 'string' ? customer : null;
}

function describe({ object, at, event, fields, removed, since }: Explanation): string {
  const made = [...Map.groupBy(fields, (field) => field.madeBy)].map(
    ([madeBy, group]) =>
      `by ${madeBy} (${group[0]!.type}) of ${group[0]!.created.toISOString()}:\n` +
      group.map(({ field, value }) => `  ${field.padEnd(widest(fields))}  ${inText(value)}\n`).join(''),
  );
  const gone = removed.map(
    (one) => `  ${one.event} (${one.type}), made ${one.created.toISOString()}: its text was ${one.why ?? 'removed'}\n`,
  );
  const later = since.map(
    (one) =>
      `  ${one.knownAt.toISOString()} ${one.event} (${one.type}): ` +
      `${Object.entries(one.changed)
        .map(([field, { from, to }]) => `${field} ${inText(from)} → ${inText(to)}`)
        .join(', ')}\n`,
  );
  return (
    `What billing believed of ${object} at ${at.toISOString()}, by ${event ?? 'events whose text is gone'}:\n\n` +
    (made.length === 0 ? '' : `${made.join('\n')}\n`) +
    (gone.length === 0 ? '' : `Not taken into account, for nobody can read it any more:\n${gone.join('')}`) +
    (later.length === 0 ? 'Nothing has changed it since.\n' : `Changed since:\n${later.join('')}`)
  );
}

function inText(value: Value): string {
  return value instanceof Date ? value.toISOString() : String(value);
}

/** The longest name of a field, in characters. */
function widest(fields: Explanation['fields']): number {
  return Math.max(...fields.map(({ field }) => field.length));
}
