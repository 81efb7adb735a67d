import { execFile } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { CheckResult } from './finding.ts';

const root = join(import.meta.dirname, '..');
const folder = mkdtempSync(join(tmpdir(), 'bulkhead-package-'));
const app = join(folder, 'app');
const installed = join(app, 'node_modules/bulkhead');
const machinePath = (process.env['PATH'] ?? '')
  .split(delimiter)
  .filter((entry) => !entry.includes('node_modules'))
  .join(delimiter);

/** A repository that breaks one rule in each language that the checker has a parser for. */
const texts: Record<string, string> = {
  'package.json': '{ "name": "app", "devDependencies": { "prisma": "7.10.0" }, "scripts": { "db": "prisma db push" } }',
  'bulkhead.config.json': JSON.stringify({
    databases: {
      billing: { schema: 'billing/billing.prisma', config: 'billing/billing.config.ts', code: ['billing/**'] },
      main: { schema: 'main/main.prisma', code: ['**'] },
    },
  }),
  'billing/billing.prisma':
    'generator client {\n  provider = "prisma-client"\n  output = "./client"\n}\nmodel Card {\n  id String @id\n  cvc String\n}\n',
  'billing/billing.config.ts': 'export default {};\n',
  'billing/pay.ts': "import { PrismaClient } from '@prisma/client';\n",
  'main/main.prisma': 'generator client {\n  provider = "prisma-client"\n  output = "./client"\n}\n',
  'scripts/reset.sh': '#!/bin/sh\nnpx prisma migrate reset\n',
  'ci.md': '```sh\nnpx prisma migrate deploy\n```\n',
  '.github/workflows/ci.yml':
    'on: push\njobs:\n  one:\n    runs-on: x\n    steps:\n      - run: npx prisma migrate deploy\n',
};
const expected = [
  '.github/workflows/ci.yml prisma-commands-pinned',
  'billing/billing.prisma no-card-data',
  'billing/pay.ts clients-stay-apart',
  'ci.md prisma-commands-pinned',
  'package.json prisma-commands-pinned',
  'scripts/reset.sh prisma-commands-pinned',
];

beforeAll(async () => {
  mkdirSync(app);
  expect(await run('npm', ['pack', '--pack-destination', folder], { cwd: root })).toMatchObject({ exitCode: 0 });
  const packed = readdirSync(folder).find((name) => name.endsWith('.tgz'))!;
  writeFileSync(join(app, 'package.json'), '{ "name": "app", "private": true }');
  const install = ['install', '--prefer-offline', '--no-audit', '--no-fund', join(folder, packed)];
  expect(await run('npm', install, { cwd: app })).toMatchObject({ exitCode: 0 });
  write(texts);
}, 60_000);

afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('the package holds the compiled checker with every page and schema, and nothing else of the repository', () => {
  expect(readdirSync(installed).sort()).toEqual(['README.md', 'dist', 'package.json']);
  const files = readdirSync(join(installed, 'dist'), { recursive: true, encoding: 'utf8' });
  expect(new Set(files.map((file) => file.split('/')[0]))).toEqual(
    new Set(['bulkhead.package.js', 'checks', 'command-line.js', 'evidence-note.js', 'failure.js', 'policies']),
  );
  expect(files.filter((file) => /\.ts$|\.test\.|bench|testing/.test(file))).toEqual([]);
  const pages = (at: string) => readdirSync(at, { recursive: true, encoding: 'utf8' }).filter(isPage).sort();
  expect(pages(join(installed, 'dist/checks'))).toEqual(pages(join(root, 'checks')).filter(isDelivered));
});

test('a consumer gets no client, no driver and nothing that runs when it is installed', () => {
  const lock = JSON.parse(readFileSync(join(app, 'package-lock.json'), 'utf8')) as {
    packages: Record<string, { hasInstallScript?: boolean }>;
  };
  const names = Object.keys(lock.packages);
  expect(names).toContain('node_modules/ts-morph');
  expect(names.filter((name) => /prisma|mariadb|stripe|pino|node_modules\/node$/.test(name))).toEqual([]);
  expect(names.filter((name) => lock.packages[name]!.hasInstallScript === true)).toEqual([]);
});

describe.each(nodes())('on Node %s', (_version, path) => {
  const bulkhead = (words: string[]) => run('npx', ['--no', '--', 'bulkhead', ...words], { cwd: app, path });

  test('npx bulkhead check finds the breach in every language, and warns of nothing', async () => {
    const { exitCode, stdout, stderr } = await bulkhead(['check', '--format', 'json', '--no-cache']);
    expect({ exitCode, stderr }).toEqual({ exitCode: 1, stderr: '' });
    const { findings } = JSON.parse(stdout) as CheckResult;
    expect(findings.map(({ file, rule }) => `${file} ${rule}`).sort()).toEqual(expected);
  });

  test('a rule that is explained, the help and the version read as in the repository', async () => {
    const page = readFileSync(join(root, 'checks/rules/clients-stay-apart.md'), 'utf8');
    expect(await bulkhead(['check', '--explain', 'clients-stay-apart'])).toMatchObject({ exitCode: 0, stdout: page });
    expect(await bulkhead(['--version'])).toMatchObject({ exitCode: 0, stdout: '0.1.0\n' });
    expect(await bulkhead(['--help'])).toMatchObject({ exitCode: 0, stderr: '' });
  });

  test('another command is refused with the place where it lives', async () => {
    expect(await bulkhead(['serve'])).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining('repository') as string,
    });
  });
});

/** The Node of this repository, and the machine's own where it is another: Node 20 in CI. */
function nodes(): [version: string, path: string][] {
  const pinned = dirname(realpathSync(join(root, 'node_modules/.bin/node')));
  const machine = machinePath.split(delimiter).find((entry) => existsSync(join(entry, 'node')));
  const versions = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
    devDependencies: { node: string };
  };
  return [
    [versions.devDependencies.node, [pinned, machinePath].join(delimiter)],
    ...(machine === undefined ? [] : [['of the machine', machinePath] as [string, string]]),
  ];
}

function isPage(file: string): boolean {
  return /\.(?:md|schema\.json)$/.test(file);
}

function isDelivered(file: string): boolean {
  return /^(?:rules|report|configuration)\//.test(file);
}

function write(files: Record<string, string>): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(join(app, dirname(path)), { recursive: true });
    writeFileSync(join(app, path), text);
  }
}

/** Runs a program as a shell of this machine would, without what npm told this test's own process; never rejects. */
function run(program: string, words: string[], { cwd, path = machinePath }: { cwd: string; path?: string }) {
  const environment = Object.entries(process.env).filter(([name]) => !/^(?:npm_|NODE_|PATH$|VITEST)/i.test(name));
  const quiet = { npm_config_loglevel: 'error', npm_config_update_notifier: 'false' };
  const env = { ...Object.fromEntries(environment), ...quiet, PATH: path };
  return new Promise<{ exitCode: number; stdout: string; stderr: string }>((resolve) => {
    execFile(program, words, { cwd, env, timeout: 60_000 }, (error, stdout, stderr) => {
      resolve({ exitCode: error === null ? 0 : typeof error.code === 'number' ? error.code : -1, stdout, stderr });
    });
  });
}
