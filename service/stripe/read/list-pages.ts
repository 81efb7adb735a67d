import type Stripe from 'stripe';
import { pageObjects } from '../../../policies/stripe-api.ts';
import { identifier } from '../../webhook/event.ts';
import { rethrowAsFailure } from '../rethrow-as-failure.ts';
import { beganAt } from './began-at.ts';
import { inAccount, type Kind, readings } from './kinds.ts';
import type { Pace } from './pace.ts';
import { UnreadableAnswer } from './unreadable.ts';

/** An object of a list. Its id can be one; of the rest nothing is known yet. */
export interface ListedObject {
  id: string;
  [field: string]: unknown;
}

/** A page of one of Stripe's lists. */
export interface Page {
  objects: ListedObject[];
  /** When the request began, by Stripe's clock. */
  readAt: Date;
}

export interface ListOptions {
  account: string | null;
  pace: Pace;
  /** Begins behind this id; at the newest object unless it is given. */
  after?: string | undefined;
}

/**
 * All objects of a kind, newest first, a page at a time; the next page is on its way while one is worked on.
 * Throws a Failure where Stripe refuses, cannot be reached, or answers what is no list.
 */
export async function* listPages(stripe: Stripe, kind: Kind, options: ListOptions): AsyncGenerator<Page> {
  let next: Promise<Page & { last: string | undefined }> | undefined = ahead(onePage(stripe, kind, options));
  while (next !== undefined) {
    const { last, ...page }: Page & { last: string | undefined } = await next;
    next = last === undefined ? undefined : ahead(onePage(stripe, kind, { ...options, after: last }));
    yield page;
  }
}

/** Nobody may be waiting for it when it fails. */
function ahead<Result>(work: Promise<Result>): Promise<Result> {
  work.catch(() => undefined);
  return work;
}

/** `last` is where the next page begins; undefined where there is none. */
async function onePage(
  stripe: Stripe,
  kind: Kind,
  { account, pace, after }: ListOptions,
): Promise<Page & { last: string | undefined }> {
  const page = { limit: pageObjects, ...(after !== undefined && { starting_after: after }) };
  return pace.add(async () => {
    const began = performance.now();
    const answer = await readings[kind].list(stripe, page, inAccount(account)).catch(rethrowAsFailure);
    const { data, has_more: hasMore } = answer as { data?: unknown; has_more?: unknown };
    if (!Array.isArray(data) || !data.every(isListed)) throw new UnreadableAnswer(`a list of ${kind}s`, 'it is none');
    const last = data.at(-1)?.id;
    if (last !== undefined && last === after) throw new UnreadableAnswer(`a list of ${kind}s`, 'it has no end');
    return { objects: data, readAt: beganAt(answer.lastResponse, began), last: hasMore === true ? last : undefined };
  });
}

function isListed(object: unknown): object is ListedObject {
  return typeof object === 'object' && object !== null && 'id' in object && identifier.safeParse(object.id).success;
}
