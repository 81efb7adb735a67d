import { setTimeout as wait } from 'node:timers/promises';
import type Stripe from 'stripe';
import { erasedColumnsOf } from '../../../policies/erasure.ts';
import { lookAgainSeconds, lookedAtAgainMax, lookedAtTogetherMax } from '../../../policies/verify.ts';
import { allEnded } from '../../database/all-ended.ts';
import type { BillingConnection } from '../../database/billing-prisma.ts';
import { listOfPlaceholders } from '../../database/statement.ts';
import type { GroupCommit } from '../../webhook/group-commit.ts';
import { kinds, readings, type Reference } from '../read/kinds.ts';
import { type KnownRow, readKnownRows } from '../read/known-rows.ts';
import type { Pace } from '../read/pace.ts';
import { readObject, retrieve } from '../read/read-object.ts';
import { UnreadableAnswer } from '../read/unreadable.ts';
import { rethrowAsFailure } from '../rethrow-as-failure.ts';
import { type Difference, differenceOf } from './difference.ts';

/** What became of an object that seemed to differ: it did not, it does, or it did and is now as at Stripe. */
export type Finding = 'in flight' | 'drift' | 'repaired';

export interface LookOptions {
  stripe: Stripe;
  connection: BillingConnection;
  pace: Pace;
  /** Commits what is read afresh of what differs; undefined where nothing is to be changed. */
  repair: { commits: GroupCommit; note: (difference: Difference, result: Finding) => Promise<void> } | undefined;
  onFinding: (difference: Difference, finding: Finding) => void;
  /** From policies/verify.ts but in tests. */
  waitsSeconds?: readonly number[];
}

/**
 * Looks again, at Stripe and here, at what differed, and repairs it where that is wanted. An object may be added without
 * having been compared: then this is the first look.
 */
export class SecondLook {
  readonly #options: LookOptions;
  #waiting: { reference: Reference; first: Difference | undefined }[] = [];
  #looked = 0;

  constructor(options: LookOptions) {
    this.#options = options;
  }

  async add(reference: Reference, first?: Difference): Promise<void> {
    if (first !== undefined && this.#options.repair === undefined && this.#looked >= lookedAtAgainMax) {
      this.#options.onFinding(first, 'drift');
      return;
    }
    this.#looked += 1;
    this.#waiting.push({ reference, first });
    if (this.#waiting.length >= lookedAtTogetherMax) await this.end();
  }

  /** Looks at what waits. */
  async end(): Promise<void> {
    const { onFinding, waitsSeconds = lookAgainSeconds } = this.#options;
    let differing = this.#waiting;
    this.#waiting = [];
    for (const seconds of waitsSeconds) {
      if (differing.some(({ first }) => first !== undefined)) await wait(seconds * 1000);
      const found = await this.#compare(differing.map(({ reference }) => reference));
      const still: typeof differing = [];
      for (const [index, { reference, first }] of differing.entries()) {
        const now = found[index];
        if (now !== undefined) still.push({ reference, first: now });
        else if (first !== undefined) onFinding(first, 'in flight');
      }
      differing = still;
    }
    await this.#repairOrTell(differing.flatMap(({ first }) => first ?? []));
  }

  /** Stripe first and the row then: so that what Stripe has told meanwhile is in the row, not only in the object. */
  async #compare(references: readonly Reference[]): Promise<(Difference | undefined)[]> {
    const { stripe, pace, connection } = this.#options;
    const answers = await allEnded(
      references.map((reference) =>
        pace.add(() =>
          retrieve(stripe, reference).catch((error: unknown) => {
            if (error instanceof UnreadableAnswer) return 'unreadable' as const;
            return rethrowAsFailure(error);
          }),
        ),
      ),
    );
    const known = await this.#rowsOf(references);
    const found = references.map((reference, index) => {
      const answer = answers[index]!;
      if (answer === 'unreadable') return { ...reference, problem: 'unreadable' as const, columns: [] };
      return differenceOf(reference, answer.object, known.get(keyOf(reference)));
    });
    return withoutErased(connection, found);
  }

  async #repairOrTell(differing: readonly Difference[]): Promise<void> {
    const { repair, stripe, pace, onFinding } = this.#options;
    if (repair === undefined || differing.length === 0) {
      for (const difference of differing) onFinding(difference, 'drift');
      return;
    }
    const known = await this.#rowsOf(differing);
    await allEnded(
      differing.map(async (difference) => {
        if (difference.problem === 'unreadable') return;
        const read = () => readObject(stripe, referenceOf(difference), known.get(keyOf(difference)), { repair: true });
        const delivery = await pace.add(() => read().catch(rethrowAsFailure));
        if (delivery !== null) await repair.commits.commit(delivery);
      }),
    );
    const left = await this.#compare(differing.map(referenceOf));
    for (const [index, difference] of differing.entries()) {
      const finding = left[index] === undefined ? 'repaired' : 'drift';
      await repair.note(difference, finding);
      onFinding(difference, finding);
    }
  }

  async #rowsOf(references: readonly Reference[]): Promise<Map<string, KnownRow>> {
    const found = await allEnded(
      kinds.map(async (kind) => {
        const ids = references.filter((one) => one.kind === kind).map(({ id }) => id);
        const rows = await readKnownRows(this.#options.connection, readings[kind].projection, ids);
        return [...rows].map(([id, row]) => [keyOf({ kind, id }), row] as const);
      }),
    );
    return new Map(found.flat());
  }
}

/** A customer's and a product's id can be chosen, and be the same. */
function keyOf({ kind, id }: Pick<Reference, 'kind' | 'id'>): string {
  return `${kind} ${id}`;
}

function referenceOf({ kind, id, account }: Reference): Reference {
  return { kind, id, account };
}

/** Of a customer that was erased billing holds less than Stripe may still do, and that is as it has to be. */
export async function withoutErased(
  connection: BillingConnection,
  found: readonly (Difference | undefined)[],
): Promise<(Difference | undefined)[]> {
  const { table } = readings.customer.projection;
  const personal = new Set(erasedColumnsOf(table));
  const concerned = found.flatMap((one) =>
    one?.kind === 'customer' && one.columns.some(({ column }) => personal.has(column)) ? [one.id] : [],
  );
  if (concerned.length === 0) return [...found];
  const rows = await connection.execute<{ customer_id: string }[]>(
    `SELECT customer_id FROM billing_erasures WHERE customer_id IN (${listOfPlaceholders(concerned.length)})`,
    concerned,
  );
  const erased = new Set(rows.map(({ customer_id: id }) => id));
  return found.map((one) => {
    if (one?.kind !== 'customer' || one.problem !== 'differs' || !erased.has(one.id)) return one;
    const columns = one.columns.filter(({ column }) => !personal.has(column));
    return columns.length === 0 ? undefined : { ...one, columns };
  });
}
