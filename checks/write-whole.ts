import { chmodSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';

/**
 * Writes a file at once or not at all: whoever reads it sees the old text or the new one, also when this process is
 * killed. A file that was there keeps its mode. Throws what the file system says.
 */
export function writeWhole(path: string, text: string): void {
  const next = `${path}.${process.pid}`;
  const mode = statSync(path, { throwIfNoEntry: false })?.mode;
  try {
    writeFileSync(next, text);
    if (mode !== undefined) chmodSync(next, mode);
    renameSync(next, path);
  } catch (error) {
    try {
      rmSync(next, { force: true });
    } catch {
      // The first error says why.
    }
    throw error;
  }
}

/** Writes a file that must not be there yet. Throws what the file system says. */
export function writeNew(path: string, text: string): void {
  writeFileSync(path, text, { flag: 'wx' });
}
