import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { beginningOfPage, blockAt, type Passage, statementsWith } from './excerpt.ts';
import { declarationIn, parseCode, testTitlesIn } from './excerpt-of-code.ts';

/** A file that holds a control up, or a name in it, as it is in the repository now. */
export interface Mechanism {
  path: string;
  symbol: string | null;
  /** Counted from 1; null where the file, or the name in it, is not there. */
  line: number | null;
  passages: readonly ShownPassage[];
  /** What the tests of a file of tests say. */
  titles: readonly string[];
  /** Lines that belong to it and are not shown. */
  linesMore: number;
}

/** Some lines of a file. */
export interface ShownPassage extends Passage {
  text: string;
}

const linesMax = 30;

/** Looks a mechanism up: `path` or `path#symbol`. The place where the name is declared is wanted, not where it is used. */
export function findMechanism(repository: string, mechanism: string): Mechanism {
  const [path = '', symbol = ''] = mechanism.split('#');
  const place = join(repository, path);
  const found = {
    ...{ path, symbol: symbol === '' ? null : symbol, line: null },
    ...{ passages: [], titles: [], linesMore: 0 },
  };
  if (!existsSync(place)) return found;
  if (statSync(place).isDirectory()) return { ...found, line: 1 };
  const text = readFileSync(place, 'utf8').trimEnd();
  const titles = /\.test\.ts$/.test(path) ? testTitlesIn(parseCode(path, text)) : [];
  if (titles.length > 0) return { ...found, line: 1, titles };
  const lines = text.split('\n');
  const passages = passagesOf(path, symbol, lines);
  return { ...found, line: passages[0]?.from ?? null, ...shown(passages, lines) };
}

function passagesOf(path: string, symbol: string, lines: readonly string[]): readonly Passage[] {
  const all = { from: 1, to: lines.length };
  if (path.endsWith('.ts')) {
    const declaration = declarationIn(parseCode(path, lines.join('\n')), symbol);
    if (declaration !== undefined) return [declaration];
  }
  if (symbol === '') return path.endsWith('.md') ? beginningOfPage(lines) : [all];
  const name = new RegExp(`(?<!\\w)${symbol.replace(/[^\w]/g, '\\$&')}(?!\\w)`);
  if (path.endsWith('.sql')) return statementsWith(lines, name);
  const key = lines.findIndex((line) => new RegExp(`^\\s*"?${name.source}"?\\s*:`).test(line));
  return key < 0 ? [] : [blockAt(lines, key)];
}

/** As many lines as a reader in a hurry reads, and how many there are besides. */
function shown(passages: readonly Passage[], lines: readonly string[]): Pick<Mechanism, 'passages' | 'linesMore'> {
  let left = linesMax;
  const cut = passages.flatMap(({ from, to }) => {
    const last = Math.min(to, from + left - 1);
    left -= Math.max(0, last - from + 1);
    return last < from ? [] : [{ from, to: last, text: lines.slice(from - 1, last).join('\n') }];
  });
  const count = (those: readonly Passage[]) => those.reduce((sum, { from, to }) => sum + to - from + 1, 0);
  return { passages: cut, linesMore: count(passages) - count(cut) };
}
