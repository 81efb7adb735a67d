import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { activeCharactersIn, finding, hostileResults, result, waived } from '../testing/results.ts';
import { pretty } from './pretty.ts';

const plain = { colour: false };

describe('pretty', () => {
  test('shows the findings of a file together, each rule’s reason once, and what was waived until when', () => {
    const given = result({
      findings: [
        finding({ path: ['lib/users.ts', 'prisma/main/client/index.ts'] }),
        finding({ line: 9, column: 1, severity: 'unverifiable', problem: 'this import is made up at run time' }),
        finding({
          ...{ file: 'src/blob.ts', line: 1, column: 1, rule: 'files-readable', severity: 'unread' },
          ...{ problem: 'src/blob.ts is binary', fix: 'ignore it', why: 'What was not read was not checked.' },
        }),
      ],
      waived: [waived('2027-03-31'), waived('2027-01-31'), waived('2027-03-31')],
    });
    expect(pretty(given, plain)).toBe(
      `billing/charge.ts:3:24 breach clients-stay-apart
  billing code reaches the client of main
  path: lib/users.ts → prisma/main/client/index.ts
  fix: ask main through its API
billing/charge.ts:9:1 unverifiable clients-stay-apart
  this import is made up at run time
  fix: ask main through its API

src/blob.ts:1:1 unread files-readable
  src/blob.ts is binary
  fix: ignore it

clients-stay-apart: One client too many and the wall is gone.
  bulkhead check --explain clients-stay-apart

files-readable: What was not read was not checked.
  bulkhead check --explain files-readable

waived: 1 until 2027-01-31, 2 until 2027-03-31
3 findings in 2 files, 3 waived, 340 ms
`,
    );
  });

  test('says in one line that there is nothing', () => {
    expect(pretty(result(), plain)).toBe('no findings: 812 files, 6 rules, 0 waived, 340 ms\n');
  });

  test('says one finding, not one findings', () => {
    expect(pretty(result({ findings: [finding()] }), plain)).toMatch(/\n1 finding in 1 file, 0 waived, 340 ms\n$/);
  });

  test('colours only what it would print anyway, and only where it is asked to', () => {
    const given = result({ findings: [finding(), finding({ severity: 'unread' })], waived: [waived('2027-01-31')] });
    const coloured = pretty(given, { colour: true });
    expect(coloured).toContain('\u{1b}[31mbreach\u{1b}[39m');
    expect(coloured).toContain('\u{1b}[35munread\u{1b}[39m');
    expect(coloured.replaceAll(/\u{1b}\[\d+m/gu, '')).toBe(pretty(given, plain));
  });

  test('nothing in a repository acts on the terminal or forges a line', () => {
    fc.assert(
      fc.property(hostileResults, (hostile) => {
        const report = pretty(hostile, plain);
        expect(activeCharactersIn(report)).toEqual([]);
        const rules = new Set(hostile.findings.map(({ rule }) => rule)).size;
        const files = new Set(hostile.findings.map(({ file }) => file)).size;
        const paths = hostile.findings.filter(({ path }) => path.length > 0).length;
        // Three lines a finding, one a path, two a rule, an empty line before each section, the closing ones.
        const closing = hostile.waived.length > 0 ? 2 : 1;
        expect(report.split('\n')).toHaveLength(hostile.findings.length * 3 + paths + rules * 3 + files + closing + 1);
      }),
      { seed: Number(process.env['SEED'] ?? 1), numRuns: 200 },
    );
  });
});
