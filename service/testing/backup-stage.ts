import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Connection } from 'mariadb';
import { connect } from '../database/connect.ts';
import type { LocalMariadb } from '../database/local-mariadb.ts';
import { makeBackup } from '../backup/backup-flow.ts';
import type { Manifest } from '../backup/manifest.ts';
import { restore } from '../backup/restore/restore-flow.ts';
import { FolderStore } from '../backup/store/folder-store.ts';
import type { Store } from '../backup/store/store.ts';
import { quotedName } from '../backup/quoted-name.ts';
import { startPrivateMariadb } from '../database/local-mariadb/private.ts';

const launcher = join(import.meta.dirname, '../../bulkhead');

/** How a command ended, and what it printed. */
export interface CommandEnd {
  exitCode: number | null;
  signal: NodeJS.Signals | null;
  stdout: string;
  stderr: string;
}

export interface RunningCommand {
  child: ChildProcess;
  ended: Promise<CommandEnd>;
}

/** A server with both databases, an empty store, and the commands as an operator runs them. */
export interface BackupStage {
  mariadb: LocalMariadb;
  admin: Connection;
  /** The folder of the store. */
  folder: string;
  environment: Record<string, string>;
  start(words: readonly string[], environment?: Record<string, string>): RunningCommand;
  run(words: readonly string[], environment?: Record<string, string>): Promise<CommandEnd>;
  /** As the commands do, without the start of a process: a backup of billing, and one restored under another name. */
  backUp(store?: Store): Promise<Manifest>;
  copy(manifest: Manifest, into: string, store?: Store): Promise<void>;
  /** Runs a command with --json that has to succeed, and returns what it printed. */
  json<Answer>(words: readonly string[], environment?: Record<string, string>): Promise<Answer>;
  stop(): Promise<void>;
}

export async function startBackupStage(settings: Record<string, string> = {}): Promise<BackupStage> {
  const mariadb = await startPrivateMariadb({ 'max-allowed-packet': '256M', ...settings });
  const admin = await connect(mariadb.adminUrl, 'the local root', { multipleStatements: true });
  const folder = mkdtempSync(join(tmpdir(), 'bulkhead-store-'));
  const environment: Record<string, string> = {
    PATH: process.env['PATH'] ?? '',
    BILLING_BACKUP_URL: mariadb.urls.billing.backup,
    BILLING_RESTORE_URL: mariadb.urls.billing.restore,
    MAIN_BACKUP_URL: mariadb.urls.main.backup,
    MAIN_RESTORE_URL: mariadb.urls.main.restore,
    BILLING_BACKUP_STORE: `file:${folder}`,
    MAIN_BACKUP_STORE: `file:${folder}`,
  };
  const running = new Set<ChildProcess>();
  const start = (words: readonly string[], more: Record<string, string> = {}): RunningCommand => {
    const child = spawn(launcher, words, {
      cwd: '/',
      env: { ...environment, ...more },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    running.add(child);
    child.once('close', () => running.delete(child));
    const end: CommandEnd = { exitCode: null, signal: null, stdout: '', stderr: '' };
    child.stdout.setEncoding('utf8').on('data', (text: string) => (end.stdout += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (end.stderr += text));
    const ended = once(child, 'close').then(([exitCode, signal]) =>
      Object.assign(end, { exitCode: exitCode as number | null, signal: signal as NodeJS.Signals | null }),
    );
    return { child, ended };
  };
  const run = (words: readonly string[], more?: Record<string, string>) => start(words, more).ended;
  return {
    ...{ mariadb, admin, folder, environment, start, run },
    backUp: (store = new FolderStore(folder)) =>
      makeBackup('billing', mariadb.urls.billing.backup, 'BILLING_BACKUP_URL', store, {
        verify: true,
        onProgress: () => undefined,
      }),
    async copy(manifest, into, store = new FolderStore(folder)) {
      await restore('billing', mariadb.urls.billing.restore, 'BILLING_RESTORE_URL', store, manifest, {
        into,
        say: () => undefined,
        onProgress: () => undefined,
        confirm: () => Promise.resolve(),
      });
    },
    async json<Answer>(words: readonly string[], more?: Record<string, string>) {
      const { exitCode, stdout, stderr } = await run([...words, '--json'], more);
      if (exitCode !== 0) throw new Error(`${words.join(' ')} ended with ${exitCode}:\n${stderr}`);
      return JSON.parse(stdout) as Answer;
    },
    async stop() {
      for (const child of running) child.kill('SIGKILL');
      await admin.end();
      await mariadb.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Every row of every table of a database, as the server prints them in hexadecimal: equal only where all of it is. */
export async function fingerprint(admin: Connection, database: string): Promise<Record<string, string>> {
  const tables = await admin.query<{ name: string }[]>(
    `SELECT table_name AS name FROM information_schema.tables WHERE table_schema = ? AND table_type = 'BASE TABLE'`,
    [database],
  );
  const prints: Record<string, string> = {};
  for (const { name } of tables.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const columns = await admin.query<{ name: string }[]>(
      `SELECT column_name AS name FROM information_schema.columns WHERE table_schema = ? AND table_name = ?
        ORDER BY ordinal_position`,
      [database, name],
    );
    const hexed = columns.map((column) => `IFNULL(HEX(${quotedName(column.name)}), 'NULL')`).join(', ');
    const [row] = await admin.query<{ print: string | null; rowCount: bigint }[]>(
      `SELECT COUNT(*) AS rowCount, SHA2(GROUP_CONCAT(line ORDER BY line SEPARATOR '\\n'), 256) AS print
         FROM (SELECT SHA2(CONCAT_WS('|', ${hexed}), 256) AS line FROM ${quotedName(database)}.${quotedName(name)}) AS rows_of_it`,
    );
    prints[name] = `${row!.rowCount} rows ${row!.print}`;
  }
  return prints;
}
