import { Presets, SingleBar } from 'cli-progress';

const mebibyte = 1024 * 1024;

/** A bar with rate and time left on stderr, where a terminal watches; nothing elsewhere. */
export interface ByteProgress {
  update: (bytes: number, bytesExpected: number) => void;
  end: () => void;
}

export function showBytes(what: string): ByteProgress {
  if (process.stderr.isTTY !== true) return { update: () => undefined, end: () => undefined };
  const startedAt = performance.now();
  const bar = new SingleBar(
    { format: `${what} {bar} {percentage} % of {size} MiB, {rate} MiB/s, {eta_formatted} left`, hideCursor: true },
    Presets.shades_classic,
  );
  bar.start(1, 0, { rate: '0', size: '0' });
  return {
    update(bytes, bytesExpected) {
      // An estimate may prove too small; a bar past its end would say nonsense.
      const total = Math.max(bytes, bytesExpected, 1);
      const seconds = (performance.now() - startedAt) / 1000;
      bar.setTotal(total);
      bar.update(bytes, { rate: (bytes / mebibyte / seconds).toFixed(0), size: Math.round(total / mebibyte) });
    },
    end: () => bar.stop(),
  };
}
