import { execFile, type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, chownSync, copyFileSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import packageJson from './package.json' with { type: 'json' };
import { engine } from './policies/databases.ts';
import type { LocalMariadb } from './service/database/local-mariadb.ts';
import { startPrivateMariadb } from './service/database/local-mariadb/private.ts';
import { runLines } from './service/testing/command-lines.ts';
import { dockerfile, filesOf, type Image, isIgnored, takeSteps } from './service/testing/image.ts';

const instructions = dockerfile.getInstructions();
const wordsOf = (keyword: string) =>
  instructions.filter((one) => one.getKeyword() === keyword).map((one) => one.getArgumentsContent() ?? '');
const isRoot = process.getuid?.() === 0;
const [user] = wordsOf('USER');
const uid = Number(user?.split(':')[0]);

describe('the file', () => {
  test('every stage begins with the Node that package.json pins, by its digest', () => {
    const [base, ...others] = wordsOf('FROM');
    const { node } = packageJson.devDependencies;
    expect(base).toMatch(new RegExp(`^node:${node}-bookworm-slim@sha256:[0-9a-f]{64} AS base$`));
    expect(others.every((words) => /^base\b/.test(words))).toBe(true);
  });

  test('what apt-get installs is pinned, and the clients are of the engine’s series', () => {
    const installs = wordsOf('RUN').flatMap((words) =>
      [...words.matchAll(/apt-get install ([^&]+)/g)].map(([, list]) => list!),
    );
    const packages = installs.flatMap((list) =>
      list
        .trim()
        .split(/[\s\\]+/)
        .filter((word) => word !== '' && !word.startsWith('-')),
    );
    expect(packages).toEqual([`'mariadb-client=1:${engine.series}.*'`]);
  });

  test('it ends as a user with a number, on the launcher', () => {
    expect(user).toMatch(/^[1-9]\d*:[1-9]\d*$/);
    expect([wordsOf('ENTRYPOINT'), wordsOf('CMD')]).toEqual([['["./bulkhead"]'], ['["serve"]']]);
    const last = instructions.map((one) => one.getKeyword());
    expect(last.slice(last.lastIndexOf('USER'))).not.toContain('COPY');
  });

  test.each([
    '.git/config',
    '.bulkhead/data/x',
    '.env',
    'service/.env',
    'node_modules/zod/index.js',
    'README.md',
    'runbooks/README.md',
  ])('a build is not sent %s', (path) => {
    expect(isIgnored(path)).toBe(true);
  });
});

/** What production does not start without, beside a database. */
const secrets = {
  STRIPE_WEBHOOK_SECRETS: 'whsec_image',
  STRIPE_API_KEY: 'sk_test_image',
  APP_SIGNING_SECRET: Buffer.alloc(32).toString('base64'),
};

describe('the image, built and started', () => {
  let folder: string;
  let image: Image;
  let local: LocalMariadb;
  let environment: Record<string, string>;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'bulkhead-image-'));
    chmodSync(folder, 0o755);
    const tools = join(folder, 'tools');
    mkdirSync(tools);
    // Where the image's user can reach it, wherever this checkout lies.
    copyFileSync(process.execPath, join(tools, 'node'));
    for (const name of ['tmp', 'backups']) {
      mkdirSync(join(folder, name));
      if (isRoot) chownSync(join(folder, name), uid, uid);
    }
    local = await startPrivateMariadb();
    image = await takeSteps(folder, tools);
    // As a read-only root has it.
    await promisify(execFile)('chmod', ['-R', 'a-w,a+rX', image.workingDirectory]);
    environment = {
      ...image.environment,
      NODE_EXTRA_CA_CERTS: join(image.workingDirectory, 'rds-certificates.pem'),
      ...{ PATH: `${tools}:/usr/bin:/bin`, TMPDIR: join(folder, 'tmp'), HOME: join(folder, 'tmp'), HOST: '127.0.0.1' },
    };
  }, 240_000);
  afterAll(async () => {
    await local.stop();
    await promisify(execFile)('chmod', ['-R', 'u+w', folder]);
    rmSync(folder, { recursive: true });
  }, 60_000);

  const options = (variables: Record<string, string>) => ({
    cwd: image.workingDirectory,
    env: { ...environment, ...variables },
    ...(isRoot ? { uid, gid: uid } : {}),
  });
  const run = (words: string[], variables: Record<string, string> = {}) =>
    promisify(execFile)(join(image.workingDirectory, 'bulkhead'), words, options(variables));

  test('--version and --help answer', async () => {
    expect((await run(['--version'])).stdout.trim()).toBe(packageJson.version);
    const { stdout } = await run(['--help']);
    expect(stdout).toContain('serve');
  });

  test('every command of production has all its modules', async () => {
    const commands = [
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
      'events',
      'explain',
      'apps',
      'changes',
      'erase',
      'retain',
    ];
    const helps = commands.map((command) => [command, '--help']);
    const place = { folder: image.workingDirectory, node: join(folder, 'tools/node') };
    const ends = await runLines(helps, { ...place, ...options({}) });
    expect(ends.map(({ exitCode, stdout }) => [exitCode, stdout.split('\n')[0]])).toEqual(
      commands.map((command) => [0, expect.stringContaining(`Usage: bulkhead ${command}`) as string]),
    );
  });

  test('serve is ready on a real database, healthy as its HEALTHCHECK asks, and ends on SIGTERM', async () => {
    const child = spawn(join(image.workingDirectory, 'bulkhead'), ['serve'], {
      ...options({ ...secrets, BILLING_DATABASE_URL: local.urls.billing.app, PORT: '0' }),
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    try {
      const port = await listeningPort(child);
      const response = await fetch(`http://127.0.0.1:${port}/readyz`);
      expect({ status: response.status, body: await response.json() }).toMatchObject({
        status: 200,
        body: { status: 'ready' },
      });
      const [, check] = /CMD (\[.*\])/s.exec(wordsOf('HEALTHCHECK')[0]!)!;
      const [program, ...words] = JSON.parse(check!) as [string, ...string[]];
      await promisify(execFile)(program, words, options({ PORT: String(port) }));
      await expect(promisify(execFile)(program, words, options({ PORT: '1' }))).rejects.toMatchObject({ code: 1 });
    } finally {
      child.kill('SIGTERM');
    }
    const [code] = (await once(child, 'exit')) as [number];
    expect(code).toBe(0);
  }, 60_000);

  test('backup billing is published and verified', async () => {
    const store = {
      BILLING_BACKUP_URL: local.urls.billing.backup,
      BILLING_BACKUP_STORE: `file:${join(folder, 'backups')}`,
    };
    const job = { ...store, GIT_COMMIT: 'abc123', BULKHEAD_JOB: 'backup', BULKHEAD_CLASS: 'billing' };
    const { stdout, stderr } = await run(['backup', 'billing', '--json'], job);
    expect(JSON.parse(stdout)).toMatchObject({ class: 'billing', verifiedAt: expect.any(String) as string });
    expect(stdout).toContain('abc123');
    expect(stderr).toContain('"exitCode":0');
  }, 60_000);

  test('a production image without a database refuses to start', async () => {
    await expect(run(['serve'], secrets)).rejects.toMatchObject({
      code: 2,
      stderr: expect.stringContaining('BILLING_DATABASE_URL is not set') as string,
    });
  });

  test('nothing is in it that production does not need', () => {
    const files = filesOf(image);
    expect(files).toContain('rds-certificates.pem');
    expect(files.filter((file) => /\.map$|^\.git|(^|\/)\.env/.test(file))).toEqual([]);
    const ours = files.filter((file) => !/^(service\/)?node_modules\//.test(file));
    expect(
      ours.filter((file) =>
        /\.test\.ts$|\.md$|^(checks|runbooks|infra|policies\/pack)\/|testing\/|local-stripe\b(?!\.ts)/.test(file),
      ),
    ).toEqual([]);
    const packages = Object.keys(packageJson.devDependencies).filter((name) =>
      existsSync(join(image.workingDirectory, 'node_modules', name)),
    );
    // Types that a package of production names as its own dependency come along, empty of code.
    expect(packages.filter((name) => !name.startsWith('@types/'))).toEqual([]);
    expect(readdirSync(image.workingDirectory).sort()).toEqual([
      'bulkhead',
      'bulkhead.ts',
      'command-line.ts',
      'evidence-note.ts',
      'failure.ts',
      'node_modules',
      'package.json',
      'policies',
      'prisma',
      'rds-certificates.pem',
      'service',
    ]);
  });
});

function listeningPort(child: ChildProcess): Promise<number> {
  return new Promise((resolve, reject) => {
    createInterface({ input: child.stdout! }).on('line', (line) => {
      const { msg, port } = JSON.parse(line) as { msg: string; port: number };
      if (msg === 'listening') resolve(port);
    });
    child.once('exit', (code) => reject(new Error(`serve ended with ${code}`)));
  });
}
