import { SingleBar } from 'cli-progress';

/** How far a sweep has come, for whoever watches the terminal; nothing at all where nobody does. */
export interface Progress {
  /** `backTo` is when the oldest event was made that has been swept. */
  update: (events: number, backTo: Date) => void;
  end: () => void;
}

/** Stripe does not say how many events there are, so there is a rate and a time, and no bar. */
export function watchProgress(stream: NodeJS.WriteStream, from: Date): Progress {
  if (!stream.isTTY) return { update: () => undefined, end: () => undefined };
  const format = 'sweeping: {value} events, {rate} a second, back to {backTo} of {from}';
  const bar = new SingleBar({ stream, format, hideCursor: true, clearOnComplete: true });
  const start = performance.now();
  bar.start(0, 0, { rate: 0, backTo: 'now', from: from.toISOString() });
  return {
    update(events, backTo) {
      const rate = Math.round(events / ((performance.now() - start) / 1000));
      bar.update(events, { rate, backTo: backTo.toISOString() });
    },
    end: () => bar.stop(),
  };
}
