import { setTimeout as wait } from 'node:timers/promises';
import { confirmEverySeconds, silenceSecondsMax, tryEverySeconds } from '../../policies/leader.ts';
import type { Log } from '../log.ts';
import { withinSeconds } from '../within-seconds.ts';
import { type BillingConnection, connectBilling } from './billing-prisma.ts';
import { toldCause } from './told-cause.ts';

/** This process leads no longer, or cannot know that it does. What it was about to do is the next leader's. */
export class LeadershipLost extends Error {
  constructor(name: string, cause?: unknown) {
    super(`this process leads "${name}" no longer`, { cause });
    this.name = 'LeadershipLost';
  }
}

/** What the work of a leader is given. */
export interface Leadership {
  /** Aborted when the work is to end: leadership was lost, or the process stops. */
  signal: AbortSignal;
  /**
   * Throws LeadershipLost, or the reason of the stop, unless the server says now that this process leads. To be awaited
   * before each step: a process that was frozen goes on in the middle of its code, before any timer of its own.
   */
  confirm: () => Promise<void>;
  /**
   * The connection that holds the lock. A transaction on it can only be committed by the leader: the lock and the
   * transaction end with the same connection, so that no pause between the two can part them. Each statement is its own
   * transaction unless one was begun.
   */
  connection: BillingConnection;
}

/**
 * Does the work in one process at a time among all that share billing's database, until `stop` is aborted: whoever
 * holds the server's lock of that name leads. The lock goes with its connection, so a leader that was killed is replaced
 * at the next try, and one that is frozen or cut off as soon as the server has not heard it for `silenceSecondsMax`.
 * Work that returns or throws is begun again at the next try, here or elsewhere; what it threw is logged. Work must end
 * soon after its signal is aborted. Resolves once it has ended; never rejects.
 *
 * What the leader does elsewhere than on its connection may still be under way while the next one begins: that work has
 * to bear being done twice. The lock is one server's: with several writable servers there may be as many leaders.
 */
export async function whileLeader(
  name: string,
  work: (leadership: Leadership) => Promise<void>,
  { stop, log }: { stop: AbortSignal; log: Log },
): Promise<void> {
  while (!stop.aborted) {
    try {
      await leadOnce(name, work, stop, log);
    } catch (error) {
      if (!stop.aborted) log.warn({ work: name, ...told(error) }, 'background work was interrupted');
    }
    await wait(tryEverySeconds * 1000, undefined, { signal: stop }).catch(() => undefined);
  }
}

/** Tries for the lock and, with it, does the work once. */
async function leadOnce(
  name: string,
  work: (leadership: Leadership) => Promise<void>,
  stop: AbortSignal,
  log: Log,
): Promise<void> {
  const connection = await connectBilling();
  try {
    const held = new HeldLock(name, connection);
    if (!(await held.take())) return;
    log.info({ work: name }, 'leading');
    const signal = AbortSignal.any([stop, held.lost]);
    try {
      await work({
        signal,
        confirm: async () => {
          signal.throwIfAborted();
          await held.confirm();
          signal.throwIfAborted();
        },
        connection,
      });
    } finally {
      held.release();
    }
  } finally {
    // What waits for a frozen server would wait for its answer to a polite goodbye, too.
    await withinSeconds(confirmEverySeconds, connection.end()).catch(() => connection.destroy());
  }
}

/** The server's lock, and what this process may believe about it. */
class HeldLock {
  readonly #name: string;
  readonly #connection: BillingConnection;
  readonly #lost = new AbortController();
  #confirming: NodeJS.Timeout | undefined;

  constructor(name: string, connection: BillingConnection) {
    this.#name = name;
    this.#connection = connection;
    connection.on('error', (error) => this.#lose(error));
  }

  /** Aborted once the lock is gone, or may be. */
  get lost(): AbortSignal {
    return this.#lost.signal;
  }

  /** False where another process leads. */
  async take(): Promise<boolean> {
    await this.#connection.query('SET autocommit = 1');
    // The server ends a connection from which it has heard nothing for so long.
    await this.#connection.query(`SET SESSION wait_timeout = ${silenceSecondsMax}`);
    const [answer] = await this.#connection.query<{ taken: number | bigint | null }[]>(
      'SELECT GET_LOCK(?, 0) AS taken',
      [this.#lockName],
    );
    if (Number(answer?.taken) !== 1) return false;
    this.#confirming = setInterval(() => void this.confirm().catch(() => undefined), confirmEverySeconds * 1000);
    return true;
  }

  /** Throws LeadershipLost, and aborts `lost`, unless the server answers in time that this connection holds the lock. */
  async confirm(): Promise<void> {
    const askedAt = performance.now();
    try {
      const asked = this.#connection.query<{ held: number | bigint | null }[]>(
        'SELECT IS_USED_LOCK(?) = CONNECTION_ID() AS held',
        [this.#lockName],
      );
      const [answer] = await withinSeconds(silenceSecondsMax, asked);
      if (Number(answer?.held) !== 1) throw new Error('the server says that another connection holds the lock');
      // The answer may have lain there while this process was frozen. From the question on the server waits so long.
      if (performance.now() - askedAt > silenceSecondsMax * 1000)
        throw new Error('the answer came too late to be true');
    } catch (error) {
      this.#lose(error);
    }
    if (this.lost.aborted) throw this.lost.reason;
  }

  release(): void {
    clearInterval(this.#confirming);
  }

  /** The connection goes with the belief: whatever was sent on it and is not committed must not be. */
  #lose(cause: unknown): void {
    clearInterval(this.#confirming);
    if (this.lost.aborted) return;
    this.#lost.abort(new LeadershipLost(this.#name, cause));
    this.#connection.destroy();
  }

  /** Locks are the whole server's, whose other databases have work of their own. */
  get #lockName(): string {
    return `bulkhead billing ${this.#name}`;
  }
}

/** An error for the log: why leadership was lost, where that is what happened. */
function told(error: unknown): { cause: string | undefined } {
  const isCaused = error instanceof LeadershipLost && error.cause instanceof Error;
  return { cause: toldCause(isCaused ? error.cause : error) };
}
