import { connectionsPerQuestion, databaseSecondsMax, gatheredMax, gatheredWaitingMax } from '../../policies/api.ts';
import type { BillingConnection } from '../database/billing-prisma.ts';
import { DatabaseUnavailable, Lane } from '../database/lane.ts';

/** Answers many questions with one statement, in their order. Throws where none of them can be answered. */
export type Answering<Question, Reply> = (
  connection: BillingConnection,
  questions: readonly Question[],
) => Promise<readonly Reply[]>;

interface Waiting<Question, Reply> {
  question: Question;
  resolve: (reply: Reply) => void;
  reject: (error: unknown) => void;
}

/**
 * Questions that arrive together are asked of the database together. A batch leaves with the turn of the event loop in
 * which its first question came, so that a lone one does not wait for company; while all connections are busy the next
 * batch fills, so that batches grow with the load. Each statement is a transaction of its own.
 */
export class Gathering<Question, Reply> {
  readonly #answering: Answering<Question, Reply>;
  readonly #idle = Array.from({ length: connectionsPerQuestion }, () => new Lane({ autocommit: true }));
  readonly #busy = new Set<Promise<void>>();
  #waiting: Waiting<Question, Reply>[] = [];
  #leaving: NodeJS.Immediate | undefined;

  constructor(answering: Answering<Question, Reply>) {
    this.#answering = answering;
  }

  /** Rejects with DatabaseUnavailable where the database does not answer, or too many wait already. */
  ask(question: Question): Promise<Reply> {
    if (this.#waiting.length >= gatheredWaitingMax) {
      return Promise.reject(new DatabaseUnavailable(new Error('too many questions wait for the database')));
    }
    return new Promise((resolve, reject) => {
      this.#waiting.push({ question, resolve, reject });
      this.#leaving ??= setImmediate(() => this.#leave());
    });
  }

  /** Waits for everything that was asked, then closes the connections. */
  async close(): Promise<void> {
    while (this.#waiting.length > 0 || this.#busy.size > 0) {
      this.#leave();
      await Promise.race(this.#busy);
    }
    clearImmediate(this.#leaving);
    await Promise.all(this.#idle.map((lane) => lane.close()));
  }

  #leave(): void {
    this.#leaving = undefined;
    while (this.#waiting.length > 0) {
      const lane = this.#idle.pop();
      if (lane === undefined) return;
      const batch = this.#waiting.splice(0, gatheredMax);
      const answered = this.#answer(lane, batch).finally(() => {
        this.#busy.delete(answered);
        this.#idle.push(lane);
        this.#leave();
      });
      this.#busy.add(answered);
    }
  }

  async #answer(lane: Lane, batch: readonly Waiting<Question, Reply>[]): Promise<void> {
    try {
      const questions = batch.map(({ question }) => question);
      const replies = await lane.run(databaseSecondsMax, (connection) => this.#answering(connection, questions));
      batch.forEach(({ resolve }, index) => resolve(replies[index]!));
    } catch (error) {
      for (const { reject } of batch) reject(error);
    }
  }
}
