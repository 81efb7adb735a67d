import { expect, test } from 'vitest';
import { recordsOf } from '../../service/evidence/chains.ts';
import { proofsOfCommits } from './proofs-of-commits.ts';
import { madeChain } from '../../service/evidence/testing/made-chain.ts';

/** Oldest last: `side` was merged by `merge`. */
const history = new Map([
  ['newest', ['merge']],
  ['merge', ['second', 'side']],
  ['second', ['first']],
  ['side', ['first']],
  ['first', []],
]);

test('a commit is proven by the first check, preview and test run of code that contains it', () => {
  const entries = madeChain(
    [
      { kind: 'check', commit: 'second' },
      { kind: 'backup', commit: 'second' },
      { kind: 'check', commit: 'merge' },
      { kind: 'tests', commit: 'merge', result: 'failed' },
      { kind: 'tests', commit: 'newest', result: 'failed' },
      { kind: 'tests', commit: 'newest' },
      { kind: 'check', commit: 'of another repository' },
    ],
    new Date('2026-11-25T00:00:00Z'),
  );
  const records = recordsOf([{ name: 'own', entries }]);
  const proofs = proofsOfCommits(history, records);
  const numbers = [...history.keys()].map((commit) => [commit, proofs.get(commit)?.map(({ sequence }) => sequence)]);
  // Tests failed first, at 4, and passed at 6; the failure in between shows nowhere but where it was the first.
  expect(Object.fromEntries(numbers)).toEqual({
    newest: [5, 6],
    merge: [3, 4, 6],
    second: [1, 4, 6],
    side: [3, 4, 6],
    first: [1, 4, 6],
  });
  expect(proofs.has('of another repository')).toBe(false);
});
