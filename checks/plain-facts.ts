import { withinStack } from './syntax/nesting.ts';

/**
 * What `extract` finds, as the cache gives it back: a run with a cache and one without then see the same. Without this,
 * a fact that is a part of the text would keep the whole text in memory, for every file.
 * Throws a SyntaxFault for a text that nests too deeply, and what `extract` throws.
 */
export function plainFacts<Facts>(extract: () => Facts): Facts {
  const facts = withinStack(extract);
  return facts === null ? facts : (JSON.parse(JSON.stringify(facts)) as Facts);
}
