import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Control, Evidence } from '../../policies/controls.ts';
import { recordsOf } from '../../service/evidence/chains.ts';
import { madeChain } from '../../service/evidence/testing/made-chain.ts';
import { viewControl } from './control-view.ts';
import type { WallChange } from './wall-changes.ts';

const now = new Date('2026-11-25T12:00:00.000Z');
const daysAgo = (days: number) => new Date(now.getTime() - days * 86_400_000).toISOString();
type Made = Parameters<typeof madeChain>[0][number];

async function viewOf(
  evidence: readonly Evidence[],
  made: readonly Made[],
  { mechanisms = ['README.md'], changes = [] as readonly WallChange[] } = {},
) {
  const control: Control = {
    ...{ id: 'own-x', framework: 'Bulkhead', reference: 'x', title: 'x', sentence: 'x', policies: [], runbooks: [] },
    ...{ mechanisms, evidence, owner: 'billing on-call' },
  };
  const records = recordsOf([{ name: 'own', entries: madeChain(made, now) }]);
  return viewControl(control, { records, changes, repository: join(import.meta.dirname, '../..'), now });
}

async function evidenceOf(wanted: Evidence, made: readonly Made[], changes: readonly WallChange[] = []) {
  return (await viewOf([wanted], made, { changes })).evidence[0]!;
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

const change = (by?: string): WallChange => ({
  ...{ commit: 'c', at: daysAgo(1), author: 'Ada', subject: 's' },
  approvals: by === undefined ? [] : [{ how: 'reviewed', by, says: `reviewed by ${by}` }],
});

test.each([
  ['no history', [], 'missing', 'no history of commits was there'],
  ['nobody', [change(), change('Ada')], 'missing', '0 of the 2 newest changes'],
  ['of some', [change(), change('Grace')], 'failed', '1 of the 2 newest changes'],
  ['of all', [change('Grace'), change('Grace')], 'current', '2 of the 2 newest changes'],
])('approvals by %s', async (_, changes, state, counted) => {
  const view = await evidenceOf({ kind: 'approvals' }, [], changes);
  expect(view).toMatchObject({ state, name: 'Approvals of changes', newest: null });
  expect(view.counted).toContain(counted);
});

test('what is weakest decides: the worst state, and of one state the oldest record', async () => {
  const made = [
    { kind: 'check', endedAt: daysAgo(1) },
    { ...drill, endedAt: daysAgo(3) },
    { kind: 'tests', endedAt: daysAgo(2) },
  ] as const;
  const all = [
    { kind: 'check', everyDays: 9 },
    { ...drill, everyDays: 9 },
    { kind: 'tests', everyDays: 9 },
  ] as const;
  expect(await viewOf(all, made)).toMatchObject({ state: 'current', weakest: { name: 'Restore drills (billing)' } });
  const late = [...all, { kind: 'preview', everyDays: 9 }] as const;
  expect(await viewOf(late, made)).toMatchObject({ state: 'missing', weakest: { wanted: { kind: 'preview' } } });
});

test('what is not in the code is absent, however new the records are', async () => {
  const made = [{ kind: 'check', endedAt: daysAgo(1) }] as const;
  const view = await viewOf([{ kind: 'check', everyDays: 9 }], made, { mechanisms: ['README.md#thereIsNoSuchName'] });
  expect(view).toMatchObject({ state: 'absent', weakest: { state: 'current' } });
});

test('it is called by its kind, its page and its database', async () => {
  expect((await evidenceOf({ ...drill, everyDays: 1 }, [])).name).toBe('Restore drills (billing)');
  expect((await evidenceOf({ ...rehearsal, page: 'move-billing' }, [])).name).toBe(
    'Rehearsals of runbooks (move-billing)',
  );
});
