import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Control, Evidence } from '../../policies/controls.ts';
import { recordsOf } from '../../service/evidence/chains.ts';
import { madeChain } from '../../service/evidence/testing/made-chain.ts';
import { viewControl } from './control-view.ts';

const now = new Date('2026-11-25T12:00:00.000Z');
const daysAgo = (days: number) => new Date(now.getTime() - days * 86_400_000).toISOString();
type Made = Parameters<typeof madeChain>[0][number];

async function evidenceOf(wanted: Evidence, made: readonly Made[]) {
  const control: Control = {
    ...{ id: 'own-x', framework: 'Bulkhead', reference: 'x', title: 'x', sentence: 'x', policies: [], runbooks: [] },
    ...{ mechanisms: ['README.md'], evidence: [wanted], owner: 'billing on-call' },
  };
  const records = recordsOf([{ name: 'own', entries: madeChain(made, now) }]);
  const view = await viewControl(control, records, { repository: join(import.meta.dirname, '../..'), now });
  return view.evidence[0]!;
}

const drill = { kind: 'drill', database: 'billing' } as const;
const page = (name: string, days: number, result: 'passed' | 'failed' = 'passed'): Made => ({
  ...{ kind: 'rehearsal', result, endedAt: daysAgo(days), facts: { page: name } },
});
const rehearsal = { kind: 'rehearsal', everyDays: 7 } as const;

test.each<[string, Evidence, readonly Made[], string]>([
  ['nothing recorded', { ...drill, everyDays: 8 }, [], 'missing'],
  ['one of the other database alone', { ...drill, everyDays: 8 }, [{ ...drill, database: 'main' }], 'missing'],
  ['new enough', { ...drill, everyDays: 8 }, [{ ...drill, endedAt: daysAgo(7.9) }], 'current'],
  ['too old', { ...drill, everyDays: 8 }, [{ ...drill, endedAt: daysAgo(8.1) }], 'overdue'],
  [
    'the newest failed',
    { ...drill, everyDays: 8 },
    [
      { ...drill, endedAt: daysAgo(2) },
      { ...drill, result: 'failed', endedAt: daysAgo(1) },
    ],
    'failed',
  ],
  [
    'it failed, and passed since',
    { ...drill, everyDays: 8 },
    [
      { ...drill, result: 'failed', endedAt: daysAgo(2) },
      { ...drill, endedAt: daysAgo(1) },
    ],
    'current',
  ],
  ['the page it is about', { ...rehearsal, page: 'a' }, [page('a', 1)], 'current'],
  ['another page alone', { ...rehearsal, page: 'a' }, [page('b', 1)], 'missing'],
  ['another page’s failure', { ...rehearsal, page: 'a' }, [page('a', 2), page('b', 1, 'failed')], 'current'],
  ['any page, and one failed before another passed', rehearsal, [page('a', 2, 'failed'), page('b', 1)], 'failed'],
  ['any page, and the one that failed has passed since', rehearsal, [page('a', 2, 'failed'), page('a', 1)], 'current'],
])('%s: %#', async (_, wanted, made, state) => {
  expect((await evidenceOf(wanted, made)).state).toBe(state);
});

test('it is called by its kind, its page and its database', async () => {
  expect((await evidenceOf({ ...drill, everyDays: 1 }, [])).name).toBe('Restore drills (billing)');
  expect((await evidenceOf({ ...rehearsal, page: 'move-billing' }, [])).name).toBe(
    'Rehearsals of runbooks (move-billing)',
  );
});
