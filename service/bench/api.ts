import { mkdtempSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import Table from 'cli-table3';
import type { Connection } from 'mariadb';
import { billingPrisma } from '../database/billing-prisma.ts';
import { connect } from '../database/connect.ts';
import { type LocalMariadb, startLocalMariadb } from '../database/local-mariadb.ts';
import { benchEntitlements, type EntitlementsFigures } from './api/entitlements.ts';
import { benchOutbox, type OutboxFigures } from './api/outbox.ts';
import { benchTruth, type TruthFigures } from './api/truth.ts';

/**
 * How fast apps are answered and told, and how fast billing is compared with Stripe, each with a database of its own:
 *   entitlements   read from the database, with the access log's row on disk, against node:http that sends the same bytes
 *   truth          verify and backfill, against what local Stripe can serve to a reader that only reads
 *   outbox         changes that an app is told of, while the webhooks that make them arrive
 */
interface ApiFigures {
  entitlements: EntitlementsFigures;
  truth: TruthFigures;
  outbox: OutboxFigures;
}

say(`${cpus().length} cores (${cpus()[0]?.model})`);
report({
  entitlements: await withDatabase((database, admin) => benchEntitlements(database, admin, say)),
  truth: await withDatabase((database) => benchTruth(database, say)),
  outbox: await withDatabase((database, admin) => benchOutbox(database, admin, say)),
});

/** The bench runs with an empty database, which is thrown away behind it. */
async function withDatabase<Measured>(
  bench: (database: LocalMariadb, admin: Connection) => Promise<Measured>,
): Promise<Measured> {
  const directory = mkdtempSync(join(tmpdir(), 'bulkhead-bench-'));
  const database = await startLocalMariadb({ directory, temporary: true, notice: say });
  const admin = await connect(database.adminUrl, 'the local administrator’s URL');
  try {
    return await bench(database, admin);
  } finally {
    await admin.end();
    await billingPrisma.$disconnect();
    await database.stop();
  }
}

function report({ entitlements: { bare, entitlements }, truth, outbox }: ApiFigures): void {
  const ratios = {
    entitlements_to_bare: ratio(entitlements.requestsPerSecond, bare.requestsPerSecond),
    verify_to_stripe: ratio(truth.verify.objectsPerSecond, truth.bareAtOnce.objectsPerSecond),
    backfill_to_stripe: ratio(truth.backfill.objectsPerSecond, truth.bareAtOnce.objectsPerSecond),
  };
  const table = new Table({
    head: ['', 'a second', 'p99 ms', 'ratio'],
    colAligns: ['left', 'right', 'right', 'right'],
    style: { head: [], border: [], compact: true },
  });
  const milliseconds = (value: number) => value.toFixed(1);
  table.push(
    ['bare', bare.requestsPerSecond, milliseconds(bare.p99Milliseconds), ''],
    [
      ...['entitlements', entitlements.requestsPerSecond, milliseconds(entitlements.p99Milliseconds)],
      ratios.entitlements_to_bare,
    ],
    ['local Stripe', truth.bareAtOnce.objectsPerSecond, '', ''],
    ['verify', truth.verify.objectsPerSecond, '', ratios.verify_to_stripe],
    ['backfill', truth.backfill.objectsPerSecond, '', ratios.backfill_to_stripe],
    ['changes told', outbox.changesPerSecond, '', ''],
    ['beside webhooks', outbox.webhooksPerSecond, milliseconds(outbox.webhookP99Milliseconds), ''],
  );
  process.stdout.write(`${table.toString()}\n`);
  process.stdout.write(`outbox: the last change was told ${outbox.lagSeconds} s after its webhook\n`);
  const figures = { bare, entitlements, truth, outbox };
  process.stdout.write(`${JSON.stringify({ bench: 'api', ratios, figures })}\n`);
}

function ratio(one: number, other: number): number {
  return Number((one / other).toFixed(3));
}

function say(line: string): void {
  process.stderr.write(`${line}\n`);
}
