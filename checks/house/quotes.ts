import { isScalar, isSeq } from 'yaml';
import { SyntaxFault } from '../syntax/syntax-fault.ts';
import { valueAt, yamlTrees } from '../syntax/yaml.ts';
import { frontMatterOf } from './front-matter.ts';

/** A policy's number that a page says it quotes, as written in its front matter. */
export interface Quote {
  id: string;
  start: number;
  end: number;
}

/**
 * The `numbers` of a page's front matter, and where its body begins. Throws a SyntaxFault where the front matter is
 * not YAML, or `numbers` is no list of names.
 */
export function quotesOf(text: string): { quotes: Quote[]; bodyStart: number } {
  const head = frontMatterOf(text);
  if (head === undefined) return { quotes: [], bodyStart: 0 };
  // Empty lines in place of what stands before, so that every place is one in the page.
  const [matter] = yamlTrees('\n'.repeat(head.start) + head.text);
  const numbers = valueAt(matter, 'numbers');
  const quotes = numbers === undefined ? [] : isSeq(numbers) ? numbers.items.map(quoteAt) : null;
  if (quotes === null) throw new SyntaxFault('`numbers` is no list of policies/….ts#name', head.start);
  return { quotes, bodyStart: head.bodyStart };
}

function quoteAt(item: unknown): Quote {
  if (isScalar<unknown>(item) && typeof item.value === 'string' && item.range) {
    const [start, end] = item.range;
    return { id: item.value, start, end };
  }
  throw new SyntaxFault('`numbers` holds something that is no policies/….ts#name', 0);
}
