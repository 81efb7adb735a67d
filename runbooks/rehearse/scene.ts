/** Has something done when the scene ends, last first; throws where the rehearsal was interrupted meanwhile. */
export type AtEnd = (end: () => unknown) => void;

/** Stands a local system up and returns the variables that a page's commands find set. */
export type Scene = (atEnd: AtEnd) => Promise<Record<string, string>>;

/** Stands a scene up for the while of some work; takes all of it away also where the start or the work throws. */
export async function withScene<Result>(
  scene: Scene,
  signal: AbortSignal,
  work: (variables: Record<string, string>) => Promise<Result>,
): Promise<Result> {
  const ends: (() => unknown)[] = [];
  try {
    return await work(
      await scene((end) => {
        ends.push(end);
        signal.throwIfAborted();
      }),
    );
  } finally {
    for (const end of ends.reverse()) await end();
  }
}
