import { join, resolve } from 'node:path';
import Table from 'cli-table3';
import { Command, InvalidArgumentError, Option } from 'commander';
import { evidenceEnvironments, evidenceKinds, evidenceListedDefault } from '../policies/evidence.ts';
import { environmentVariable, evidenceVariable, withEvidence } from '../evidence-note.ts';
import { exitCode, Failure } from '../failure.ts';
import {
  type ChainRecord,
  type ChainReport,
  type ExpectedRecord,
  recordsOf,
  reportOn,
} from '../service/evidence/chains.ts';
import { environmentOf } from '../service/evidence/environment.ts';
import { evidenceOfLatency, readCommitLatency } from '../service/evidence/latency.ts';
import { second } from './site/times.ts';
import { type ChainSource, ownChain, readChains, readExpected, readSource } from './evidence/chain-source.ts';

const from = () =>
  new Option(
    '--from <name=url>',
    `a chain and a name for it, as often as there are chains; ${ownChain}=$${evidenceVariable} where none is said`,
  ).argParser((text: string, sources: ChainSource[] = []) => [...sources, readSource(text, sources)]);

const verify = new Command('verify')
  .description(
    'proves of each chain that no record was changed, removed, put in elsewhere or dated in the future. That the end was cut\n' +
      'off shows only to whoever says what the last record was: --expect, from a site that was built before',
  )
  .addOption(from())
  .addOption(
    new Option(
      '--expect <name=number:hash>',
      'a record that was there once, as every site says of the last one of each chain; as often as there are',
    ).argParser((text: string, expected: ExpectedRecord[] = []) => [...expected, readExpected(text)]),
  )
  .option('--json', 'print { chains: [{ chain, records, last, faults }] } as one JSON object')
  .action(async ({ from: sources, expect = [], json }: ChainOptions & { expect?: ExpectedRecord[] }) => {
    const chains = await readChains(sources);
    const unknown = expect.find(({ chain }) => !chains.some(({ name }) => name === chain));
    if (unknown !== undefined) {
      throw new Failure(`no chain is called ${unknown.chain}`, {
        fix: `expect a record of one that is read: ${chains.map(({ name }) => name).join(', ')}`,
        exitCode: exitCode.wrongUse,
      });
    }
    const reports = chains.map((chain) => reportOn(chain, new Date(), expect));
    process.stdout.write(
      json === true ? `${JSON.stringify({ chains: reports }, null, 2)}\n` : reports.map(describeReport).join(''),
    );
    if (reports.some(({ faults }) => faults.length > 0)) process.exitCode = exitCode.failed;
  });

const list = new Command('list')
  .description('lists records of all chains, newest first')
  .addOption(from())
  .addOption(new Option('--kind <kind>', 'these alone').choices(evidenceKinds))
  .addOption(new Option('--database <database>', 'those about it alone').choices(['billing', 'main']))
  .option('--limit <number>', 'how many at the most', readLimit, evidenceListedDefault)
  .option('--json', 'print the records as one JSON list')
  .action(async ({ from: sources, kind, database, limit, json }: ListOptions) => {
    const records = recordsOf(await readChains(sources))
      .filter((record) => (kind ?? record.kind) === record.kind && (database ?? record.database) === record.database)
      .reverse()
      .slice(0, limit);
    process.stdout.write(json === true ? `${JSON.stringify(records, null, 2)}\n` : describeRecords(records));
  });

const build = new Command('build')
  .description('writes the site of evidence: static pages that open from a folder, without a server or a network')
  .addOption(from())
  .option('--out <folder>', 'where; a site that lies there is replaced once the new one is whole', '.bulkhead/site')
  .action(async ({ from: sources, out }: ChainOptions & { out: string }) => {
    const chains = await readChains(sources);
    // What draws and renders is loaded for this alone.
    const [{ buildSite }, { writeFolder }] = await Promise.all([
      import('./site/build-site.ts'),
      import('./site/write-folder.ts'),
    ]);
    const files = await buildSite(chains, { repository: join(import.meta.dirname, '..'), now: new Date() });
    writeFolder(out, files);
    process.stdout.write(`${resolve(out, 'index.html')}\n`);
  });

const latency = new Command('latency')
  .description('records how long commits of webhooks took, from the metrics of a running service')
  .requiredOption('--service <url>', 'where it answers, such as http://10.0.1.7:8080')
  .action(async ({ service }: { service: string }) => {
    const read = () => readCommitLatency(service);
    const told = evidenceOfLatency(
      await withEvidence({ kind: 'latency', database: 'billing' }, read, evidenceOfLatency),
    );
    process.stdout.write(`${told.title}\n`);
  });

interface ChainOptions {
  from?: ChainSource[];
  json?: boolean;
}

interface ListOptions extends ChainOptions {
  kind?: string;
  database?: string;
  limit: number;
}

export const command = new Command()
  .description(
    'Reads what was recorded of backups, drills, checks and the like. Each command writes its own record where\n' +
      `${evidenceVariable} is set, chained to the one before.`,
  )
  .addCommand(verify)
  .addCommand(list)
  .addCommand(build)
  .addCommand(latency)
  .addHelpText(
    'after',
    `
Environment:
  ${evidenceVariable}  where evidence is kept: s3://bucket/prefix or file:/folder
  ${environmentVariable}     where commands run, for their records: ${evidenceEnvironments.join(', ')};
                           unset, what goes to a folder is local, and what goes to a bucket does not say

Exit codes: 0 done, nothing is wrong; 1 a chain is not as it was written, or cannot be read; 2 wrong use.

Examples:
  ./bulkhead evidence verify --expect "$(jq --raw-output '.chains[0].last' .bulkhead/site/evidence.json)"
  ./bulkhead evidence list --kind drill --database billing
  ./bulkhead evidence build --from billing=s3://acme-billing-evidence/jobs --from ci=file:/var/evidence --out /tmp/site`,
  );

function describeReport({ chain, records, last, faults }: ChainReport): string {
  const lines = faults.map(({ name, problem }) => `${chain}: ${name}: ${problem}\n`);
  const what = faults.length === 0 ? 'each as it was written' : `${faults.length} things are wrong`;
  return `${lines.join('')}${chain}: ${records} records, ${what}\n${last === null ? '' : `last: ${last}\n`}`;
}

function describeRecords(records: readonly ChainRecord[]): string {
  const rows = new Table({
    head: ['chain', 'number', 'environment', 'ended', 'kind', 'database', 'result', 'what'],
    style: { head: [], border: [], compact: true },
  });
  for (const record of records) {
    const { chain, sequence, endedAt, kind, database, result, title } = record;
    rows.push([chain, sequence, environmentOf(record), second(endedAt), kind, database ?? '', result, title]);
  }
  return records.length === 0 ? 'No records.\n' : `${rows.toString()}\n`;
}

function readLimit(text: string): number {
  const limit = Number(text);
  if (!Number.isInteger(limit) || limit < 1) throw new InvalidArgumentError('It is a number from 1 on.');
  return limit;
}
