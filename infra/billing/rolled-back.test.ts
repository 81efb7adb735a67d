import { expect, test } from 'vitest';
import { requireRunning } from './rolled-back.ts';

const asked = 'arn:aws:ecs:eu-central-1:111122223333:task-definition/bulkhead-billing-production-service:7';

test('a service that runs what was asked for is deployed', () => {
  expect(() => requireRunning(asked, asked)).not.toThrow();
});

test.each([asked.replace(/7$/, '6'), undefined])('a service that runs %s instead has failed to be', (runs) => {
  expect(() => requireRunning(runs, asked)).toThrow(/^the service was rolled back: .*service:7 did not come up/);
});
