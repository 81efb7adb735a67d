import { isScript, type Source } from '../repository/source.ts';
import { looksLikeSql } from './looks-like-sql.ts';
import { hole } from './quoting.ts';
import { readReferences } from './read-references.ts';
import { sqlInScript } from './sql-in-script.ts';
import type { TableReference } from './table-references.ts';
import { readSql } from './tokens.ts';

/** What one file says about tables. */
export interface SqlFacts {
  references: TableReference[];
  /** The strings of a script that computes names: one of them may be what it computes. */
  strings: string[];
  /** Where SQL could not be read any further, and the words that follow. */
  unread: { start: number; end: number; words: string[] } | null;
}

/** Reads a file of SQL, or the SQL in a script. Throws a SyntaxFault where a script cannot be parsed. */
export function sqlFactsOf(source: Source): SqlFacts | null {
  const facts = isScript(source.path) ? factsOfScript(source) : factsOfSql(source.text);
  return facts.references.length === 0 && facts.unread === null ? null : facts;
}

function factsOfSql(text: string): SqlFacts {
  const { tokens, unreadFrom } = readSql(text);
  const unread =
    unreadFrom === null
      ? null
      : { start: unreadFrom, end: unreadFrom + 1, words: [...new Set(wordsIn(text.slice(unreadFrom)))] };
  return { references: readReferences(tokens), strings: [], unread };
}

function factsOfScript(source: Source): SqlFacts {
  const references: TableReference[] = [];
  for (const { sql, place } of sqlInScript(source)) {
    const { tokens } = readSql(sql.text);
    if (place !== 'fragment' && !looksLikeSql(tokens, { run: place === 'query' })) continue;
    for (const reference of readReferences(tokens, { fragment: place === 'fragment' })) {
      references.push({ ...reference, ...sql.placeOf(reference.start, reference.end) });
    }
  }
  const computes = references.some(({ parts }) => parts.some((part) => part.includes(hole)));
  return { references, strings: computes ? [...new Set(stringsIn(source.text))] : [], unread: null };
}

function wordsIn(text: string): string[] {
  return text.toLowerCase().match(/[\w$]+/g) ?? [];
}

/** Every string in quotes that could be a name. */
function stringsIn(text: string): string[] {
  return [...text.matchAll(/(["'`])([A-Za-z_][\w$-]{0,127})\1/g)].map((found) => found[2]!.toLowerCase());
}
