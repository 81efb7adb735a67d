import type { Connection } from 'mariadb';
import { outcomesGatherMilliseconds, retryJitterShare, retryWaitSeconds } from '../../policies/outbox.ts';
import { listOfPlaceholders } from '../database/statement.ts';
import { changesDelivered, changesRefused } from '../metrics.ts';

/** What became of one post. */
export interface Outcome {
  sequence: bigint;
  app: string;
  customer: string;
  /** How often it was posted before. */
  tries: number;
  /** Undefined where the app took it. */
  fault: string | undefined;
}

/**
 * Writes down what became of posts, many in one statement. Each statement stands for itself: killed between two of them,
 * the next deliverer tells some changes again, and sets right what waits for which.
 */
export class Outcomes {
  readonly #connection: Connection;
  #gathered: Outcome[] = [];
  #writing: Promise<void> | undefined;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  /** Resolves once it is written. Rejects where it cannot be. */
  async add(outcomes: readonly Outcome[]): Promise<void> {
    this.#gathered.push(...outcomes);
    this.#writing ??= new Promise<void>((resolve) => setTimeout(resolve, outcomesGatherMilliseconds)).then(() => {
      const gathered = this.#gathered;
      this.#gathered = [];
      this.#writing = undefined;
      return this.#write(gathered);
    });
    await this.#writing;
  }

  async #write(outcomes: readonly Outcome[]): Promise<void> {
    const taken = outcomes.filter(({ fault }) => fault === undefined);
    changesDelivered.inc(taken.length);
    changesRefused.inc(outcomes.length - taken.length);
    await this.#update(
      `state = 'delivered', tries = tries + 1, delivered_at = UTC_TIMESTAMP(3), next_try_at = NULL, last_error = NULL`,
      taken,
    );
    const dead = outcomes.filter(({ fault, tries }) => fault !== undefined && waitAfter(tries) === undefined);
    for (const [fault, alike] of Map.groupBy(dead, (outcome) => outcome.fault!)) {
      await this.#update(`state = 'dead', tries = tries + 1, next_try_at = NULL, last_error = ?`, alike, [fault]);
    }
    await this.#release([...taken.filter(({ tries }) => tries > 0), ...dead]);
    const again = outcomes.filter(({ fault, tries }) => fault !== undefined && waitAfter(tries) !== undefined);
    for (const alike of Map.groupBy(again, ({ app, tries, fault }) => `${app} ${tries} ${fault}`).values()) {
      await this.#postpone(alike);
    }
  }

  /** They are tried again later, and with each the customer's next ones, which wait for it. */
  async #postpone(outcomes: readonly Outcome[]): Promise<void> {
    const { tries, fault } = outcomes[0]!;
    const waitSeconds = waitAfter(tries)! * (1 + retryJitterShare * Math.random());
    const at = new Date(Date.now() + waitSeconds * 1000);
    await this.#update('tries = tries + 1, next_try_at = ?, last_error = ?', outcomes, [at, fault]);
    await postponeCustomers(this.#connection, outcomes, at);
  }

  /** What waited for them goes on at once. */
  async #release(outcomes: readonly Outcome[]): Promise<void> {
    for (const [app, own] of Map.groupBy(outcomes, (outcome) => outcome.app)) {
      await this.#connection.query(
        `UPDATE billing_changes SET next_try_at = UTC_TIMESTAMP(3)
          WHERE customer_id IN (${listOfPlaceholders(own.length)}) AND app_name = ? AND state = 'pending'
            AND next_try_at > UTC_TIMESTAMP(3)`,
        [...own.map(({ customer }) => customer), app],
      );
    }
  }

  async #update(assignments: string, outcomes: readonly Outcome[], values: unknown[] = []): Promise<void> {
    if (outcomes.length === 0) return;
    await this.#connection.query(
      `UPDATE billing_changes SET ${assignments} WHERE sequence IN (${listOfPlaceholders(outcomes.length)})`,
      [...values, ...outcomes.map(({ sequence }) => sequence)],
    );
  }
}

/** Lets what an app is to be told of these customers wait until then; all of them are customers of one app. */
export async function postponeCustomers(
  connection: Connection,
  waiting: readonly { app: string; customer: string }[],
  until: Date,
): Promise<void> {
  await connection.query(
    `UPDATE billing_changes SET next_try_at = ?
      WHERE customer_id IN (${listOfPlaceholders(waiting.length)}) AND app_name = ? AND state = 'pending'
        AND next_try_at < ?`,
    [until, ...waiting.map(({ customer }) => customer), waiting[0]!.app, until],
  );
}

/** Seconds until the next try of what was posted so often before; undefined where this was the last one. */
function waitAfter(tries: number): number | undefined {
  return retryWaitSeconds[tries];
}
