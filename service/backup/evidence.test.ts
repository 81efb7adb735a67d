import { expect, test } from 'vitest';
import { evidenceOfCopies, evidenceOfRestore, resultOfRestore } from './evidence.ts';
import type { Manifest } from './manifest.ts';

test('a restore tells how many tables and rows were counted beside those of the backup', () => {
  const tables = [{ rows: 40 }, { rows: 2 }] as Manifest['tables'];
  const manifest = { id: 'b1', snapshotAt: '2026-11-25T06:00:00.000Z', tables } as Manifest;
  const result = resultOfRestore({ manifest, database: 'billing', replaced: 'billing_old', erasuresReplayed: 1 });
  expect(evidenceOfRestore({ result })).toEqual({
    title: '2 tables with 42 rows restored to billing from b1',
    facts: { backup: 'b1', database: 'billing', replaced: 'billing_old', tables: 2, rows: 42 },
  });
});

test('one that takes an older one back names no backup, so that nobody counts it as a proof of one', () => {
  const result = { database: 'billing', replaced: 'billing_old', erasuresReplayed: 0 };
  expect(evidenceOfRestore({ result }).facts).toMatchObject({ backup: null, tables: null, rows: null });
});

test('a copy that stays too long is evidence that failed', () => {
  const copy = { name: 'billing_copy', kind: 'copy', ageSeconds: 1, bytes: 2, isOverdue: false } as const;
  expect(evidenceOfCopies({ dropped: [copy], left: [copy] })).toMatchObject({
    result: 'passed',
    title: '1 copies dropped, 1 left, 0 of them for too long',
    facts: { dropped: 1, left: 1, overdue: 0, bytes: 2 },
  });
  expect(evidenceOfCopies({ dropped: [], left: [{ ...copy, isOverdue: true }] })).toMatchObject({ result: 'failed' });
});
