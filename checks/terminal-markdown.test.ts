import { stripVTControlCharacters } from 'node:util';
import { describe, expect, test } from 'vitest';
import { terminalMarkdown } from './terminal-markdown.ts';

const plain = (markdown: string) => stripVTControlCharacters(terminalMarkdown(markdown));

describe('Markdown at a terminal', () => {
  test.each([
    ['a heading', '## Why', 'Why\n'],
    ['a paragraph, its line ends kept', 'one\ntwo', 'one\ntwo\n'],
    ['emphasis and code', 'a **b** _c_ `d`', 'a b c d\n'],
    ['a link, its address after it', 'see [the page](x.md).', 'see the page (x.md).\n'],
    ['a fence, set in', '```ts\nlet a;\n\nlet b;\n```', '    let a;\n\n    let b;\n'],
    ['a list', '- a\n- b\n  more', '- a\n- b\n  more\n'],
    ['a numbered list', '1. a\n2. b', '1. a\n2. b\n'],
    ['a list in a list', '- a\n  - b', '- a\n  - b\n'],
    ['a quotation', '> a', '  a\n'],
    ['what it does not know, as it is written', '| a |\n| - |\n\n<!-- c -->', '| a |\n| - |\n\n<!-- c -->\n'],
  ])('shows %s', (_title, given, shown) => {
    expect(plain(given)).toBe(shown);
  });

  test.each([
    ['heading', '# a', '\u{1b}[1m\u{1b}[4ma\u{1b}[24m\u{1b}[22m'],
    ['bold', '**a**', '\u{1b}[1ma\u{1b}[22m'],
    ['italic', '*a*', '\u{1b}[3ma\u{1b}[23m'],
    ['code', '`a`', '\u{1b}[36ma\u{1b}[39m'],
  ])('%s has its style', (_title, given, shown) => {
    expect(terminalMarkdown(given)).toBe(`${shown}\n`);
  });
});
