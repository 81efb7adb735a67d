import { describe, expect, test } from 'vitest';
import { backups, keptVerifiedMin, unfinishedHoursMax } from '../../policies/backup.ts';
import { type BackupStatus, judgeRetention, type StoreStatus } from './status.ts';
import { timeName } from './names.ts';

const now = new Date('2026-11-24T12:00:00Z');
const day = 24 * 3600 * 1000;
const { keepDays } = backups.billing;

/** A backup made so many days ago, as its manifest and its name say. */
function made(daysAgo: number, change: Partial<BackupStatus> = {}): BackupStatus {
  const at = new Date(now.getTime() - daysAgo * day);
  return {
    id: `${timeName(at)}-abcdef`,
    state: 'backup',
    fault: null,
    snapshotAt: at.toISOString(),
    storedBytes: 1,
    rows: 1,
    verifiedAt: at.toISOString(),
    drilledAt: null,
    retainUntil: new Date(at.getTime() + keepDays * day).toISOString(),
    ...change,
  };
}

const unfinished = (hoursAgo: number) =>
  made(hoursAgo / 24, { state: 'unfinished', snapshotAt: null, verifiedAt: null, retainUntil: null, rows: null });

/** Newest first, as a status lists them; enough young ones before that none of these is among the newest. */
function judge(...those: BackupStatus[]): boolean[] {
  const young = Array.from({ length: keptVerifiedMin }, (_, index) => made(index / 4));
  const status: StoreStatus = {
    class: 'billing',
    place: 'a test',
    objectiveHolds: true,
    newestAgeSeconds: 0,
    ageSecondsMax: 1,
    backups: [...young, ...those],
  };
  const verdicts = judgeRetention(status, now);
  expect(verdicts.slice(0, young.length).map((verdict) => verdict.delete)).not.toContain(true);
  return verdicts.slice(young.length).map((verdict) => verdict.delete);
}

describe('prune', () => {
  test.each<[string, BackupStatus, boolean]>([
    ['a backup that is past its retention goes', made(keepDays + 0.01), true],
    ['one a moment younger stays', made(keepDays - 0.001), false],
    [
      'one whose manifest promises longer stays',
      made(keepDays + 5, { retainUntil: '2026-12-01T00:00:00.000Z' }),
      false,
    ],
    [
      'one whose manifest promises less than the policy stays',
      made(keepDays - 5, { retainUntil: '2026-01-01T00:00:00.000Z' }),
      false,
    ],
    [
      'one that cannot be believed stays for a person',
      made(keepDays + 5, { state: 'unusable', fault: 'edited' }),
      false,
    ],
    ['one that nobody verified goes as well', made(keepDays + 1, { verifiedAt: null }), true],
    ['an upload that may be under way stays', unfinished(unfinishedHoursMax - 0.1), false],
    ['one that a killed run left goes', unfinished(unfinishedHoursMax + 0.1), true],
    ['a folder whose name says no time stays', made(keepDays + 5, { id: 'notes' }), false],
  ])('%s', (_title, backup, goes) => {
    expect(judge(backup)).toEqual([goes]);
  });

  test('the newest verified ones stay, however old they are', () => {
    const old = Array.from({ length: keptVerifiedMin + 2 }, (_, index) => made(keepDays + 10 + index));
    const unverified = made(keepDays + 9, { verifiedAt: null });
    const status: StoreStatus = {
      ...{ class: 'billing', place: 'a test', objectiveHolds: false, newestAgeSeconds: 0, ageSecondsMax: 1 },
      backups: [unverified, ...old],
    };
    const goes = judgeRetention(status, now).map((verdict) => verdict.delete);
    expect(goes).toEqual([true, ...old.map((_, index) => index >= keptVerifiedMin)]);
  });
});
