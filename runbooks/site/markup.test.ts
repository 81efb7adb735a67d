import fc from 'fast-check';
import { fromMarkdown } from 'mdast-util-from-markdown';
import { expect, test } from 'vitest';
import { asMarkup } from './markup.ts';

const seed = Number(process.env['SEED']);

/** What CommonMark makes of it within a line: the texts and what else there is. */
function readLine(markup: string): { types: string[]; text: string } {
  const { children } = fromMarkdown(`Record 1: ${markup}.`);
  const parts = children.flatMap((block) => (block.type === 'paragraph' ? block.children : [block]));
  return {
    types: [...new Set(parts.map(({ type }) => type))],
    text: parts.map((part) => ('value' in part ? part.value : '')).join(''),
  };
}

test.each([
  '[x](javascript:alert(1))',
  '{{ insert: param, ac-1_prm_1 }}',
  '<script>document.title="taken"</script>',
  '![seen](https://example.org/a.png) and <https://example.org>',
  '**bold** _slanted_ `code` ~sub~ ^sup^ &amp; a \\ b "quoted"',
])('%s is shown as it is', (text) => {
  expect(readLine(asMarkup(text))).toEqual({ types: ['text'], text: `Record 1: ${text}.` });
  // What OSCAL adds to CommonMark.
  expect(asMarkup(text)).not.toMatch(/(?<!\\)(?:\{|~|\^|")/);
});

test('whatever a record says is shown as it is', () => {
  const check = fc.property(fc.stringMatching(/^[!-~]{0,60}$/), (text) => {
    expect(readLine(asMarkup(text))).toEqual({ types: ['text'], text: `Record 1: ${text}.` });
  });
  fc.assert(check, { seed, numRuns: 2000 });
});
