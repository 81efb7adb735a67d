import { Presets, SingleBar } from 'cli-progress';
import type { Progress } from './redact.ts';

/** Does the work with a bar on stderr, with rate and time left; where no terminal watches, nothing is shown. */
export async function withEventBar<Result>(work: (progress: Progress) => Promise<Result>): Promise<Result> {
  const bar = new SingleBar(
    { format: '{bar} {value}/{total} events, {rate}/s, {eta_formatted} left', hideCursor: true, clearOnComplete: true },
    Presets.shades_classic,
  );
  const start = performance.now();
  try {
    return await work((done, total) => {
      const rate = Math.round(done / ((performance.now() - start) / 1000));
      if (!bar.isActive) bar.start(total, 0, { rate });
      bar.setTotal(total);
      bar.update(Math.min(done, total), { rate });
    });
  } finally {
    bar.stop();
  }
}
