import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** A file that holds a control up, or a name in it, as it is in the repository now. */
export interface Mechanism {
  path: string;
  symbol: string | null;
  /** Counted from 1; null where the file, or the name in it, is not there. */
  line: number | null;
  excerpt: string;
}

const excerptLines = 12;

/** Looks a mechanism up: `path` or `path#symbol`. The place where the name is declared is wanted, not where it is used. */
export function findMechanism(repository: string, mechanism: string): Mechanism {
  const [path = '', symbol = ''] = mechanism.split('#');
  const place = join(repository, path);
  const named = { path, symbol: symbol === '' ? null : symbol };
  if (!existsSync(place)) return { ...named, line: null, excerpt: '' };
  if (statSync(place).isDirectory()) return { ...named, line: 1, excerpt: '' };
  const lines = readFileSync(place, 'utf8').split('\n');
  const index = symbol === '' ? 0 : lineOf(lines, symbol);
  if (index < 0) return { ...named, line: null, excerpt: '' };
  return {
    ...named,
    line: index + 1,
    excerpt: lines
      .slice(index, index + excerptLines)
      .join('\n')
      .trimEnd(),
  };
}

function lineOf(lines: readonly string[], symbol: string): number {
  const name = symbol.replace(/[^\w]/g, '\\$&');
  const declared = new RegExp(`\\b(?:function\\*?|const|let|class|interface|type|enum|model)\\s+${name}\\b`);
  const found = lines.findIndex((line) => declared.test(line));
  return found >= 0 ? found : lines.findIndex((line) => new RegExp(`(?<!\\w)${name}(?!\\w)`).test(line));
}
