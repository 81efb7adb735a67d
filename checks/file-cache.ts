import { hash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { type FactsCache, keyOf } from './cache.ts';
import { ownPackageText } from './own-package.ts';
import { writeWhole } from './write-whole.ts';

/** A cache that outlives the run. */
export interface FileCache extends FactsCache {
  /** Keeps what this run used, for the next one. A cache that cannot be written is no fault: the next run is slower. */
  save(): void;
}

type Entries = Record<string, Record<string, unknown>>;

/** Where caches are kept unless another folder is named: outside the repository, which stays as it is. */
export function defaultCacheFolder(): string {
  return join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'bulkhead', 'check');
}

/** Opens the cache of one repository. Facts of another version of the checker, or a file that is damaged, are forgotten. */
export function openFileCache(folder: string, root: string): FileCache {
  const path = join(folder, `${hash('sha256', root).slice(0, 16)}.json`);
  const version = checkerVersion();
  const known = read(path, version);
  const used: Record<string, Map<string, unknown>> = {};
  return {
    entry(file, bytes) {
      const key = keyOf(file, bytes);
      return (used[key] ??= new Map(Object.entries(known[key] ?? {})));
    },
    save() {
      const entries = Object.fromEntries(Object.entries(used).map(([key, facts]) => [key, Object.fromEntries(facts)]));
      write(folder, path, JSON.stringify({ version, entries }));
    },
  };
}

function read(path: string, version: string): Entries {
  try {
    const cached = JSON.parse(readFileSync(path, 'utf8')) as { version?: unknown; entries?: Entries };
    return cached.version === version ? (cached.entries ?? {}) : {};
  } catch {
    return {};
  }
}

function write(folder: string, path: string, text: string): void {
  try {
    mkdirSync(folder, { recursive: true });
    writeWhole(path, text);
  } catch {
    // Slower next time, and nothing else.
  }
}

const notOfTheChecker = /^(?:bench|fixtures|mutation|testing)[\\/]/;

/** Facts depend on the code that found them: every file of the checker, its policies, and its libraries' versions. */
function checkerVersion(): string {
  const code = [import.meta.dirname, join(import.meta.dirname, '../policies')].flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((name) => /(?<!\.test|\.d)\.[jt]s$/.test(name) && !notOfTheChecker.test(name))
      .sort()
      .map((name) => readFileSync(join(folder, name), 'utf8')),
  );
  return hash('sha256', [...code, ownPackageText(), process.version].join('\0'));
}
