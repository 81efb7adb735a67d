import { expect, test } from 'vitest';
import { readEnvironment } from './environment.ts';

test.each([
  ['production', 's3://b/jobs', 'production'],
  ['ci', 'file:/srv/evidence', 'ci'],
  [undefined, 'file:/srv/evidence', 'local'],
  ['', 'file:/srv/evidence', 'local'],
  [undefined, 's3://b/people', undefined],
  [undefined, undefined, undefined],
])('BULKHEAD_ENVIRONMENT %j with evidence in %j is %j', (said, store, environment) => {
  expect(readEnvironment({ BULKHEAD_ENVIRONMENT: said, BULKHEAD_EVIDENCE_STORE: store })).toBe(environment);
});

test.each(['prod', 'Production', 'production\n', 'toString'])('%j is no environment, and not quoted', (said) => {
  const read = () => readEnvironment({ BULKHEAD_ENVIRONMENT: said, BULKHEAD_EVIDENCE_STORE: 's3://b/jobs' });
  expect(read).toThrow('BULKHEAD_ENVIRONMENT is no environment');
});
