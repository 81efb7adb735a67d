import { sceneSecondsMax } from '../../policies/rehearsal.ts';
import { Failure } from '../../failure.ts';

/** Has something done when the scene ends, last first; throws where the rehearsal was interrupted meanwhile. */
export type AtEnd = (end: () => unknown) => void;

/** Stands a local system up and returns the variables that a page's commands find set. */
export type Scene = (atEnd: AtEnd) => Promise<Record<string, string>>;

/**
 * Stands a scene up for the while of some work; takes all of it away also where the start or the work throws. A start
 * that takes too long is a Failure; what of it comes even later is taken away as it comes.
 */
export async function withScene<Result>(
  { name, scene }: { name: string; scene: Scene },
  signal: AbortSignal,
  work: (variables: Record<string, string>) => Promise<Result>,
  secondsMax: number = sceneSecondsMax,
): Promise<Result> {
  const ends: (() => unknown)[] = [];
  let isGone = false;
  const timeIsUp = new AbortController();
  const either = AbortSignal.any([signal, timeIsUp.signal]);
  const atEnd: AtEnd = (end) => {
    // An error of what nobody waits for any more is nobody's news.
    if (isGone)
      void Promise.resolve()
        .then(end)
        .catch(() => undefined);
    else ends.push(end);
    either.throwIfAborted();
  };
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(() => {
    const fix = 'run it again on a machine with less to do; if it stays, see what the scene waits for';
    const failure = new Failure(`the scene ${name} did not stand after ${secondsMax} s`, { fix });
    timeIsUp.abort(failure);
    late.reject(failure);
  }, secondsMax * 1000);
  try {
    const variables = await Promise.race([scene(atEnd), late.promise]);
    clearTimeout(timer);
    return await work(variables);
  } finally {
    clearTimeout(timer);
    for (let end = ends.pop(); end !== undefined; end = ends.pop()) await end();
    isGone = true;
  }
}
