import { SingleBar } from 'cli-progress';

/** How far it is, for whoever watches the terminal; nothing at all where nobody does. */
export interface Progress {
  update: (objects: number) => void;
  end: () => void;
}

/** Stripe does not say how many objects there are, so there is a rate and no bar. */
export function watchObjects(stream: NodeJS.WriteStream, doing: string): Progress {
  if (!stream.isTTY) return { update: () => undefined, end: () => undefined };
  const format = `${doing}: {value} objects, {rate} a second`;
  const bar = new SingleBar({ stream, format, hideCursor: true, clearOnComplete: true });
  const start = performance.now();
  bar.start(0, 0, { rate: 0 });
  return {
    update: (objects) => bar.update(objects, { rate: Math.round(objects / ((performance.now() - start) / 1000)) }),
    end: () => bar.stop(),
  };
}
