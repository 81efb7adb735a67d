import { expect, test } from 'vitest';
import { evidenceOfBackup, evidenceOfCopies, evidenceOfDrill, evidenceOfRestore, resultOfRestore } from './evidence.ts';
import type { DrillRecord } from './drill/record.ts';
import type { Manifest } from './manifest.ts';

test.each([
  ['folder', null, 'not locked', 'none'],
  ['S3 bucket', 'COMPLIANCE', 'locked until 2027-02-28', 'COMPLIANCE until 2027-02-28T06:00:00.000Z'],
] as const)('a backup in a %s says what locks it: %s', (kind, lockMode, inTitle, lock) => {
  const dates = { snapshotAt: '2026-11-30T06:00:00.000Z', retainUntil: '2027-02-28T06:00:00.000Z' };
  const sizes = { tables: [{ rows: 42 }], sections: [{ storedBytes: 2048 }] };
  const told = evidenceOfBackup({ id: 'b1', ...dates, ...sizes, verifiedAt: null } as Manifest, { kind, lockMode });
  expect(told.title).toBe(`42 rows in 2.0 KiB, not read back, ${inTitle}`);
  expect(told.facts).toMatchObject({ retainUntil: '2027-02-28T06:00:00.000Z', store: kind, lock });
});

test.each([
  [[{ equal: true, restoredRows: 3 }], 4, '1 of 1 tables equal; compared: every value; recovered in 4.0 s'],
  [[], null, '0 of 0 tables equal; compared: nothing; not recovered'],
])('a drill says what it compared, which is nothing where it did not get so far', (tables, recoverySeconds, title) => {
  const record = { tables, recoverySeconds, faults: [], backup: null, service: null } as unknown as DrillRecord;
  expect(evidenceOfDrill(record).title).toBe(title);
});

test('a restore tells how many tables and rows were counted beside those of the backup', () => {
  const tables = [{ rows: 40 }, { rows: 2 }] as Manifest['tables'];
  const manifest = { id: 'b1', snapshotAt: '2026-11-25T06:00:00.000Z', tables } as Manifest;
  const result = resultOfRestore({ manifest, database: 'billing', replaced: 'billing_old', erasuresReplayed: 1 });
  expect(evidenceOfRestore({ result })).toEqual({
    title: '2 tables with 42 rows restored to billing from b1; compared: row counts, not values',
    facts: {
      ...{ backup: 'b1', restoredTo: 'billing', replaced: 'billing_old', tables: 2, rows: 42 },
      compared: 'row counts, not values',
    },
  });
});

test('one that takes an older one back names no backup, so that nobody counts it as a proof of one', () => {
  const result = { database: 'billing', replaced: 'billing_old', erasuresReplayed: 0 };
  expect(evidenceOfRestore({ result }).facts).toMatchObject({
    ...{ backup: null, tables: null, rows: null, compared: 'nothing' },
  });
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
