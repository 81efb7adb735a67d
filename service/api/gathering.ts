import { SqlError } from 'mariadb';
import {
  connectionsPerQuestion,
  databaseSecondsMax,
  gatheredMax,
  gatheredWaitingMax,
  gatherMilliseconds,
} from '../../policies/api.ts';
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

/** Of what was lately under way, so much is still counted on after each batch. */
const rememberedShare = 0.95;

/** Of what was lately under way: one half is asked for while the other half is answered and comes back with the next. */
const batchShare = 0.5;

/**
 * Questions that arrive together are asked of the database together. A batch leaves with the turn of the event loop in
 * which it holds half of what was lately under way, or when the gathering time is over: a lone question does not wait
 * for company, and of many the database is asked seldom. While all connections are busy the next batch fills, so that
 * batches grow with the load. Each statement is a transaction of its own.
 */
export class Gathering<Question, Reply> {
  readonly #answering: Answering<Question, Reply>;
  readonly #idle: Lane[];
  readonly #busy = new Set<Promise<void>>();
  #waiting: Waiting<Question, Reply>[] = [];
  #turn: NodeJS.Immediate | undefined;
  #gathering: NodeJS.Timeout | undefined;
  #asking = 0;
  /** The most that was under way at once, forgotten little by little: after a stall the batches find their rhythm again. */
  #underWayLately = 0;

  constructor(answering: Answering<Question, Reply>, connections: number = connectionsPerQuestion) {
    this.#answering = answering;
    this.#idle = Array.from({ length: connections }, () => new Lane({ autocommit: true }));
  }

  /** Rejects with DatabaseUnavailable where the database does not answer, or too many wait already. */
  ask(question: Question): Promise<Reply> {
    if (this.#waiting.length >= gatheredWaitingMax) {
      return Promise.reject(new DatabaseUnavailable(new Error('too many questions wait for the database')));
    }
    return new Promise((resolve, reject) => {
      this.#waiting.push({ question, resolve, reject });
      this.#turn ??= setImmediate(() => this.#consider());
    });
  }

  /** Waits for everything that was asked, then closes the connections. */
  async close(): Promise<void> {
    while (this.#waiting.length > 0 || this.#busy.size > 0) {
      this.#leave();
      await Promise.race(this.#busy);
    }
    clearImmediate(this.#turn);
    await Promise.all(this.#idle.map((lane) => lane.close()));
  }

  #consider(): void {
    this.#turn = undefined;
    this.#underWayLately = Math.max(this.#underWayLately, this.#waiting.length + this.#asking);
    const share = Math.floor(this.#underWayLately * batchShare);
    if (this.#waiting.length >= Math.min(share, gatheredMax)) this.#leave();
    else this.#gathering ??= setTimeout(() => this.#leave(), gatherMilliseconds);
  }

  #leave(): void {
    clearTimeout(this.#gathering);
    this.#gathering = undefined;
    while (this.#waiting.length > 0) {
      const lane = this.#idle.pop();
      if (lane === undefined) return;
      const batch = this.#waiting.splice(0, gatheredMax);
      this.#asking += batch.length;
      this.#underWayLately *= rememberedShare;
      const answered = this.#answer(lane, batch).finally(() => {
        this.#asking -= batch.length;
        this.#busy.delete(answered);
        this.#idle.push(lane);
        if (this.#waiting.length > 0) this.#consider();
      });
      this.#busy.add(answered);
    }
  }

  async #answer(lane: Lane, batch: readonly Waiting<Question, Reply>[]): Promise<void> {
    const questions = batch.map(({ question }) => question);
    let isFaulty = false;
    const ask = async (connection: BillingConnection) => {
      try {
        return await this.#answering(connection, questions);
      } catch (error) {
        isFaulty = !isLost(error);
        throw error;
      }
    };
    try {
      const replies = await lane.run(databaseSecondsMax, ask);
      batch.forEach(({ resolve }, index) => resolve(replies[index]!));
    } catch (error) {
      if (isFaulty && batch.length > 1) return this.#answerEach(lane, batch);
      // Who waits behind has waited as long by now, and would wait as long again for a database that does not answer.
      const behind = isFaulty ? [] : this.#waiting.splice(0);
      for (const { reject } of [...batch, ...behind]) reject(error);
    }
  }

  /** The database is there, and one question is such that there is no answer to it: it must not cost the others theirs. */
  async #answerEach(lane: Lane, batch: readonly Waiting<Question, Reply>[]): Promise<void> {
    for (const waiting of batch) await this.#answer(lane, [waiting]);
  }
}

/** Whether it was the connection that failed, and not what was asked. */
function isLost(error: unknown): boolean {
  return error instanceof SqlError && error.fatal;
}
