import { expect, test } from 'vitest';
import { readDocument } from './document.ts';

test.each([
  ['raw HTML is dropped', '# A\n\n<script>x()</script>\n\nb <img src=x onerror=y()> c', /<script|<img|onerror/],
  [
    'a link that runs something is none',
    '# A\n\n[x](javascript:alert(1)) [y](data:text/html,z)',
    /href|javascript:|data:/,
  ],
  ['an image is its text', '# A\n\n![seen](https://example.org/a.png)', /<img|example\.org/],
  ['markup in code is text', '# A\n\n```html run\n<b onclick="x()">\n```', /<b /],
])('%s', (_, source, never) => {
  expect(readDocument('runbooks/a.md', source).html).not.toMatch(never);
});

test('headings are anchors as GitHub makes them, and links between pages stay within the site', () => {
  const { html, title, head } = readDocument(
    'runbooks/compliance/a.md',
    '---\nowner: us\nnumbers: [a, b]\n---\n# The page\n\n## Do it: now!\n\n[b](../restore/b.md#c) [d](../../policies/backup.ts)',
  );
  expect({ title, head }).toEqual({ title: 'The page', head: { owner: 'us', numbers: 'a, b' } });
  expect(html).toContain('<h2 id="do-it-now">');
  expect(html).toContain('href="page-b.html#c"');
  expect(html).not.toContain('backup.ts">d</a>');
});

test('a fence says what it is, a table can be read on a phone, and a file of the repository is named', () => {
  const source = [
    '# A\n\n## Ways\n',
    '```sh run\nls\n```\n',
    '| way | done |\n| --- | --- |\n| a [test](../service/a.test.ts) | **b** |',
  ];
  const { html, sections } = readDocument('runbooks/a.md', source.join('\n'));
  expect(html).toContain('data-kind="Tests play this"');
  expect(html).toContain('<th scope="row">a <span>test (<code>service/<wbr>a.test.ts</code>)</span></th>');
  expect(html).toContain('<td data-label="done"><strong>b</strong></td>');
  expect(html).not.toContain('<h1');
  expect(sections.map(({ anchor, rows }) => [anchor, rows])).toEqual([
    ['a', []],
    ['ways', [['a test', 'b']]],
  ]);
});

test('what is to be done has a box and no control; a long name breaks behind its marks, and nowhere in commands', () => {
  const { html, sections } = readDocument(
    'runbooks/a.md',
    '# A\n\n- [ ] one `a_b_total`\n- [x] two\n\n```sh run\na_b\n```\n',
  );
  expect(html).not.toContain('<input');
  expect(html).toContain('☐ one <code>a_<wbr>b_<wbr>total</code>');
  expect(html).toContain('☑ two');
  expect(html).toContain('a_b\n');
  expect(sections[0]!.text).toContain('a_b_total');
});

test.each([
  ['```sh run\nls\n```', true],
  ['```sh cloud\nls\n```', false],
  ['It says `run`.', false],
])('whether tests play something of a page: %j', (text, isPlayed) => {
  expect(readDocument('runbooks/a.md', `# A\n\n${text}\n`).isPlayed).toBe(isPlayed);
});
