import { type EvidenceKind, evidenceKinds } from '../../../policies/evidence.ts';
import type { ChainEntry } from '../chain.ts';
import { type EvidenceRecord, firstPrevious, sealed } from '../record.ts';

type Made = Partial<Omit<EvidenceRecord, 'format' | 'version' | 'sequence' | 'previous' | 'hash'>>;

/** What would take over a page that took it for markup. */
export const hostileText = `<script>document.title='taken'</script><img src=x onerror="document.title='taken'">`;

/** A chain of records as a store would hold it; each ends when its content says, or one hour after the one before. */
export function madeChain(contents: readonly Made[], from: Date): ChainEntry[] {
  let previous = firstPrevious;
  return contents.map((content, index) => {
    const at = content.endedAt ?? new Date(from.getTime() + index * 3_600_000).toISOString();
    const record = sealed({
      ...{ format: 'bulkhead-evidence', version: 1, sequence: index + 1, previous },
      ...{ kind: 'check', database: null, result: 'passed', title: 'made', facts: {}, operator: 'on-call', host: 'h' },
      ...{ commit: 'abc', tools: { bulkhead: '0.1.0' }, startedAt: at, endedAt: at, recordedAt: at },
      ...content,
    });
    previous = record.hash;
    return { name: `records/${String(index + 1).padStart(9, '0')}.json`, record };
  });
}

/** What the questions of an auditor are answered from, as the commands record it, all of one commit. */
export function recordsOfAnAudit(commit: string): Made[] {
  const backup = '20261125T060012345Z-0a1b2c';
  const recovered = { backup, recoverySeconds: 12.3, recoverySecondsMax: 3600, tables: 17, equal: 17, rows: 2922 };
  return [
    { kind: 'check', title: '0 findings in 1401 files, by 13 rules', facts: { findings: 0, waived: 42 }, commit },
    { kind: 'tests', title: '2,801 passed, 0 failed', facts: { passed: 2801, failed: 0, skipped: 0 }, commit },
    ...(['billing', 'main'] as const).flatMap((database): Made[] => [
      {
        kind: 'backup',
        database,
        title: '2922 rows in 259.6 KiB, every byte read back and equal',
        facts: { backup, rows: 2922 },
      },
      {
        kind: 'drill',
        database,
        title: '17 of 17 tables equal; compared: every value; recovered in 12.3 s',
        facts: recovered,
      },
      { kind: 'access-review', database, title: '6 users of the server, 2 keys of apps, 0 surprises' },
    ]),
    { kind: 'erasure', database: 'billing', title: '1 customer erased', facts: { erased: 1, events: 12 } },
  ];
}

/** So many records of every kind, one an hour. */
export function manyRecords(count: number): Made[] {
  return Array.from({ length: count }, (_, index): Made => {
    const kind: EvidenceKind = evidenceKinds[index % evidenceKinds.length]!;
    const database = index % 2 === 0 ? 'billing' : 'main';
    return { kind, database, title: `${kind} number ${index}`, facts: factsOf(index) };
  });
}

function factsOf(index: number): EvidenceRecord['facts'] {
  return {
    ...{ rows: 1000 + index, bytes: 50_000 + index * 10, backup: `b${index}`, tables: 16, findings: index % 3 },
    ...{ recoverySeconds: 10 + (index % 7), recoverySecondsMax: 3600 },
    ...{ commitP95Milliseconds: 4 + (index % 5), commitP99Milliseconds: 6 + (index % 5) },
  };
}
