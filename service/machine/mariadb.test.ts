import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { engine } from '../../policies/databases.ts';
import { ensureMariadb } from './mariadb.ts';

let folder: string;
const path = process.env['PATH'];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'bulkhead-setup-'));
});
afterEach(() => {
  process.env['PATH'] = path;
  rmSync(folder, { recursive: true });
});

/** Puts a server first in PATH that says it is of this version. */
function installServer(says: string): void {
  writeFileSync(join(folder, 'mariadbd'), `#!/bin/sh\necho "${says}"\n`);
  chmodSync(join(folder, 'mariadbd'), 0o755);
  process.env['PATH'] = `${folder}${delimiter}${path}`;
}

test('MariaDB of production’s series is found without a word, also where PATH is an ordinary user’s', async () => {
  const notices: string[] = [];
  process.env['PATH'] = '/usr/bin:/bin';
  const { version, server, installer, dump } = await ensureMariadb((line) => notices.push(line));
  expect(version.startsWith(`${engine.series}.`)).toBe(true);
  expect([server, installer, dump]).toEqual([
    expect.stringMatching(/mariadbd$/),
    expect.stringMatching(/mariadb-install-db$/),
    expect.stringMatching(/mariadb-dump$/),
  ]);
  expect(notices).toEqual([]);
});

test('MariaDB of another series is used, with a word about it', async () => {
  const notices: string[] = [];
  installServer('mariadbd  Ver 11.8.2-MariaDB for Linux on x86_64');
  expect((await ensureMariadb((line) => notices.push(line))).version).toBe('11.8.2');
  expect(notices).toEqual([
    `this machine has MariaDB 11.8.2; production runs ${engine.series}, so a test may differ there`,
  ]);
});

test('a server that is not MariaDB is refused, and named', async () => {
  installServer('mysqld  Ver 8.4.6 for Linux on x86_64 (MySQL Community Server - GPL)');
  await expect(ensureMariadb(() => undefined)).rejects.toMatchObject({
    name: 'Failure',
    message: expect.stringContaining('is not MariaDB: '),
    fix: expect.stringContaining(`install MariaDB ${engine.series}`),
  });
});
