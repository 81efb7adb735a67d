import {
  commitCharactersMax,
  commitEventsMax,
  commitGatherMilliseconds,
  commitsInFlightMax,
  deliveriesWaitingMax,
} from '../../policies/webhook.ts';
import { commitLatency, commitEvents, shapeDrift } from '../metrics.ts';
import { CommitLane, DatabaseUnavailable } from './commit.ts';
import type { Delivery, Outcome } from './delivery.ts';
import { driftOfEvent } from './project/snapshot.ts';

/** Of what was lately under way, so much is still counted on after each batch. */
const rememberedShare = 0.95;

interface Waiting {
  delivery: Delivery;
  resolve: (outcome: Outcome) => void;
  reject: (error: unknown) => void;
}

/**
 * Gathers what arrives within a few milliseconds into one transaction: the disk is waited for once for all of it.
 * A batch leaves when it holds its lane's share of what was lately under way, or when the gathering time is over: a lone
 * delivery does not wait for company, and of many senders one half is committed while the other half is received.
 * While all lanes are busy the next batch fills, so that batches grow with the load.
 */
export class GroupCommit {
  readonly #waiting: Waiting[] = [];
  readonly #idleLanes = Array.from({ length: commitsInFlightMax }, () => new CommitLane());
  readonly #busyLanes = new Set<Promise<void>>();
  #gathering: NodeJS.Timeout | undefined;
  #committing = 0;
  /** The most that was under way at once, forgotten little by little: after a stall the lanes find their rhythm again. */
  #underWayLately = 0;

  /** Resolves once the delivery is durable. Rejects with DatabaseUnavailable where it is not, or too many wait already. */
  commit(delivery: Delivery): Promise<Outcome> {
    if (this.#waiting.length >= deliveriesWaitingMax) {
      return Promise.reject(new DatabaseUnavailable(new Error(`${deliveriesWaitingMax} deliveries wait already`)));
    }
    return new Promise((resolve, reject) => {
      this.#waiting.push({ delivery, resolve, reject });
      this.#consider();
    });
  }

  /** Deliveries that no transaction has taken up yet. */
  get waiting(): number {
    return this.#waiting.length;
  }

  /** Waits for everything that was accepted, then closes the connections. */
  async close(): Promise<void> {
    while (this.#waiting.length > 0 || this.#busyLanes.size > 0) {
      this.#leave();
      await Promise.race(this.#busyLanes);
    }
    clearTimeout(this.#gathering);
    await Promise.all(this.#idleLanes.map((lane) => lane.close()));
  }

  #consider(): void {
    this.#underWayLately = Math.max(this.#underWayLately, this.#waiting.length + this.#committing);
    const share = Math.ceil(this.#underWayLately / commitsInFlightMax);
    if (this.#waiting.length >= Math.min(share, commitEventsMax)) this.#leave();
    else this.#gathering ??= setTimeout(() => this.#leave(), commitGatherMilliseconds);
  }

  /** As many of those that wait as one transaction may carry, and at least one. */
  #batchLength(): number {
    let characters = 0;
    const tooMany = this.#waiting.findIndex(({ delivery }, index) => {
      characters += delivery.payload.length;
      return index === commitEventsMax || (index > 0 && characters > commitCharactersMax);
    });
    return tooMany === -1 ? this.#waiting.length : tooMany;
  }

  #leave(): void {
    clearTimeout(this.#gathering);
    this.#gathering = undefined;
    while (this.#waiting.length > 0) {
      const lane = this.#idleLanes.pop();
      if (lane === undefined) return;
      const batch = this.#waiting.splice(0, this.#batchLength());
      this.#committing += batch.length;
      this.#underWayLately *= rememberedShare;
      const commit = commitBatch(lane, batch).finally(() => {
        this.#committing -= batch.length;
        this.#busyLanes.delete(commit);
        this.#idleLanes.push(lane);
        if (this.#waiting.length > 0) this.#consider();
      });
      this.#busyLanes.add(commit);
    }
  }
}

async function commitBatch(lane: CommitLane, batch: readonly Waiting[]): Promise<void> {
  const stop = commitLatency.startTimer();
  try {
    const outcomes = await lane.commit(batch.map(({ delivery }) => delivery));
    stop();
    commitEvents.observe(batch.length);
    batch.forEach(({ delivery, resolve }, index) => {
      if (outcomes[index] === 'applied') countDrift(delivery);
      resolve(outcomes[index]!);
    });
  } catch (error) {
    for (const { reject } of batch) reject(error);
  }
}

function countDrift({ event, snapshot }: Delivery): void {
  const drift = snapshot && driftOfEvent(event, snapshot);
  if (drift) shapeDrift.inc(drift);
}
