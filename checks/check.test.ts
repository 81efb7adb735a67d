import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { configurationFileName } from './configuration/configuration.ts';
import type { CheckResult } from './finding.ts';
import { usualConfiguration, usualTexts } from './testing/test-rule.ts';

const launcher = join(import.meta.dirname, '../bulkhead');
let root: string;
let cacheFolder: string;

const write = (path: string, text: string) => {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
};
const git = (...words: string[]) =>
  execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@example.com', ...words], { cwd: root, stdio: 'pipe' });
const check = (...words: string[]) => {
  const { status, stdout, stderr } = spawnSync(launcher, ['check', root, '--cache-dir', cacheFolder, ...words], {
    encoding: 'utf8',
    env: { ...process.env, NO_COLOR: '' },
  });
  return { status, stdout, stderr };
};
const places = (...words: string[]) =>
  (JSON.parse(check('--format', 'json', ...words).stdout) as CheckResult).findings.map(
    ({ rule, file, line, column }) => `${rule} ${file}:${line}:${column}`,
  );

const breach = "import { PrismaClient } from '../prisma/main/client/client.ts';\nnew PrismaClient();\n";
const breachPlace = 'clients-stay-apart billing/pay.ts:1:30';

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'bulkhead-check-'));
  cacheFolder = mkdtempSync(join(tmpdir(), 'bulkhead-check-cache-'));
  for (const [path, text] of Object.entries(usualTexts)) write(path, text);
  write(configurationFileName, JSON.stringify(usualConfiguration));
  write('billing/pay.ts', "import { PrismaClient } from '../prisma/billing/client/client.ts';\nnew PrismaClient();\n");
});
afterEach(() => {
  rmSync(root, { recursive: true, force: true });
  rmSync(cacheFolder, { recursive: true, force: true });
});

describe('bulkhead check', () => {
  test('ends with 0 and a line where there is nothing to find', () => {
    expect(check()).toMatchObject({ status: 0, stdout: expect.stringMatching(/no findings/) });
  });

  test('ends with 1 and names place, problem and fix, without colours where nobody watches', () => {
    write('billing/pay.ts', breach);
    const { status, stdout } = check();
    expect(status).toBe(1);
    expect(stdout).toContain('billing/pay.ts:1:30');
    expect(stdout).not.toContain('\u001B[');
  });

  test('finds the same with a cache, a second time, and without one', () => {
    write('billing/pay.ts', breach);
    expect(places()).toEqual([breachPlace]);
    expect(places()).toEqual([breachPlace]);
    expect(places('--no-cache')).toEqual([breachPlace]);
    expect(readdirSync(cacheFolder)).toHaveLength(1);
  });

  test('--rule runs that rule alone', () => {
    write('billing/pay.ts', breach);
    expect(places('--rule', 'no-card-data')).toEqual([]);
    expect(places('--rule', 'no-card-data', '--rule', 'clients-stay-apart')).toEqual([breachPlace]);
  });

  test('--output writes the report whole, and says nothing on the terminal', () => {
    write('billing/pay.ts', breach);
    const output = join(cacheFolder, 'report.sarif');
    expect(check('--format', 'sarif', '--output', output)).toMatchObject({ status: 1, stdout: '' });
    expect(JSON.parse(readFileSync(output, 'utf8'))).toMatchObject({ version: '2.1.0' });
  });

  test('--changed-since reports what the change brought, and nothing older', () => {
    write('billing/old.ts', breach);
    git('init', '-q', '-b', 'main');
    git('add', '-A');
    git('commit', '-qm', 'first');
    expect(places('--changed-since', 'main')).toEqual([]);
    write('billing/pay.ts', breach);
    expect(places('--changed-since', 'main')).toEqual([breachPlace]);
    expect(places()).toHaveLength(2);
  });

  test('--fix pins what is beyond doubt, touches nothing else, and reports what is left', () => {
    const script = 'npx prisma migrate deploy --schema prisma/billing/schema.prisma\necho "done"\n';
    write('deploy.sh', `#!/bin/sh\n${script}`);
    write('unclear.sh', '#!/bin/sh\nnpx prisma migrate deploy\n');
    write('billing/pay.ts', breach);
    const { status, stderr } = check('--fix');
    expect(status).toBe(1);
    expect(stderr).toBe('pinned: deploy.sh\n');
    const pinned = readFileSync(join(root, 'deploy.sh'), 'utf8');
    expect(pinned).toContain('--config prisma/billing/prisma.config.ts');
    expect(pinned).toContain('echo "done"');
    expect(readFileSync(join(root, 'billing/pay.ts'), 'utf8')).toBe(breach);
    expect(places().filter((place) => !place.includes('deploy.sh'))).toEqual([
      breachPlace,
      'prisma-commands-pinned unclear.sh:2:5',
    ]);
    expect(places().some((place) => place.includes('deploy.sh'))).toBe(false);
  });

  test('--explain prints the rule’s page', () => {
    expect(check('--explain', 'no-card-data')).toMatchObject({
      status: 0,
      stdout: expect.stringMatching(/^# .*no-card-data/),
    });
  });

  test('without a configuration it proposes one and ends with 2; --init writes it, once', () => {
    rmSync(join(root, configurationFileName));
    const { status, stderr } = check();
    expect(status).toBe(2);
    expect(stderr).toContain('"prisma/billing/schema.prisma"');
    expect(check('--init').status).toBe(0);
    expect(check()).toMatchObject({ status: 0 });
    expect(check('--init')).toMatchObject({ status: 2, stderr: expect.stringContaining('EEXIST') });
  });

  test('a damaged file that matters is a finding, and the rest is checked all the same', () => {
    write('billing/pay.ts', breach);
    write('billing/broken.ts', "import { a from '../prisma/main/client/client.ts';\n");
    const { findings } = JSON.parse(check('--format', 'json').stdout) as CheckResult;
    expect(findings.map(({ file, severity }) => `${file} ${severity}`)).toEqual([
      'billing/broken.ts unread',
      'billing/pay.ts breach',
    ]);
  });
});

describe('wrong use ends with 2 and names the mend', () => {
  test.each([
    ['a format that does not exist', ['--format', 'xml'], /Allowed choices are pretty/],
    ['a rule that does not exist', ['--rule', 'no-card-dat'], /no-card-data/],
    ['a rule that cannot be explained', ['--explain', 'no-card-dat'], /no-card-data/],
    ['a configuration that does not exist', ['--config', 'absent.json'], /absent\.json cannot be read/],
    ['a commit that does not exist', ['--changed-since', 'absent'], /git/],
    ['an output that cannot be written', ['--output', '/absent/report'], /\/absent\/report/],
    ['an option that does not exist', ['--formt', 'json'], /--format/],
  ])('%s', (_title, words, message) => {
    const { status, stderr } = check(...words);
    expect(stderr).toMatch(message);
    expect(status).toBe(2);
  });

  test('every fault of a configuration at once, each with its key', () => {
    write(
      configurationFileName,
      JSON.stringify({ databases: { billing: { code: [] } }, bridges: [{ path: 'x' }], extra: 1 }),
    );
    const { status, stderr } = check();
    expect(status).toBe(2);
    for (const key of [
      'databases.billing.schema',
      'databases.billing.code',
      'bridges.0.reason',
      'bridges.0.expires',
      'extra',
    ]) {
      expect(stderr).toContain(key);
    }
  });

  test('a folder that does not exist', () => {
    const { status, stderr } = spawnSync(launcher, ['check', '/absent'], { encoding: 'utf8' });
    expect(status).toBe(2);
    expect(stderr).toContain('/absent');
  });
});
