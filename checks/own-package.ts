import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The package.json that this code was installed with: above the sources, or above what was compiled from them. */
export function ownPackageText(): string {
  for (let folder = import.meta.dirname; ; folder = dirname(folder)) {
    try {
      return readFileSync(join(folder, 'package.json'), 'utf8');
    } catch (error) {
      if (folder === dirname(folder)) throw error;
    }
  }
}

/** The version of Bulkhead, as reports and caches name it. */
export function ownVersion(): string {
  return (JSON.parse(ownPackageText()) as { version: string }).version;
}
