import { Readable } from 'node:stream';
import { z } from 'zod';
import { databaseClasses } from '../../../policies/databases.ts';
import type { Store } from '../store/store.ts';
import { timeName } from '../names.ts';

const count = z.int().min(0);
const time = z.iso.datetime({ precision: 3 });

const schema = z.strictObject({
  format: z.literal('bulkhead-drill'),
  version: z.literal(1),
  class: z.enum(databaseClasses),
  result: z.enum(['passed', 'failed']),
  /** What did not hold, in words; empty where all of it did. */
  faults: z.array(z.string()),
  backup: z
    .strictObject({ id: z.string(), snapshotAt: time, place: z.string(), verifiedAt: time.nullable() })
    .nullable(),
  startedAt: time,
  endedAt: time,
  /** From the choice of the backup to a database that could be swapped in. */
  recoverySeconds: z.number().min(0).nullable(),
  recoverySecondsMax: count,
  scratchDatabase: z.string(),
  tables: z.array(z.strictObject({ name: z.string(), rows: count, restoredRows: count, equal: z.boolean() })),
  queries: z.array(z.strictObject({ title: z.string(), found: count })),
  /** What the service said of itself on the restored database; null where this database has no service here. */
  service: z.strictObject({ ready: z.boolean(), answer: z.string() }).nullable(),
  erasuresReplayed: count,
  madeBy: z.strictObject({ operator: z.string(), host: z.string(), bulkhead: z.string(), commit: z.string() }),
});

/** The dated proof that a backup could be restored, or that it could not. */
export type DrillRecord = z.infer<typeof schema>;

/** Stores a record as JSON and as Markdown, under a name of its own: an old record is never written over. */
export async function storeRecord(store: Store, record: DrillRecord): Promise<string> {
  const name = `drills/${record.class}/${timeName(new Date(record.startedAt))}-${record.result}`;
  await store.put(`${name}.json`, Readable.from([Buffer.from(`${JSON.stringify(record, null, 2)}\n`)]));
  await store.put(`${name}.md`, Readable.from([Buffer.from(inMarkdown(record))]));
  return name;
}

/** When each backup was last drilled with success, by its id. */
export async function drilledBackups(store: Store, databaseClass: string): Promise<Map<string, string>> {
  const drilled = new Map<string, string>();
  for (const { name } of await store.list(`drills/${databaseClass}/`)) {
    if (!name.endsWith('-passed.json')) continue;
    const record = schema.safeParse(
      JSON.parse(Buffer.concat(await Array.fromAsync(await store.open(name))).toString()),
    );
    if (record.success && record.data.backup !== null) drilled.set(record.data.backup.id, record.data.endedAt);
  }
  return drilled;
}

/** The record for a person and an auditor. */
export function inMarkdown(record: DrillRecord): string {
  const { backup, recoverySeconds, recoverySecondsMax, service, madeBy } = record;
  const facts: [string, string][] = [
    ['Result', record.result],
    ['Backup', backup === null ? 'none' : `${backup.id}, snapshot of ${backup.snapshotAt}, in ${backup.place}`],
    ['Restored to', record.scratchDatabase],
    ['Started, ended', `${record.startedAt}, ${record.endedAt}`],
    ['Recovery time', `${recoverySeconds?.toFixed(1) ?? 'not reached'} s; objective ${recoverySecondsMax} s`],
    ['Erasures replayed', String(record.erasuresReplayed)],
    [
      'Service',
      service === null ? 'none for this database' : `${service.ready ? 'ready' : 'NOT READY'}: ${service.answer}`,
    ],
    ['By', `${madeBy.operator} on ${madeBy.host}, Bulkhead ${madeBy.bulkhead}, commit ${madeBy.commit}`],
  ];
  return [
    `# Restore drill of ${record.class}: ${record.result}`,
    '',
    ...record.faults.map((fault) => `- ${fault}`),
    ...(record.faults.length > 0 ? [''] : []),
    '| | |',
    '| --- | --- |',
    ...facts.map(([name, value]) => `| ${name} | ${value} |`),
    '',
    '| table | rows in the backup | rows restored | equal |',
    '| --- | ---: | ---: | --- |',
    ...record.tables.map(
      ({ name, rows, restoredRows, equal }) => `| ${name} | ${rows} | ${restoredRows} | ${equal ? 'yes' : 'NO'} |`,
    ),
    '',
    '| must not be there | found |',
    '| --- | ---: |',
    ...record.queries.map(({ title, found }) => `| ${title} | ${found} |`),
    '',
  ].join('\n');
}
