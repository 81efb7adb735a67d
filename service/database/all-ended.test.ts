import { setTimeout as wait } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { allEnded } from './all-ended.ts';

test('it gives the results in order', async () => {
  expect(await allEnded([wait(10, 'a'), wait(1, 'b')])).toEqual(['a', 'b']);
});

test('a failure is thrown only when the others have ended', async () => {
  let ended = false;
  const slow = wait(20).then(() => (ended = true));
  await expect(allEnded([Promise.reject(new Error('deadlock')), slow])).rejects.toThrow('deadlock');
  expect(ended).toBe(true);
});
