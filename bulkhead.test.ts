import { execFile } from 'node:child_process';
import { symlinkSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import type { Report } from './service/demo/report.ts';
import { type LineEnd, runLines } from './service/testing/command-lines.ts';

const launcher = join(import.meta.dirname, 'bulkhead');
const commands = [
  ...[
    'serve',
    'migrate',
    'grant',
    'access-review',
    'backup',
    'backups',
    'restore',
    'drill',
    'copies',
    'prune',
    'sweep',
    'backfill',
    'verify',
  ],
  ...[
    'events',
    'explain',
    'apps',
    'changes',
    'erase',
    'retain',
    'local-stripe',
    'check',
    'preview',
    'evidence',
    'runbook',
    'rehearse',
    'demo',
    'setup',
  ],
];

/** Runs the launcher as a shell would; never rejects. */
function run(words: string[], options: { launcher?: string; cwd?: string } = {}) {
  return new Promise<{ exitCode: number; stdout: string; stderr: string }>((resolve) => {
    execFile(options.launcher ?? launcher, words, { cwd: options.cwd ?? '/' }, (error, stdout, stderr) => {
      resolve({ exitCode: typeof error?.code === 'number' ? error.code : 0, stdout, stderr });
    });
  });
}

test('--help has one line for each command', async () => {
  const { exitCode, stdout } = await run(['--help']);
  expect(exitCode).toBe(0);
  const lines = stdout.slice(stdout.indexOf('Commands:')).trim().split('\n').slice(1);
  expect(lines.map((line) => line.trim().split(/\s+/)[0])).toEqual(commands);
});

/** Words that nobody understands, and what is said of them. */
const wrong: [string[], string][] = [
  [['srve'], 'Did you mean serve?'],
  [['local-strip'], 'Did you mean local-stripe?'],
  [['local-stripe', '--prot', '1'], 'Did you mean --port?'],
  [['demo', '--jsn'], 'Did you mean --json?'],
  [['frobnicate'], 'Run it with --help'],
  [['migrate', 'biling'], 'Allowed choices are billing, main'],
  [['sweep', '--watch', '--since', '2d'], "option '--watch' cannot be used with option '--since"],
  [['sweep', '--since', '2026-11-24'], 'such as 2026-11-24T06:15:00Z'],
  [['preview', '--stack', 'prod'], 'Allowed choices are production, staging'],
  [['migrate'], "missing required argument 'database'"],
];
const helps = commands.map((command) => [command, '--help']);
let ends: Map<readonly string[], LineEnd>;
beforeAll(async () => {
  const lines = [...helps, ...wrong.map(([words]) => words)];
  const all = await runLines(lines);
  ends = new Map(lines.map((words, index) => [words, all[index]!]));
});

test.each(helps.map((words) => [words[0], words] as const))(
  '%s --help loads its module on the pinned Node and says what it does',
  (command, words) => {
    const { exitCode, stdout, stderr } = ends.get(words)!;
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(stdout).toContain(`Usage: bulkhead ${command}`);
    expect(stdout.split('\n')[2]).toMatch(/^[A-Z]/);
  },
);

test.each(wrong)('%j exits 2 and says what was meant', (words, hint) => {
  const { exitCode, stdout, stderr } = ends.get(words)!;
  expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
  expect(stderr).toContain(hint);
});

test('as a process too, wrong use ends with 2, and help with 0', async () => {
  const wrongUse = await run(['srve']);
  expect(wrongUse).toEqual({ exitCode: 2, stdout: '', stderr: ends.get(wrong[0]![0])!.stderr });
  expect(await run(['serve', '--help'])).toEqual(ends.get(helps[0]!));
});

test('no command at all shows the help and exits 2', async () => {
  expect(await run([])).toMatchObject({ exitCode: 2, stdout: expect.stringContaining('Commands:') as string });
});

test('it starts from any folder, and through a link', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'bulkhead-link-'));
  try {
    symlinkSync(launcher, join(folder, 'b'));
    const { exitCode, stdout } = await run(['--version'], { launcher: './b', cwd: folder });
    expect({ exitCode, version: stdout.trim() }).toEqual({ exitCode: 0, version: '0.1.0' });
  } finally {
    await rm(folder, { recursive: true });
  }
});

test('the demo holds: every event once, the books equal, the wall refused by the server', async () => {
  const { exitCode, stdout, stderr } = await run(['demo', '--json']);
  expect(exitCode, stderr).toBe(0);
  const report = JSON.parse(stdout) as Report;
  expect(report).toMatchObject({ held: true, faults: [], events: { quarantined: 0, toBeReadAfresh: 0 } });
  expect(report.events.sent).toBeGreaterThan(300);
  expect(report.events.deliveries).toBe(report.events.delivered);
  expect(report.events.duplicates).toBeGreaterThan(0);
  expect(report.events.applied + report.events.recorded).toBe(report.events.sent);
  expect(report.books.map(({ equal }) => equal)).not.toContain(false);
  expect(new Set(report.books.map(({ kind }) => kind))).toEqual(new Set(['customers', 'subscriptions', 'invoices']));
  expect(report.wall.map(({ refused }) => refused)).toEqual([true, true]);
  expect(report.shop.map(({ held }) => held)).toEqual([true, true, true, true]);
}, 60_000);
