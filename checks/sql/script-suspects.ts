import type { Foreign } from './territories.ts';

/** A table's name of which a part is computed, after a word that a table follows or after a comma. */
const computedName =
  /\b(?:from|join|into|update|tables?|truncate|references|on|use|call|copy|view|exists|only|schema|database)\s+(?:["'`]\s*\+|[^\s;()]{0,120}?(?:[\w$]["'`]?\s?(?:\$\{|\+)|\}[\w$]))|,\s*[\w$."]{1,120}\$\{/i;

/**
 * Whether a script may name what is foreign to its database, by its text alone: wider than what its syntax will say, so
 * that only suspects are parsed. A name that is wholly computed counts where the text also holds a foreign name, as it
 * does when it is judged (judge-reference.ts).
 */
export function scriptSuspicion({ tables, qualifiers }: Foreign): (text: string) => boolean {
  const names = [...tables.keys(), ...qualifiers.keys()].map((name) => name.replaceAll(/[\\^$.*+?()[\]{}|]/g, '\\$&'));
  if (names.length === 0) return () => false;
  const foreign = new RegExp(`(?<![\\w$])(?:${names.join('|')})(?![\\w$])`, 'i');
  return (text) => foreign.test(text) || computedName.test(text);
}
