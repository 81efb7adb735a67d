import { constants, mkdtempSync, openSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Linux: a file that never has a name (open(2)); Node knows no constant for it. */
const temporaryFile = 0o20_200_000;

/**
 * Opens a private file without a name, which is gone when nobody has it open any more, however that comes about.
 * Returns its descriptor; the caller closes it.
 */
export function openNamelessFile(): number {
  try {
    if (process.platform === 'linux') return openSync(tmpdir(), temporaryFile | constants.O_RDWR, 0o600);
  } catch {
    // Some file systems have no such files.
  }
  const folder = mkdtempSync(join(tmpdir(), 'bulkhead-'));
  try {
    return openSync(join(folder, 'nameless'), 'wx+', 0o600);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
