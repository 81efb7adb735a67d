import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Connection } from 'mariadb';
import type { DatabaseClass } from '../../policies/databases.ts';
import { makeBackup } from '../../service/backup/backup-flow.ts';
import { FolderStore } from '../../service/backup/store/folder-store.ts';
import { connect } from '../../service/database/connect.ts';
import { parseDatabaseUrl } from '../../service/database/database-url.ts';
import type { LocalMariadb } from '../../service/database/local-mariadb.ts';
import { makeTemplate, startPrivateMariadb, templateVariable } from '../../service/database/local-mariadb/private.ts';
import type { AtEnd } from './scene.ts';

/** Both databases on a server of the scene's own, and a folder that is the store of both. */
export class Databases {
  readonly mariadb: LocalMariadb;
  readonly admin: Connection;
  /** The scene's own: the store, and files with options for the client. */
  readonly #folder: string;

  private constructor(mariadb: LocalMariadb, admin: Connection, folder: string) {
    this.mariadb = mariadb;
    this.admin = admin;
    this.#folder = folder;
  }

  static async start(atEnd: AtEnd): Promise<Databases> {
    const folder = mkdtempSync(join(tmpdir(), 'bulkhead-scene-'));
    atEnd(() => rmSync(folder, { recursive: true, force: true }));
    const mariadb = await startServer(atEnd);
    const admin = await connect(mariadb.adminUrl, 'the local root', { multipleStatements: true });
    atEnd(() => admin.end());
    return new Databases(mariadb, admin, folder);
  }

  /** Makes a verified backup, as the job does. */
  async backUp(...classes: readonly DatabaseClass[]): Promise<void> {
    for (const one of classes) {
      const store = new FolderStore(this.#store);
      const options = { verify: true, onProgress: () => undefined };
      await makeBackup(one, this.mariadb.urls[one].backup, `${one.toUpperCase()}_BACKUP_URL`, store, options);
    }
  }

  /** A file from which the `mariadb` client takes whom it is and where to: a password is on no command line. */
  optionsOf(url: string): string {
    const { host, port, user, password } = parseDatabaseUrl(url, 'the scene');
    const path = join(this.#folder, `${user}.cnf`);
    const lines = ['[client]', `host=${host}`, `port=${port}`, `user=${user}`, `password=${password}`, ''];
    writeFileSync(path, lines.join('\n'), { mode: 0o600 });
    return path;
  }

  /** What commands find set. */
  get variables(): Record<string, string> {
    const { billing, main } = this.mariadb.urls;
    return {
      BILLING_DATABASE_URL: billing.app,
      BILLING_BACKUP_URL: billing.backup,
      BILLING_RESTORE_URL: billing.restore,
      BILLING_PRIVACY_URL: billing.privacy,
      BILLING_MIGRATOR_URL: billing.migrator,
      MAIN_BACKUP_URL: main.backup,
      MAIN_RESTORE_URL: main.restore,
      MAIN_MIGRATOR_URL: main.migrator,
      BILLING_BACKUP_STORE: `file:${this.#store}`,
      MAIN_BACKUP_STORE: `file:${this.#store}`,
    };
  }

  get #store(): string {
    return join(this.#folder, 'store');
  }
}

/** A MariaDB of the scene's own. */
export async function startServer(atEnd: AtEnd): Promise<LocalMariadb> {
  const mariadb = await startPrivateMariadb();
  atEnd(() => mariadb.stop());
  return mariadb;
}

/** Builds once what the servers of all scenes of this process are copies of, as a copy takes a tenth of the time. */
export async function makeServerTemplate(): Promise<{ remove: () => void }> {
  const directory = mkdtempSync(join(tmpdir(), 'bulkhead-template-'));
  await makeTemplate(directory);
  process.env[templateVariable] = directory;
  return { remove: () => rmSync(directory, { recursive: true, force: true }) };
}
