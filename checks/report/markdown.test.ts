import fc from 'fast-check';
import type { Nodes, TableRow } from 'mdast';
import { fromMarkdown } from 'mdast-util-from-markdown';
import { gfmFromMarkdown } from 'mdast-util-gfm';
import { gfm } from 'micromark-extension-gfm';
import { describe, expect, test } from 'vitest';
import { markdownCharactersMax } from '../../policies/check.ts';
import { activeCharactersIn, finding, hostileResults, result, waived } from '../testing/results.ts';
import { inert } from './inert.ts';
import { markdown } from './markdown.ts';

const plain = { colour: false };
const ours = /^<(\/?(code|details|summary)|!-- --)>$/;

function parse(given: Parameters<typeof markdown>[0]) {
  const tree = fromMarkdown(markdown(given, plain), { extensions: [gfm()], mdastExtensions: [gfmFromMarkdown()] });
  const table = tree.children.find(({ type }) => type === 'table');
  return { tree, rows: ((table as { children: TableRow[] } | undefined)?.children ?? []).slice(1) };
}

function* within(node: Nodes): Iterable<Nodes> {
  yield node;
  if ('children' in node) for (const child of node.children) yield* within(child);
}

function textOf(node: Nodes): string {
  return [...within(node)].map((one) => (one.type === 'text' ? one.value : '')).join('');
}

describe('markdown', () => {
  test('a finding is a row: where, what, the mend, the rule, and the rest to be unfolded', () => {
    const found = finding({ problem: 'imports `a.ts`', path: ['lib/users.ts', 'prisma/main/client'] });
    const report = markdown(result({ findings: [found], waived: [waived('2027-01-31')] }), plain);
    expect(report).toBe(`### bulkhead check

| place | problem | fix | rule |
| --- | --- | --- | --- |
| <code>billing/charge.ts:3:24</code> | imports <code>a.ts</code><details><summary>path</summary><code>lib/users.ts</code> → <code>prisma/main/client</code></details> | ask main through its API | <code>clients-stay-apart</code><details><summary>why</summary>One client too many and the wall is gone.</details> |

1 finding in 1 file, 1 waived, 340 ms

waived: 1 until 2027-01-31
`);
  });

  test('a clean run has no table', () => {
    expect(markdown(result(), plain)).toBe('### bulkhead check\n\nno findings: 812 files, 6 rules, 0 waived, 340 ms\n');
  });

  test('tells what cannot be decided from a breach', () => {
    const { rows } = parse(result({ findings: [finding({ severity: 'unverifiable' })] }));
    expect(textOf(rows[0]!.children[3]!)).toContain('clients-stay-apart (unverifiable)');
  });

  test('a report stays shorter than what a comment holds, and says how many findings it leaves out', () => {
    const findings = Array.from({ length: 2000 }, (_, index) => finding({ line: index + 1 }));
    const report = markdown(result({ findings }), plain);
    expect(report.length).toBeLessThan(markdownCharactersMax + 1000);
    const { rows } = parse(result({ findings }));
    expect(rows.length).toBeGreaterThan(100);
    expect(report).toContain(`…and ${2000 - rows.length} more`);
  });

  test.each(['@someone', '#12', 'owner/repo#12', 'a@b.example', 'www.example.org', 'https://example.org'])(
    '%s stays text: it mentions nobody and links nowhere',
    (text) => {
      const { tree, rows } = parse(result({ findings: [finding({ problem: text })] }));
      expect(textOf(rows[0]!.children[1]!)).toBe(text);
      expect([...within(tree)].filter(({ type }) => type === 'link')).toEqual([]);
      // GitHub looks for mentions and issues in each stretch of text by itself.
      for (const node of within(tree)) if (node.type === 'text') expect(node.value).not.toMatch(/[@#]\w/);
    },
  );

  test('nothing in a repository becomes Markdown or HTML, or leaves its cell', () => {
    fc.assert(
      fc.property(hostileResults, (hostile) => {
        expect(activeCharactersIn(markdown(hostile, plain))).toEqual([]);
        const { tree, rows } = parse(hostile);
        expect(rows).toHaveLength(hostile.findings.length);
        for (const [index, { children }] of rows.entries()) {
          const { file, line, column } = hostile.findings[index]!;
          expect(children).toHaveLength(4);
          expect(textOf(children[0]!)).toBe(`${inert(file)}:${line}:${column}`);
        }
        const known = ['root', 'heading', 'paragraph', 'table', 'tableRow', 'tableCell', 'text', 'html'];
        for (const node of within(tree)) {
          expect(known).toContain(node.type);
          if (node.type === 'html') expect(node.value).toMatch(ours);
        }
      }),
      { seed: Number(process.env['SEED'] ?? 1), numRuns: 200 },
    );
  });
});
