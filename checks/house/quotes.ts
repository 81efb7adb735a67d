import { isScalar, isSeq, parseDocument } from 'yaml';
import { SyntaxFault } from '../repository/source.ts';

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
  const head = /^(---\r?\n)([\s\S]*?)\r?\n---\r?(?:\n|$)/.exec(text);
  if (head === null) return { quotes: [], bodyStart: 0 };
  const offset = head[1]!.length;
  const document = parseDocument(head[2]!, { logLevel: 'silent' });
  const [fault] = document.errors;
  if (fault !== undefined) throw new SyntaxFault(fault.message, offset + fault.pos[0]);
  const numbers = document.get('numbers', true);
  const quotes =
    numbers === undefined ? [] : isSeq(numbers) ? numbers.items.map((item) => quoteAt(item, offset)) : null;
  if (quotes === null) throw new SyntaxFault('`numbers` is no list of policies/….ts#name', offset);
  return { quotes, bodyStart: head[0].length };
}

function quoteAt(item: unknown, offset: number): Quote {
  if (isScalar<unknown>(item) && typeof item.value === 'string' && item.range) {
    const [start, end] = item.range;
    return { id: item.value, start: offset + start, end: offset + end };
  }
  throw new SyntaxFault('`numbers` holds something that is no policies/….ts#name', offset);
}
