import fc from 'fast-check';
import { expect, test } from 'vitest';
import { evidenceExceptionsMax, evidenceTextCharactersMax } from '../policies/evidence.ts';
import { evidenceOfRun } from './evidence-of-run.ts';
import { hostileResults, result, waived } from './testing/results.ts';

test('a run says how many findings each exception allowed, the one that allowed most first', () => {
  const of = (path: string) => waived('2027-01-31', { file: path, rule: 'no-card-data' });
  const { facts } = evidenceOfRun(result({ waived: [of('a.ts'), of('b.ts'), of('b.ts')] }));
  expect(facts).toMatchObject({
    ...{ waived: 3, exceptions: 2 },
    ...{ exception1: '2 × no-card-data at b.ts', exception2: '1 × no-card-data at a.ts' },
  });
});

test('a record takes what is counted: not too much, not too long, nothing that a terminal would obey', () => {
  const many = Array.from({ length: evidenceExceptionsMax + 1 }, (_, index) =>
    waived('2027-01-31', { file: `${index}` }),
  );
  const { facts } = evidenceOfRun(result({ waived: many }));
  expect(facts['exceptions']).toBe(evidenceExceptionsMax + 1);
  expect(Object.keys(facts).filter((name) => /^exception\d/.test(name))).toHaveLength(evidenceExceptionsMax);
  const long = evidenceOfRun(
    result({ waived: [waived('2027-01-31', { file: '💳'.repeat(evidenceTextCharactersMax) })] }),
  );
  for (const text of Object.values(long.facts)) expect(String(text)).toMatch(/^\P{C}{1,500}$/u);
  fc.assert(
    fc.property(hostileResults, (hostile) => {
      for (const text of Object.values(evidenceOfRun(hostile).facts)) expect(String(text)).toMatch(/^\P{C}*$/u);
    }),
  );
});
