import fc from 'fast-check';
import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { describe, expect, test } from 'vitest';
import type { CheckResult } from '../finding.ts';
import { activeCharactersIn, finding, hostileResults, result, waived } from '../testing/results.ts';
import { inert } from './inert.ts';
import { junit } from './junit.ts';

const parser = new XMLParser({
  ignoreAttributes: false,
  attributeNamePrefix: '',
  trimValues: false,
  parseTagValue: false,
  htmlEntities: true,
  isArray: (name) => name === 'testsuite' || name === 'testcase',
});

interface Outcome {
  message: string;
  type: string;
  '#text': string;
}

interface Suite {
  tests: string;
  testcase: { file: string; failure?: Outcome; error?: Outcome; skipped?: Outcome }[];
}

function read(given: CheckResult): { testsuite: Suite[] } {
  const text = junit(given, { colour: false });
  expect(XMLValidator.validate(text)).toBe(true);
  return (parser.parse(text) as { testsuites: { testsuite: Suite[] } }).testsuites;
}

describe('junit', () => {
  test('a suite a rule, a test a finding: failures, errors where nobody could read, skipped where it is waived', () => {
    const suites = read(
      result({
        findings: [
          finding({ path: ['lib/users.ts'] }),
          finding({
            rule: 'files-readable',
            severity: 'unread',
            file: 'src/blob.ts',
            problem: 'src/blob.ts is binary',
          }),
          finding({ line: 9, severity: 'unverifiable' }),
        ],
        waived: [waived('2027-01-31')],
      }),
    );
    expect(suites).toMatchObject({
      name: 'bulkhead check',
      tests: '4',
      failures: '2',
      errors: '1',
      skipped: '1',
      time: '0.34',
    });
    const [imports, files] = suites.testsuite as [Suite, Suite];
    expect(imports).toMatchObject({ name: 'clients-stay-apart', tests: '3', failures: '2', errors: '0', skipped: '1' });
    expect(imports.testcase[0]).toMatchObject({
      name: 'billing/charge.ts:3:24 billing code reaches the client of main',
      classname: 'clients-stay-apart',
      file: 'billing/charge.ts',
      line: '3',
      failure: { message: 'billing code reaches the client of main', type: 'breach' },
    });
    expect(imports.testcase[0]!.failure!['#text'].trim().split('\n')).toEqual([
      'billing code reaches the client of main',
      'path: lib/users.ts',
      'fix: ask main through its API',
      'why: One client too many and the wall is gone.',
    ]);
    expect(imports.testcase[1]!.failure!.type).toBe('unverifiable');
    expect(imports.testcase[2]!.skipped!.message).toBe('waived until 2027-01-31: moves out with the next release');
    expect(files.testcase[0]!.error!.type).toBe('unread');
  });

  test('a file that could not be read and is waived is skipped, not an error', () => {
    const suites = read(result({ waived: [waived('2027-01-31', { severity: 'unread' })] }));
    expect(suites).toMatchObject({ failures: '0', errors: '0', skipped: '1' });
  });

  test('a clean run is one test that passed', () => {
    const suites = read(result());
    expect(suites.testsuite[0]!.tests).toBe('1');
    expect(suites.testsuite[0]!.testcase).toEqual([
      { name: 'no findings: 812 files, 6 rules, 0 waived, 340 ms', classname: 'bulkhead check' },
    ]);
  });

  test('nothing in a repository becomes XML or a character that XML forbids', () => {
    fc.assert(
      fc.property(hostileResults, (hostile) => {
        const suites = read(hostile);
        expect(activeCharactersIn(junit(hostile, { colour: false }))).toEqual([]);
        const all = [...hostile.findings, ...hostile.waived];
        const tests = suites.testsuite.flatMap(({ testcase }) => testcase);
        if (all.length > 0) {
          expect(tests.map(({ file }) => file).sort()).toEqual(all.map(({ file }) => inert(file)).sort());
        }
      }),
      { seed: Number(process.env['SEED'] ?? 1), numRuns: 200 },
    );
  });
});
