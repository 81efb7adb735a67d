import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Table from 'cli-table3';
import { Failure } from '../../failure.ts';
import { connect } from '../database/connect.ts';
import { startPrivateMariadb } from '../database/local-mariadb/private.ts';
import { findProgram } from '../database/local-mariadb/programs.ts';
import { growBilling, playYearIntoBilling } from './backup/database.ts';
import { type TimedRun, timeProcess } from './backup/timed-process.ts';

/**
 * What backup and restore cost beside the bare pipes that people write, on a billing database of about 1 GB, in one run:
 *   dump pipe      mariadb-dump --single-transaction | zstd > file
 *   backup         bulkhead backup --no-verify, to a folder
 *   verified       bulkhead backup, to a folder: read back, decompressed and compared
 *   load pipe      zstd -d | mariadb
 *   restore        bulkhead restore --into
 * They take turns; of each the better round counts. Before that, the same on 100 MB, for the memory alone.
 */
const roundCount = Number(process.env['ROUNDS'] ?? 2);
const smallBytes = 100_000_000;
const largeBytes = Number(process.env['BYTES'] ?? 1_000_000_000);
const launcher = join(import.meta.dirname, '../../bulkhead');

const contenders = ['dump pipe', 'backup', 'verified', 'load pipe', 'restore'] as const;
type Contender = (typeof contenders)[number];
type Best = Partial<Record<Contender, TimedRun>>;

if (findProgram('zstd') === undefined) {
  throw new Failure('the bare pipe needs zstd, which is not on this machine', { fix: 'apt-get install -y zstd' });
}
const folder = mkdtempSync(join(tmpdir(), 'bulkhead-bench-backup-'));
const mariadb = await startPrivateMariadb({
  'innodb-buffer-pool-size': '512M',
  'innodb-log-file-size': '512M',
  'max-allowed-packet': '256M',
});
const environment = {
  ...process.env,
  BILLING_DATABASE_URL: mariadb.urls.billing.app,
  // By the socket, as the pipes: another way to the server would be measured as well.
  BILLING_BACKUP_URL: bySocket(mariadb.urls.billing.backup),
  BILLING_RESTORE_URL: bySocket(mariadb.urls.billing.restore),
  BILLING_BACKUP_STORE: `file:${folder}/store`,
};
process.env['BILLING_DATABASE_URL'] = mariadb.urls.billing.app;
const admin = await connect(mariadb.adminUrl, 'the local root');
const password = new URL(mariadb.adminUrl).password;
const client = `--no-defaults --socket=${mariadb.socketPath} --user=root --password=${password}`;
const pipeFile = join(folder, 'pipe.sql.zst');

try {
  await playYearIntoBilling();
  await growBilling(admin, smallBytes);
  const small = await playRound({});
  const bytes = await growBilling(admin, largeBytes);
  say(`billing has ${Math.round(bytes / 2 ** 20)} MiB`);
  let best: Best = {};
  for (let round = 0; round < roundCount; round += 1) best = await playRound(best);
  report(best as Record<Contender, TimedRun>, small as Record<Contender, TimedRun>, bytes);
} finally {
  await admin.end();
  await mariadb.stop();
  rmSync(folder, { recursive: true });
}

function bySocket(url: string): string {
  return `${url}?socketPath=${mariadb.socketPath}`;
}

async function playRound(best: Best): Promise<Best> {
  const shell = (script: string) => ['/bin/bash', '-o', 'pipefail', '-c', script] as const;
  const turns: Record<Contender, () => Promise<TimedRun>> = {
    'dump pipe': () => timed(shell(`mariadb-dump ${client} --single-transaction billing | zstd -q -f -o ${pipeFile}`)),
    backup: () => timed([launcher, 'backup', 'billing', '--no-verify']),
    verified: () => timed([launcher, 'backup', 'billing']),
    'load pipe': async () => {
      await admin.query('CREATE OR REPLACE DATABASE bench_pipe');
      const run = await timed(
        shell(`zstd -d -q -c ${pipeFile} | mariadb ${client} --max-allowed-packet=1G bench_pipe`),
      );
      await admin.query('DROP DATABASE bench_pipe');
      return run;
    },
    restore: async () => {
      const run = await timed([launcher, 'restore', 'billing', '--into', 'billing_bench']);
      await admin.query('DROP DATABASE billing_bench');
      return run;
    },
  };
  const better = { ...best };
  for (const name of contenders) {
    const run = await turns[name]();
    say(`${name.padEnd(10)} ${run.seconds.toFixed(2)} s, ${Math.round(run.peakMebibytes)} MiB`);
    const known = better[name];
    const seconds = Math.min(run.seconds, known?.seconds ?? Number.POSITIVE_INFINITY);
    better[name] = { seconds, peakMebibytes: Math.max(run.peakMebibytes, known?.peakMebibytes ?? 0) };
  }
  rmSync(join(folder, 'store'), { recursive: true });
  return better;
}

function timed(command: readonly [string, ...string[]]): Promise<TimedRun> {
  return timeProcess(command, environment);
}

function report(large: Record<Contender, TimedRun>, small: Record<Contender, TimedRun>, bytes: number): void {
  const table = new Table({
    head: ['', 'seconds', 'MiB/s of database', 'peak MiB', 'peak MiB at 100 MB'],
    colAligns: ['left', 'right', 'right', 'right', 'right'],
    style: { head: [], border: [], compact: true },
  });
  for (const name of contenders) {
    const { seconds, peakMebibytes } = large[name];
    const ours = !name.endsWith('pipe');
    table.push([
      name,
      seconds.toFixed(2),
      (bytes / 2 ** 20 / seconds).toFixed(0),
      ours ? Math.round(peakMebibytes) : '',
      ours ? Math.round(small[name].peakMebibytes) : '',
    ]);
  }
  const rate = (pipe: Contender, ours: Contender) => rounded(large[pipe].seconds / large[ours].seconds);
  const peak = (runs: Record<Contender, TimedRun>) =>
    Math.round(Math.max(...(['backup', 'verified', 'restore'] as const).map((name) => runs[name].peakMebibytes)));
  const closing = {
    bench: 'backup',
    ratios: {
      backup_to_pipe: rate('dump pipe', 'backup'),
      verified_backup_to_pipe: rate('dump pipe', 'verified'),
      restore_to_pipe: rate('load pipe', 'restore'),
    },
    figures: {
      peak_mib: peak(large),
      peak_mib_small: peak(small),
      database_mib: Math.round(bytes / 2 ** 20),
      dump_file_mib: Math.round(statSync(pipeFile).size / 2 ** 20),
    },
  };
  process.stdout.write(`${table.toString()}\n${JSON.stringify(closing)}\n`);
}

function rounded(value: number): number {
  return Number(value.toFixed(2));
}

function say(line: string): void {
  process.stderr.write(`${line}\n`);
}
