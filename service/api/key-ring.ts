import { timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { LRUCache } from 'lru-cache';
import { RateLimiterMemory } from 'rate-limiter-flexible';
import {
  keyCacheSeconds,
  keysCachedMax,
  keyUseEverySeconds,
  rateWindowSeconds,
  unknownKeysPerMinuteMax,
} from '../../policies/api.ts';
import { type BillingConnection, billingPrisma } from '../database/billing-prisma.ts';
import { listOfPlaceholders } from '../database/statement.ts';
import type { Log } from '../log.ts';
import { Gathering } from './gathering.ts';
import { hashOf, type KeyMode, readKey } from './key.ts';
import { tooMany } from './rate-limit.ts';
import { Refusal } from './problems.ts';
import { type Scope, scopesOf } from './scopes.ts';

/** Who asks. */
export interface Caller {
  app: string;
  keyId: string;
  scopes: ReadonlySet<Scope>;
}

interface KeyRow {
  id: string;
  app_name: string;
  secret_sha256: string;
  expires_at: Date | null;
  scopes: string;
  revoked_at: Date | null;
}

/** What is remembered of a key that exists. */
interface Remembered {
  caller: Caller;
  secretHash: Buffer;
  endsAt: number;
  readAt: number;
  useWrittenAt: number;
}

/** Compared with where there is no key of that id, so that an unknown id takes the same work as a wrong secret. */
const nobodysHash = Buffer.alloc(hashOf('').length);

/**
 * Finds out who asks. Every key that does not open is refused with the same words, and whether it is unknown, wrong,
 * revoked, expired or of the other mode takes the same look at the database and the same comparison.
 */
export class KeyRing {
  readonly #mode: KeyMode;
  readonly #log: Log;
  readonly #known = new LRUCache<string, Remembered>({ max: keysCachedMax });
  readonly #rows = new Gathering(readKeys);
  readonly #guesses = new RateLimiterMemory({ points: unknownKeysPerMinuteMax, duration: rateWindowSeconds });

  constructor(mode: KeyMode, log: Log) {
    this.#mode = mode;
    this.#log = log;
  }

  /** Throws a Refusal where no key of ours is shown, and DatabaseUnavailable where that cannot be found out. */
  async open(request: IncomingMessage): Promise<Caller> {
    const key = readKey(request.headers.authorization);
    if (key === undefined) throw new Refusal('unauthorized');
    const remembered = this.#known.get(key.id);
    const isFresh = remembered !== undefined && performance.now() - remembered.readAt < keyCacheSeconds * 1000;
    const found = isFresh ? remembered : await this.#lookUp(key.id, remembered, request);
    const matches = timingSafeEqual(hashOf(key.secret), found?.secretHash ?? nobodysHash);
    const opens = matches && found !== undefined && found.endsAt > Date.now() && key.mode === this.#mode;
    if (!opens) {
      await this.#guesses.penalty(addressOf(request));
      throw new Refusal('unauthorized');
    }
    if (Date.now() - found.useWrittenAt > keyUseEverySeconds * 1000) this.#writeUse(key.id, found);
    return found.caller;
  }

  close(): Promise<void> {
    return this.#rows.close();
  }

  /** An address that guessed too often asks the database nothing more, unless it is for a key that was good before. */
  async #lookUp(id: string, before: Remembered | undefined, request: IncomingMessage): Promise<Remembered | undefined> {
    if (before === undefined) {
      const guesses = await this.#guesses.get(addressOf(request));
      if (guesses !== null && guesses.consumedPoints >= unknownKeysPerMinuteMax) throw tooMany(guesses);
    }
    const readAt = performance.now();
    const row = await this.#rows.ask(id);
    if (row === undefined) {
      this.#known.delete(id);
      return undefined;
    }
    const remembered = {
      caller: { app: row.app_name, keyId: row.id, scopes: scopesOf(row.scopes) },
      secretHash: Buffer.from(row.secret_sha256, 'hex'),
      endsAt: Math.min(row.expires_at?.getTime() ?? Infinity, row.revoked_at?.getTime() ?? Infinity),
      readAt,
      useWrittenAt: before?.useWrittenAt ?? 0,
    };
    this.#known.set(id, remembered);
    return remembered;
  }

  /** Not waited for, and no request fails with it: it only tells operators which keys may go. */
  #writeUse(id: string, key: Remembered): void {
    const now = new Date();
    key.useWrittenAt = now.getTime();
    const before = new Date(now.getTime() - keyUseEverySeconds * 1000);
    const isOlder = { OR: [{ last_used_at: null }, { last_used_at: { lt: before } }] };
    billingPrisma.billing_app_keys
      .updateMany({ where: { id, ...isOlder }, data: { last_used_at: now } })
      .catch((error: unknown) => this.#log.warn({ err: error, key: id }, 'the last use of a key was not written'));
  }
}

async function readKeys(connection: BillingConnection, ids: readonly string[]): Promise<(KeyRow | undefined)[]> {
  const rows = await connection.execute<KeyRow[]>(
    `SELECT k.id, k.app_name, k.secret_sha256, k.expires_at, a.scopes, a.revoked_at
      FROM billing_app_keys k JOIN billing_apps a ON a.name = k.app_name
      WHERE k.id IN (${listOfPlaceholders(ids.length)})`,
    [...ids],
  );
  const byId = new Map(rows.map((row) => [row.id, row]));
  return ids.map((id) => byId.get(id));
}

/**
 * The load balancer, which is all that reaches the service in the cloud, adds the sender's address to the end of this
 * header; what stands before it anybody can write.
 */
function addressOf({ headers, socket }: IncomingMessage): string {
  const forwarded = headers['x-forwarded-for'];
  const last = typeof forwarded === 'string' ? forwarded.split(',').at(-1)?.trim() : undefined;
  return last === undefined || last === '' ? (socket.remoteAddress ?? '') : last;
}
