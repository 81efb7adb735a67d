import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { finding, hostileResults, result, waived } from '../testing/results.ts';
import schema from './findings.schema.json' with { type: 'json' };
import { json } from './json.ts';

const ajv = new Ajv2020({ strict: true, allErrors: true });
addFormats.default(ajv);
const isValid = ajv.compile(schema);
const sample = result({
  findings: [finding({ path: ['lib/users.ts', 'prisma/main/client/index.ts'] })],
  waived: [waived('2027-01-31')],
});

describe('json', () => {
  test('prints the result, whole and without change', () => {
    expect(JSON.parse(json(sample, { colour: true }))).toEqual(sample);
  });

  test('prints findings, waived and summary and nothing else of a run', () => {
    const run = { ...sample, breaches: [] };
    expect(Object.keys(JSON.parse(json(run, { colour: false })))).toEqual(['findings', 'waived', 'summary']);
  });

  test('an empty result fits the published schema', () => {
    expect(isValid(JSON.parse(json(result(), { colour: false })))).toBe(true);
  });

  test('any result fits the schema and reads back the same', () => {
    fc.assert(
      fc.property(hostileResults, (hostile) => {
        const read = JSON.parse(json(hostile, { colour: false }));
        expect(isValid(read), ajv.errorsText(isValid.errors)).toBe(true);
        expect(read).toEqual(hostile);
      }),
      { seed: Number(process.env['SEED'] ?? 1), numRuns: 200 },
    );
  });
});

describe('the published schema', () => {
  const without = (key: string) => Object.fromEntries(Object.entries(finding()).filter(([name]) => name !== key));

  test.each(Object.keys(finding()))('refuses a finding without its %s', (key) => {
    expect(isValid({ ...sample, findings: [without(key)] })).toBe(false);
  });

  test.each([
    ['a field it does not know', { ...sample, findings: [{ ...finding(), more: 1 }] }],
    ['a column 0', { ...sample, findings: [finding({ column: 0 })] }],
    ['a severity of another kind', { ...sample, findings: [{ ...finding(), severity: 'warning' }] }],
    ['a waived finding without its waiver', { ...sample, waived: [finding()] }],
    ['a finding with a waiver', { ...sample, findings: [waived('2027-01-31')] }],
    ['an end date that is no date', { ...sample, waived: [waived('soon')] }],
    ['no summary', { findings: [], waived: [] }],
  ])('refuses %s', (_title, given) => {
    expect(isValid(given)).toBe(false);
  });
});
