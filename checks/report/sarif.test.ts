import schema from '@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json' with { type: 'json' };
import { Ajv } from 'ajv';
import addFormats from 'ajv-formats';
import fc from 'fast-check';
import type { Log } from 'sarif';
import { describe, expect, test } from 'vitest';
import type { CheckResult } from '../finding.ts';
import { rules } from '../rules.ts';
import { activeCharactersIn, finding, hostileResults, result, waived } from '../testing/results.ts';
import { sarif } from './sarif.ts';

// The schema is of draft 4, which differs from what ajv knows only in the keys that name it; a pattern in it is none to
// Unicode's stricter mode.
const ajv = new Ajv({ strict: false, allErrors: true, unicodeRegExp: false });
addFormats.default(ajv);
const named = ['$schema', 'id'];
const isValid = ajv.compile(Object.fromEntries(Object.entries(schema).filter(([key]) => !named.includes(key))));

function read(given: CheckResult) {
  const log = JSON.parse(sarif(given, { colour: false, version: '1.2.3' })) as Log;
  expect(isValid(log), ajv.errorsText(isValid.errors)).toBe(true);
  const run = log.runs[0]!;
  return { log, run, results: run.results! };
}

const fingerprints = (given: CheckResult) =>
  read(given).results.map((one) => Object.values(one.partialFingerprints!)[0]);

describe('sarif', () => {
  test('the schema that these tests use refuses what is no SARIF', () => {
    const { log } = read(result({ findings: [finding()] }));
    expect(isValid({ ...log, version: '2.0.0' })).toBe(false);
    expect(isValid({ ...log, runs: [{ ...log.runs[0], columnKind: 'bytes' }] })).toBe(false);
  });

  test('names the tool, its version and every rule with its page', () => {
    const { driver } = read(result()).run.tool;
    expect(driver).toMatchObject({ name: 'bulkhead check', version: '1.2.3' });
    expect(driver.rules!.map(({ id }) => id)).toEqual(rules.map(({ id }) => id));
    for (const { id, help, defaultConfiguration } of driver.rules!) {
      expect(help!.markdown).toMatch(new RegExp(`^# ${id}\n`));
      expect(defaultConfiguration!.level).toBe('error');
    }
  });

  test('a finding is an error at its place, relative to the root, in UTF-16 columns', () => {
    const { run, results } = read(result({ findings: [finding()] }));
    expect(run.columnKind).toBe('utf16CodeUnits');
    expect(run.originalUriBaseIds).toHaveProperty('%SRCROOT%');
    expect(results).toMatchObject([
      {
        ruleId: 'clients-stay-apart',
        ruleIndex: rules.findIndex(({ id }) => id === 'clients-stay-apart'),
        level: 'error',
        message: { text: 'billing code reaches the client of main Fix: ask main through its API' },
        locations: [
          {
            physicalLocation: {
              artifactLocation: { uri: 'billing/charge.ts', uriBaseId: '%SRCROOT%' },
              region: { startLine: 3, startColumn: 24, endLine: 3, endColumn: 40 },
            },
          },
        ],
        suppressions: [],
        properties: { severity: 'breach' },
      },
    ]);
    expect(results[0]).not.toHaveProperty('codeFlows');
  });

  test('the files that an import leads through are the steps of a code flow', () => {
    const { results } = read(result({ findings: [finding({ path: ['lib/users.ts', 'prisma/main/client'] })] }));
    const steps = results[0]!.codeFlows![0]!.threadFlows[0]!.locations;
    expect(steps.map(({ location }) => location!.physicalLocation!.artifactLocation!.uri)).toEqual([
      'billing/charge.ts',
      'lib/users.ts',
      'prisma/main/client',
    ]);
  });

  test('a waived finding is there, suppressed until its day', () => {
    const { results } = read(result({ waived: [waived('2027-01-31')] }));
    expect(results[0]!.suppressions).toEqual([
      { kind: 'external', status: 'accepted', justification: 'moves out with the next release (until 2027-01-31)' },
    ]);
  });

  test('a path becomes a relative address', () => {
    const { results } = read(result({ findings: [finding({ file: 'app/[id]/a b#1?c%20:é.ts' })] }));
    expect(results[0]!.locations![0]!.physicalLocation!.artifactLocation!.uri).toBe(
      'app/%5Bid%5D/a%20b%231%3Fc%2520%3A%C3%A9.ts',
    );
  });

  test('a fingerprint stays while lines move', () => {
    const here = result({ findings: [finding(), finding({ file: 'src/b.ts' })] });
    const moved = result({ findings: [finding({ line: 90, endLine: 90, column: 2 }), finding({ file: 'src/b.ts' })] });
    expect(fingerprints(moved)).toEqual(fingerprints(here));
  });

  test.each([
    ['rule', { rule: 'no-card-data' }],
    ['file', { file: 'src/b.ts' }],
    ['problem', { problem: 'another' }],
  ])('another %s has another fingerprint', (_title, given) => {
    expect(fingerprints(result({ findings: [finding(given)] }))).not.toEqual(
      fingerprints(result({ findings: [finding()] })),
    );
  });

  test('two findings alike have two fingerprints, and a waiver of the first changes neither', () => {
    const byLine = (given: CheckResult) =>
      read(given).results.map(({ locations, partialFingerprints }) => [
        locations![0]!.physicalLocation!.region!.startLine,
        partialFingerprints,
      ]);
    const [first, second] = [finding(), finding({ line: 7, endLine: 7 })];
    const both = byLine(result({ findings: [first, second] }));
    expect(both[0]![1]).not.toEqual(both[1]![1]);
    const waivedFirst = { ...first, waiver: { path: 'a.ts', reason: 'x', expires: '2027-01-31' } };
    expect(byLine(result({ findings: [second], waived: [waivedFirst] }))).toEqual(both);
  });

  test('a problem makes neither a link nor a placeholder', () => {
    const { results } = read(result({ findings: [finding({ problem: 'see [this](http://x) {0}', fix: 'none' })] }));
    expect(results[0]!.message.text).toBe('see [this] (http://x) {{0}} Fix: none');
  });

  test('any repository makes a valid log in which nothing acts', () => {
    fc.assert(
      fc.property(hostileResults, (hostile) => {
        expect(read(hostile).results).toHaveLength(hostile.findings.length + hostile.waived.length);
        expect(activeCharactersIn(sarif(hostile, { colour: false }))).toEqual([]);
      }),
      { seed: Number(process.env['SEED'] ?? 1), numRuns: 100 },
    );
  });
});
