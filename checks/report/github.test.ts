import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { githubAnnotationsMax } from '../../policies/check.ts';
import { activeCharactersIn, finding, hostileResults, result } from '../testing/results.ts';
import { github } from './github.ts';

const plain = { colour: false };
const linesOf = (given: Parameters<typeof github>[0]) => github(given, plain).split('\n').slice(0, -1);

describe('github', () => {
  test('a finding is an error at its place, and the closing line sums up', () => {
    const found = finding({ path: ['lib/users.ts', 'prisma/main/client'] });
    expect(linesOf(result({ findings: [found] }))).toEqual([
      '::error file=billing/charge.ts,line=3,endLine=3,col=24,endColumn=40,title=clients-stay-apart::' +
        'billing code reaches the client of main%0Apath: lib/users.ts → prisma/main/client%0A' +
        'fix: ask main through its API%0Awhy: One client too many and the wall is gone.',
      'bulkhead check: 1 finding in 1 file, 0 waived, 340 ms',
    ]);
  });

  test('a clean run is one line without a command', () => {
    expect(linesOf(result())).toEqual(['bulkhead check: no findings: 812 files, 6 rules, 0 waived, 340 ms']);
  });

  test('what separates properties and commands is escaped', () => {
    const [line] = linesOf(result({ findings: [finding({ file: 'a,b:c%\n.ts', problem: '50% a,b:c\n::error::x' })] }));
    expect(line).toContain('file=a%2Cb%3Ac%25\\n.ts,line=3,');
    expect(line).toContain('::50%25 a,b:c\\n::error::x%0Afix');
  });

  test('a place that spans lines has no columns: GitHub refuses them there', () => {
    const [line] = linesOf(result({ findings: [finding({ endLine: 4 })] }));
    expect(line).toContain('line=3,endLine=4,title=');
  });

  test('the title tells what cannot be decided from a breach', () => {
    const [line] = linesOf(result({ findings: [finding({ severity: 'unverifiable' })] }));
    expect(line).toContain('title=clients-stay-apart (unverifiable)::');
  });

  test('what GitHub would drop is listed in the log', () => {
    const findings = Array.from({ length: githubAnnotationsMax + 2 }, (_, index) => finding({ line: index + 1 }));
    const lines = linesOf(result({ findings }));
    expect(lines.filter((line) => line.startsWith('::error '))).toHaveLength(githubAnnotationsMax);
    expect(lines.slice(githubAnnotationsMax, -1)).toEqual([
      '- billing/charge.ts:11:24 clients-stay-apart: billing code reaches the client of main; fix: ask main through its API',
      '- billing/charge.ts:12:24 clients-stay-apart: billing code reaches the client of main; fix: ask main through its API',
    ]);
  });

  test('no line of the log is a command, in the runner’s new form or its old', () => {
    const hidden = finding({ file: '::error::x', problem: '##[add-mask]x ##[[', fix: '::stop-commands::x' });
    const lines = linesOf(result({ findings: Array.from({ length: githubAnnotationsMax + 1 }, () => hidden) }));
    expect(lines[githubAnnotationsMax]).toBe(
      '- ::error::x:3:24 clients-stay-apart: ## [add-mask]x ## [[; fix: ::stop-commands::x',
    );
  });

  test('nothing in a repository becomes a command or a line of its own', () => {
    const command = /^::error file=[^,:]+,line=\d+,endLine=\d+,(col=\d+,endColumn=\d+,)?title=[^,:]+::/;
    fc.assert(
      fc.property(hostileResults, (hostile) => {
        const lines = linesOf(hostile);
        const annotations = Math.min(hostile.findings.length, githubAnnotationsMax);
        expect(lines).toHaveLength(hostile.findings.length + 1);
        expect(activeCharactersIn(lines.join('\n'))).toEqual([]);
        for (const line of lines.slice(0, annotations)) expect(line).toMatch(command);
        // The runner obeys `::` at the beginning of a line, and `##[` anywhere in a line that has no `::` there.
        for (const line of lines.slice(annotations)) expect(line).not.toMatch(/^\s*::|##\[/);
      }),
      { seed: Number(process.env['SEED'] ?? 1), numRuns: 200 },
    );
  });
});
