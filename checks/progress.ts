import { SingleBar } from 'cli-progress';
import { progressAfterSeconds } from '../policies/check.ts';

/** A progress bar for whoever watches the terminal; nothing at all where nobody does, or where it is over in a moment. */
export interface Progress {
  update: (done: number, total: number) => void;
  end: () => void;
}

export function watchProgress(stream: NodeJS.WriteStream): Progress {
  if (!stream.isTTY) return { update: () => undefined, end: () => undefined };
  const bar = new SingleBar({
    stream,
    format: 'checking {bar} {value}/{total} files',
    hideCursor: true,
    clearOnComplete: true,
  });
  const showAt = performance.now() + progressAfterSeconds * 1000;
  return {
    update(done, total) {
      if (!bar.isActive && performance.now() < showAt) return;
      if (!bar.isActive) bar.start(total, done);
      bar.setTotal(total);
      bar.update(done);
    },
    end: () => bar.stop(),
  };
}
