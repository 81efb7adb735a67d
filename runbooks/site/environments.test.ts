import { expect, test } from 'vitest';
import type { EvidenceEnvironment } from '../../policies/evidence.ts';
import { environmentsInWords } from './environments.ts';

test.each<[(EvidenceEnvironment | undefined)[], string]>([
  [[], 'There are no records of any environment.'],
  [['local'], 'The one record is of a local system; none is of production.'],
  [['local', 'local'], 'These 2 records are of a local system; none is of production.'],
  [['production', 'production'], 'These 2 records are of production.'],
  [[undefined, undefined], 'These 2 records are of an unknown environment; none is of production.'],
  [
    ['ci', 'production', 'production', undefined, 'ci'],
    'Of 5 records 2 are of production, 2 are of continuous integration and 1 is of an unknown environment.',
  ],
  [['ci', 'local'], 'Of 2 records 1 is of continuous integration and 1 is of a local system; none is of production.'],
])('records of %j', (environments, sentence) => {
  const records = environments.map((environment) => (environment === undefined ? {} : { environment }));
  expect(environmentsInWords(records)).toBe(sentence);
});
