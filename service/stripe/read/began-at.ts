/** Holds, in what our own client answers, when the request began by Stripe's clock, in Unix milliseconds. */
export const beganHeader = 'bulkhead-began';

/**
 * When a request began by the clock of the server that answered it: the time in its answer less how long that took,
 * each try of a request by itself. Undefined where the answer tells no time. `date` is its header of that name.
 */
export function beganByServer(date: string | undefined, tookMilliseconds: number): string | undefined {
  const answeredAt = Date.parse(date ?? '');
  return Number.isNaN(answeredAt) ? undefined : String(Math.floor(answeredAt - tookMilliseconds));
}

/**
 * When the request of an answer began, by Stripe's clock, to the second: whatever Stripe's objects were like before is in
 * that answer. By our own clock where Stripe's is not told. `began` is performance.now() of before the request.
 * Takes an answer's `lastResponse`, or the error it ended in.
 */
export function beganAt({ headers }: { headers?: Record<string, unknown> }, began: number): Date {
  const told = Number(headers?.[beganHeader]);
  return new Date(Number.isFinite(told) ? told : Date.now() - (performance.now() - began));
}
