import { type Logger, pino } from 'pino';

/** One JSON line an event, on stdout. Bodies and secrets are never handed to it. */
export type Log = Logger;

/** Buffers up to this much before it writes; `flush` at the end of the process writes the rest. */
const bufferBytes = 8 * 1024;
const flushMilliseconds = 500;

/** `level` as pino names them: fatal, error, warn, info, debug, trace, silent. */
export function createLog(level: string): { log: Log; close: () => void } {
  const destination = pino.destination({ dest: 1, sync: false, minLength: bufferBytes });
  const log = pino({ level, base: null, timestamp: pino.stdTimeFunctions.isoTime }, destination);
  const flushing = setInterval(() => destination.flush(), flushMilliseconds);
  flushing.unref();
  return {
    log,
    close: () => {
      clearInterval(flushing);
      destination.flushSync();
    },
  };
}
