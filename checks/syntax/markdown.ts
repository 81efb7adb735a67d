import { SyntaxFault } from './syntax-fault.ts';

/** Containers within containers beyond this are no text that people write, and take a parser quadratic time. */
const nesting = /^(?:[ \t]*(?:>|[-*+]|\d{1,9}[.)])){32}/m;

/** Throws a SyntaxFault where a Markdown text nests too deeply to be parsed in time. */
export function requireShallowMarkdown(text: string): void {
  const deep = nesting.exec(text);
  if (deep !== null) throw new SyntaxFault('quotes and lists are nested more than 32 deep', deep.index);
}
