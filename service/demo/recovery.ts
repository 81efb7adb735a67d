import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type Stripe from 'stripe';
import { withEvidence } from '../../evidence-note.ts';
import { makeBackup } from '../backup/backup-flow.ts';
import { evidenceOfBackup, evidenceOfRestore, resultOfRestore } from '../backup/evidence.ts';
import type { Manifest } from '../backup/manifest.ts';
import { restore } from '../backup/restore/restore-flow.ts';
import { FolderStore } from '../backup/store/folder-store.ts';
import { billingPrisma } from '../database/billing-prisma.ts';
import { connect } from '../database/connect.ts';
import type { LocalMariadb } from '../database/local-mariadb.ts';
import { sweep } from '../stripe/sweep/sweep-flow.ts';
import { type BookLine, compareBooks } from './books.ts';

/** What became of billing's database between its backup and its return. */
export interface Recovery {
  snapshotAt: string;
  backedUpEvents: number;
  /** Events that Stripe made after the backup, and that only Stripe still knew. */
  sweptEvents: number;
  tablesAfterDisaster: number;
  books: BookLine[];
  seconds: number;
}

/** A disaster rehearsed: a backup in the middle of the year, billing destroyed at its end, restored and swept. */
export class Rehearsal {
  readonly #mariadb: LocalMariadb;
  #folder: string | undefined;
  #manifest: Manifest | undefined;
  #since: Date | undefined;

  constructor(mariadb: LocalMariadb) {
    this.#mariadb = mariadb;
  }

  /** Takes the backup. `now` is the time by Stripe's clock, which a sweep goes by; the played year has one of its own. */
  async backUp(now: Date): Promise<void> {
    this.#since = now;
    this.#folder = await mkdtemp(join(tmpdir(), 'bulkhead-demo-'));
    const make = () =>
      makeBackup('billing', this.#mariadb.urls.billing.backup, 'BILLING_BACKUP_URL', this.store, {
        verify: true,
        onProgress: () => undefined,
      });
    this.#manifest = await withEvidence({ kind: 'backup', database: 'billing' }, make, (made) =>
      evidenceOfBackup(made, this.store),
    );
  }

  /** Drops billing, tables and all, restores it from the backup, and sweeps what Stripe knows of since then. */
  async destroyAndRecover(stripe: Stripe): Promise<Recovery> {
    const startedAt = performance.now();
    const manifest = this.#manifest!;
    const tablesAfterDisaster = await this.#destroy();
    const bringBack = () =>
      restore('billing', this.#mariadb.urls.billing.restore, 'BILLING_RESTORE_URL', this.store, manifest, {
        say: () => undefined,
        onProgress: () => undefined,
        // The demo's own database, made for it alone.
        confirm: () => Promise.resolve(),
      });
    await withEvidence({ kind: 'restore', database: 'billing' }, bringBack, (restored) =>
      evidenceOfRestore({ result: resultOfRestore(restored) }),
    );
    const swept = await sweep(stripe, { since: this.#since!, livemode: false, notice: () => undefined });
    return {
      snapshotAt: this.#since!.toISOString(),
      backedUpEvents: manifest.tables.find(({ name }) => name === 'billing_webhooks')!.rows,
      sweptEvents: swept.applied + swept.recorded,
      tablesAfterDisaster,
      books: await compareBooks(stripe),
      seconds: (performance.now() - startedAt) / 1000,
    };
  }

  async end(): Promise<void> {
    if (this.#folder !== undefined) await rm(this.#folder, { recursive: true, force: true });
  }

  /** Where the backups lie; it goes with the demo. */
  get store(): FolderStore {
    return new FolderStore(this.#folder!);
  }

  async #destroy(): Promise<number> {
    const administrator = await connect(this.#mariadb.adminUrl, 'the local root');
    try {
      await billingPrisma.$disconnect();
      await administrator.query('DROP DATABASE billing');
      const left = await administrator.query<unknown[]>(
        `SELECT 1 FROM information_schema.tables WHERE table_schema = 'billing'`,
      );
      return left.length;
    } finally {
      await administrator.end();
    }
  }
}
