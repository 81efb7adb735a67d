import { beforeEach, expect, test } from 'vitest';
import { takeNotes, withEvidence } from '../../evidence-note.ts';

beforeEach(() => void takeNotes());

const subject = { kind: 'rehearsal', database: null, facts: { page: 'move-billing' } } as const;

test('work that throws is noted as failed, with what was known of it before, and without its words', async () => {
  const work = () => Promise.reject(new Error('cus_Secret is gone'));
  await expect(withEvidence(subject, work, () => ({ title: 'never', facts: {} }))).rejects.toThrow('is gone');
  const [note] = takeNotes();
  expect(note).toMatchObject({ result: 'failed', facts: { page: 'move-billing' } });
  expect(JSON.stringify(note)).not.toContain('cus_');
});

test('work that ends is noted as it says itself, passed where it says nothing', async () => {
  await withEvidence(
    subject,
    () => 3,
    (steps) => ({ title: 'done', facts: { page: 'move-billing', steps } }),
  );
  await withEvidence(
    { kind: 'check', database: null },
    () => 1,
    () => ({ result: 'failed', title: 'no', facts: {} }),
  );
  expect(takeNotes().map(({ result, facts }) => [result, facts])).toEqual([
    ['passed', { page: 'move-billing', steps: 3 }],
    ['failed', {}],
  ]);
});
