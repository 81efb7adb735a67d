import type { IncomingMessage } from 'node:http';

/** S3's own answers to what goes wrong, as it documents them. */
const refusals = {
  'internal-error': { status: 500, code: 'InternalError' },
  'slow-down': { status: 503, code: 'SlowDown' },
  'expired-token': { status: 403, code: 'ExpiredToken' },
  'access-denied': { status: 403, code: 'AccessDenied' },
} as const;

export type Trouble =
  | keyof typeof refusals
  /** No answer, ever; the connection stays. */
  | 'stall'
  /** The connection is cut before anything happens. */
  | 'reset'
  /** The store does it, and the connection is cut before it says so. */
  | 'lose-answer'
  /** The connection is cut after so many bytes of the object, on its way up or down. */
  | { cutAfterBytes: number }
  /** No byte follows the first so many of the object on its way down; the connection stays. */
  | { stallAfterBytes: number };

/** Which requests get into trouble: of those that match, `after` pass first, and then `times` are hit. */
export interface Fault {
  trouble: Trouble;
  method?: string;
  /** What path and query hold, as they are sent. */
  target?: string;
  /** 0 where not said. */
  after?: number;
  /** 1 where not said. */
  times?: number;
}

/** The troubles that were ordered, in their order. */
export class Faults {
  #ordered: Fault[] = [];

  add(fault: Fault): void {
    this.#ordered.push({ ...fault });
  }

  clear(): void {
    this.#ordered = [];
  }

  /** What happens to this request. */
  next(request: IncomingMessage): Trouble | undefined {
    for (const fault of this.#ordered) {
      const { method = request.method, target = '', after = 0, times = 1 } = fault;
      if (times === 0 || method !== request.method || !request.url?.includes(target)) continue;
      if (after === 0) fault.times = times - 1;
      else fault.after = after - 1;
      if (after === 0) return fault.trouble;
    }
    return undefined;
  }
}

/** The answer that a trouble is, if it is one. */
export function refusalOf(trouble: Trouble | undefined): { status: number; code: string } | undefined {
  return typeof trouble === 'string' && trouble in refusals ? refusals[trouble as keyof typeof refusals] : undefined;
}
