import { join, resolve } from 'node:path';
import Table from 'cli-table3';
import { Command, InvalidArgumentError, Option } from 'commander';
import { evidenceKinds, evidenceListedDefault } from '../policies/evidence.ts';
import { evidenceVariable } from '../evidence-note.ts';
import { exitCode } from '../failure.ts';
import { openEvidence } from '../service/evidence/append-notes.ts';
import { type ChainFault, faultsOf, headOf, readChain, recordsOf } from '../service/evidence/chain.ts';
import type { EvidenceRecord } from '../service/evidence/record.ts';

const verify = new Command('verify')
  .description(
    'proves that no record was changed, removed, put in elsewhere or dated in the future. That the end was cut off shows\n' +
      'only to whoever says what the last record was: --expect, from a site that was built before',
  )
  .option('--expect <number:hash>', 'a record that was there once, as every site says of its last one', readExpected)
  .option('--json', 'print { records, last, faults } as one JSON object')
  .action(async ({ expect, json }: { expect?: Pick<EvidenceRecord, 'sequence' | 'hash'>; json?: boolean }) => {
    const entries = await readChain(await openEvidence());
    const faults = faultsOf(entries, new Date(), expect);
    const said = { records: entries.length, last: headOf(recordsOf(entries)), faults };
    process.stdout.write(json === true ? `${JSON.stringify(said, null, 2)}\n` : describeChain(said));
    if (faults.length > 0) process.exitCode = exitCode.failed;
  });

const list = new Command('list')
  .description('lists records, newest first')
  .addOption(new Option('--kind <kind>', 'these alone').choices(evidenceKinds))
  .addOption(new Option('--database <database>', 'those about it alone').choices(['billing', 'main']))
  .option('--limit <number>', 'how many at the most', readLimit, evidenceListedDefault)
  .option('--json', 'print the records as one JSON list')
  .action(async ({ kind, database, limit, json }: ListOptions) => {
    const records = recordsOf(await readChain(await openEvidence()))
      .filter((record) => (kind ?? record.kind) === record.kind && (database ?? record.database) === record.database)
      .reverse()
      .slice(0, limit);
    process.stdout.write(json === true ? `${JSON.stringify(records, null, 2)}\n` : describeRecords(records));
  });

const build = new Command('build')
  .description('writes the site of evidence: static pages that open from a folder, without a server or a network')
  .option('--out <folder>', 'where; a site that lies there is replaced once the new one is whole', '.bulkhead/site')
  .action(async ({ out }: { out: string }) => {
    const entries = await readChain(await openEvidence());
    // What draws and renders is loaded for this alone.
    const [{ buildSite }, { writeFolder }] = await Promise.all([
      import('./site/build-site.ts'),
      import('./site/write-folder.ts'),
    ]);
    const files = await buildSite(entries, { repository: join(import.meta.dirname, '..'), now: new Date() });
    writeFolder(out, files);
    process.stdout.write(`${resolve(out, 'index.html')}\n`);
  });

interface ListOptions {
  kind?: string;
  database?: string;
  limit: number;
  json?: boolean;
}

export const command = new Command()
  .description(
    'Reads what was recorded of backups, drills, checks and the like. Each command writes its own record where\n' +
      `${evidenceVariable} is set, chained to the one before.`,
  )
  .addCommand(verify)
  .addCommand(list)
  .addCommand(build)
  .addHelpText(
    'after',
    `
Environment:
  ${evidenceVariable}  where evidence is kept: s3://bucket/prefix or file:/folder

Exit codes: 0 done, nothing is wrong; 1 the chain is not as it was written, or cannot be read; 2 wrong use.

Examples:
  ./bulkhead evidence verify --expect "$(jq --raw-output .last .bulkhead/site/evidence.json)"
  ./bulkhead evidence list --kind drill --database billing
  ./bulkhead evidence build --out /tmp/site`,
  );

function describeChain({
  records,
  last,
  faults,
}: {
  records: number;
  last: string | null;
  faults: ChainFault[];
}): string {
  const lines = faults.map(({ name, problem }) => `${name}: ${problem}\n`);
  const what = faults.length === 0 ? 'each as it was written' : `${faults.length} things are wrong`;
  return `${lines.join('')}${records} records, ${what}\n${last === null ? '' : `last: ${last}\n`}`;
}

function describeRecords(records: readonly EvidenceRecord[]): string {
  const rows = new Table({
    head: ['number', 'ended', 'kind', 'database', 'result', 'what'],
    style: { head: [], border: [], compact: true },
  });
  for (const { sequence, endedAt, kind, database, result, title } of records) {
    rows.push([sequence, endedAt.slice(0, 16).replace('T', ' '), kind, database ?? '', result, title]);
  }
  return records.length === 0 ? 'No records.\n' : `${rows.toString()}\n`;
}

function readExpected(text: string): Pick<EvidenceRecord, 'sequence' | 'hash'> {
  const [, sequence, hash] = /^(\d{1,9}):([0-9a-f]{64})$/.exec(text) ?? [];
  if (sequence === undefined || hash === undefined) {
    throw new InvalidArgumentError('It is a number and a hash, with a colon between them.');
  }
  return { sequence: Number(sequence), hash };
}

function readLimit(text: string): number {
  const limit = Number(text);
  if (!Number.isInteger(limit) || limit < 1) throw new InvalidArgumentError('It is a number from 1 on.');
  return limit;
}
