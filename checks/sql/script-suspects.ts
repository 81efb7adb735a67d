import type { Foreign } from './territories.ts';

/** A table's name of which a part is computed, after a word that a table follows or after a comma. */
const computedName =
  /\b(?:from|join|into|update|tables?|truncate|references|on|use|call|copy|view|exists|only|schema|database)\s+(?:["'`]\s*\+|[^\s;()]{0,120}?(?:[\w$]["'`]?\s?(?:\$\{|\+)|\}[\w$]))|,\s*[\w$."]{1,120}\$\{/i;

/**
 * Where a name is no table's, however foreign: columns behind a word that no table follows, and what a table is called
 * for short. Nothing in between may end the text that it stands in.
 */
const harmless =
  /\b(?:select|where|and|or|by|having|set)\s+(?:[\w$.]{1,120}\s*,\s*){0,100}[\w$.]{1,120}(?![\w$.])|\bas\s+[\w$]{1,120}(?![\w$]|\s*\.)/gi;

/**
 * Whether a script may name what is foreign to its database, by its text alone: wider than what its syntax will say, so
 * that only suspects are parsed. A name that is wholly computed counts where the text also holds a foreign name, as it
 * does when it is judged (judge-reference.ts).
 */
export function scriptSuspicion({ tables, qualifiers }: Foreign): (text: string) => boolean {
  const words = [...tables.keys(), ...qualifiers.keys()].map((name) => name.replaceAll(/[\\^$.*+?()[\]{}|]/g, '\\$&'));
  if (words.length === 0) return () => false;
  const foreign = new RegExp(`(?<![\\w$])(?:${words.join('|')})(?![\\w$])`, 'i');
  const names = (text: string) => foreign.test(text) && foreign.test(text.replaceAll(harmless, ' '));
  return (text) => names(text) || computedName.test(text);
}
