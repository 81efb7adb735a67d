import { execFile } from 'node:child_process';
import { chmodSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { findProgram } from '../database/local-mariadb/programs.ts';
import { type BackupStage, startBackupStage } from '../testing/backup-stage.ts';
import { dumpProgram } from './dump/programs.ts';
import type { Manifest } from './manifest.ts';

const launcher = join(import.meta.dirname, '../../bulkhead');
let stage: BackupStage;
beforeAll(async () => {
  stage = await startBackupStage({ 'log-bin': 'binlog' });
  await stage.admin.query(`
    CREATE TABLE billing.filler (id INT PRIMARY KEY, words TEXT);
    INSERT INTO billing.filler SELECT seq, REPEAT(SHA2(seq, 512), 4) FROM billing.database_identity, seq_1_to_5000;
  `);
});
afterAll(() => stage.stop());
beforeEach(() => rmSync(join(stage.folder, 'billing'), { recursive: true, force: true }));

/** A dump program of our own in front of the real one: `script` sees the real one's path as $real. */
function pathWith(script: string): Record<string, string> {
  const folder = join(stage.folder, 'programs');
  mkdirSync(folder, { recursive: true });
  const program = join(folder, 'mariadb-dump');
  const real = findProgram('mariadb-dump')!;
  writeFileSync(program, `#!/bin/bash\nreal=${real}\n[ "$1" = --version ] && exec $real --version\n${script}\n`);
  chmodSync(program, 0o755);
  return { PATH: `${folder}:${stage.environment['PATH']}` };
}

function published(): string[] {
  return readdirSync(stage.folder, { recursive: true, encoding: 'utf8' }).filter((name) =>
    name.endsWith('manifest.json'),
  );
}

describe('nothing is published, and the message says why', () => {
  test.each([
    [
      'the dump program dies midway',
      '$real "$@" | head -c 300000; echo "lost the server" >&2; exit 3',
      'lost the server',
    ],
    ['the dump program is killed', '$real "$@" | head -c 300000; kill -9 $$', 'ended with SIGKILL'],
    [
      'the dump is cut, and its process ends as if all were well',
      '$real "$@" | head -c 300000',
      'ends without "-- Dump completed"',
    ],
    ['the dump lacks a table', '$real "$@" --ignore-table=billing.filler', 'the dump lacks filler'],
    ['the dump program says nothing at all', 'exit 0', 'ends without "-- Dump completed"'],
  ])('where %s', async (_title, script, reason) => {
    const { exitCode, stderr } = await stage.run(['backup', 'billing'], pathWith(script));
    expect({ exitCode, stderr }).toEqual({ exitCode: 1, stderr: expect.stringContaining(reason) as string });
    expect(published()).toEqual([]);
  });

  test.each([
    // A disk of its own, which only this process sees.
    [
      'the disk is full',
      'unshare --map-root-user --mount',
      'mount -t tmpfs -o size=64k tmpfs $STORE && exec $BULKHEAD',
      'ENOSPC',
    ],
    ['files may not grow', '', 'ulimit -f 64; exec $BULKHEAD', 'EFBIG'],
  ])('where %s', async (_title, prefix, script, code) => {
    const env = { ...stage.environment, STORE: stage.folder, BULKHEAD: `${launcher} backup billing` };
    const words = [...prefix.split(' '), 'bash', '-c', script].filter((word) => word !== '');
    const { exitCode, stderr } = await new Promise<{ exitCode: unknown; stderr: string }>((resolve) => {
      execFile('/usr/bin/env', words, { env, cwd: '/' }, (error, _stdout, said) =>
        resolve({ exitCode: error?.code, stderr: said }),
      );
    });
    expect({ exitCode, stderr }).toMatchObject({
      exitCode: 1,
      stderr: expect.stringContaining(`failed: ${code}`) as string,
    });
    expect(stderr).toContain('fix: ');
    expect(published()).toEqual([]);
  });

  test('where a migration runs meanwhile', async () => {
    const { exitCode, stderr } = await stage.run(
      ['backup', 'billing'],
      pathWith(`$real "$@"; mariadb --defaults-file=/dev/fd/3 --version > /dev/null; sleep 0.2; ${addTable()}`),
    );
    expect({ exitCode, stderr }).toMatchObject({
      exitCode: 1,
      stderr: expect.stringContaining('changed while it was dumped') as string,
    });
    expect(published()).toEqual([]);
    await stage.admin.query('DROP TABLE billing.added_meanwhile');
  });

  test('where the user sees only some of the tables', async () => {
    const { exitCode, stderr } = await stage.run(['backup', 'billing'], {
      BILLING_BACKUP_URL: stage.mariadb.urls.billing.app,
    });
    expect({ exitCode, stderr }).toMatchObject({
      exitCode: 1,
      stderr: expect.stringContaining('this user may not see all of billing: it lacks SELECT, SHOW VIEW') as string,
    });
    expect(published()).toEqual([]);
  });

  test('where the URL leads to the other database', async () => {
    const { exitCode, stderr } = await stage.run(['backup', 'billing'], {
      BILLING_BACKUP_URL: stage.mariadb.urls.main.backup,
    });
    expect({ exitCode, stderr }).toMatchObject({
      exitCode: 1,
      stderr: expect.stringContaining('this URL leads to the main database, not to billing') as string,
    });
  });

  test('where a table cannot be in a snapshot', async () => {
    await stage.admin.query('CREATE TABLE billing.loose (id INT) ENGINE = Aria');
    const { exitCode, stderr } = await stage.run(['backup', 'billing']);
    expect({ exitCode, stderr }).toMatchObject({
      exitCode: 1,
      stderr: expect.stringContaining('loose (BASE TABLE, Aria)') as string,
    });
    await stage.admin.query('DROP TABLE billing.loose');
  });
});

/** A shell command that adds a table as an administrator would, while the dump is being taken. */
function addTable(): string {
  const { password } = new URL(stage.mariadb.adminUrl);
  const client = `mariadb --no-defaults --socket=${stage.mariadb.socketPath} --user=root --password=${password}`;
  return `${client} -e 'CREATE TABLE billing.added_meanwhile (id INT PRIMARY KEY)'`;
}

test('neither the process list nor the folder of temporary files shows a password', async () => {
  const { password } = new URL(stage.mariadb.urls.billing.backup);
  const script = `tr '\\0' ' ' < /proc/$$/cmdline >&2; ls -l /proc/$$/fd/3 >&2; grep -rl '${password}' /tmp/bulkhead-client-* >&2; exit 9`;
  const { stderr } = await stage.run(['backup', 'billing'], pathWith(script));
  expect(stderr).toContain('--defaults-file=/dev/fd/3');
  expect(stderr).toContain('(deleted)');
  expect(stderr).not.toContain(password);
});

test('two backups at once are two backups', async () => {
  const [one, other] = await Promise.all([
    stage.json<Manifest>(['backup', 'billing']),
    stage.json<Manifest>(['backup', 'billing']),
  ]);
  expect(one.id).not.toBe(other.id);
  expect(one.tables).toEqual(other.tables);
  expect(published()).toHaveLength(2);
});

describe('the binary log’s position', () => {
  test('is in the manifest where the server gives it to this user', async () => {
    expect((await stage.json<Manifest>(['backup', 'billing'])).position).toBeNull();
    await stage.admin.query("GRANT BINLOG MONITOR ON *.* TO 'billing_backup'@'%'");
    const { position } = await stage.json<Manifest>(['backup', 'billing']);
    expect(position).toMatchObject({
      file: expect.stringMatching(/^binlog\.\d+$/) as string,
      gtid: expect.any(String) as string,
    });
    await stage.admin.query("REVOKE BINLOG MONITOR ON *.* FROM 'billing_backup'@'%'");
  });
});

test('the program is asked what it is: MariaDB’s is known under both names', () => {
  expect(dumpProgram()).toMatchObject({ family: 'mariadb', version: expect.stringContaining('MariaDB') as string });
});
