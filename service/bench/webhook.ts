import { mkdtempSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import Table from 'cli-table3';
import { type Connection } from 'mariadb';
import { connect } from '../database/connect.ts';
import { type LocalMariadb, startLocalMariadb } from '../database/local-mariadb.ts';
import { emptyLedger, fillLedger, ledgerRows } from './webhook/ledger.ts';
import { type Figures, measure, residentMebibytes } from './measure.ts';
import { type MeasuredServer, startForked, startMeasuredService } from './measured-server.ts';
import type { DeliveriesOptions } from './webhook/requests.ts';

/**
 * How fast deliveries become durable, against what node:http alone can do, on the same cores in one run:
 *   bare      reads the body and answers 200
 *   insert    one INSERT of the body a request, through the same driver
 *   service   proves the signature, commits ledger and projections durably, answers 200
 *   million   the same service with a million rows in its ledger already
 *   memory    the same service under load for two minutes: its memory at the end against that after half a minute
 * Each is sent requests for a few seconds before it is measured. The first three take turns; of each the better round counts, so that a neighbour's noise is nobody's loss.
 */
const secret = 'whsec_bench';
const roundCount = 3;
const roundSeconds = 8;
const warmSeconds = 6;
const eventsEachRound = 160_000;
const eventsRepeated = 40_000;
const millionRows = 1_000_000;
const soakSeconds = 120;
const soakWarmSeconds = 30;

type Contender = 'bare' | 'insert' | 'service' | 'million';
let nextEvent = 0;

const mariadb = await startLocalMariadb({
  directory: mkdtempSync(join(tmpdir(), 'bulkhead-bench-')),
  temporary: true,
  notice: say,
});
const admin = await connect(mariadb.adminUrl, 'the local administrator’s URL');
try {
  await run(mariadb, admin);
} finally {
  await admin.end();
  await mariadb.stop();
}

async function run(database: LocalMariadb, admin: Connection): Promise<void> {
  say(`${cpus().length} cores (${cpus()[0]?.model}), 32 connections, ${roundCount} rounds of ${roundSeconds} s each`);
  await admin.query('CREATE DATABASE IF NOT EXISTS bench');
  const environment = { BILLING_DATABASE_URL: database.urls.billing.app, STRIPE_WEBHOOK_SECRETS: secret };
  const start: Record<Contender, () => Promise<MeasuredServer>> = {
    bare: () => startForked('webhook/bare-server.ts', {}),
    insert: () =>
      startForked('webhook/insert-server.ts', {
        BENCH_DATABASE_URL: database.adminUrl.replace(/\/[^/]*$/, '/bench'),
      }),
    service: () => startMeasuredService(environment),
    million: () => startMeasuredService(environment),
  };
  const best: Partial<Record<Contender, Figures>> = {};
  const round = async (contender: Contender) => {
    const figures = await measureOnce(contender, await start[contender](), database);
    say(`${contender.padEnd(8)} ${figures.requestsPerSecond} requests/s`);
    if (figures.requestsPerSecond > (best[contender]?.requestsPerSecond ?? 0)) best[contender] = figures;
  };

  for (let index = 0; index < roundCount; index += 1) {
    await emptyLedger(admin);
    for (const contender of ['bare', 'insert', 'service'] as const) await round(contender);
  }
  say(`filling the ledger from ${await ledgerRows(admin)} to ${millionRows} rows …`);
  await fillLedger(admin, millionRows);
  for (let index = 0; index < roundCount; index += 1) await round('million');
  const memory = await soak(await start.service(), database);
  report(best as Record<Contender, Figures>, memory);
}

/** Bare and insert may see an event again; the service gets each once, as only new ones cost it anything. */
async function measureOnce(contender: Contender, server: MeasuredServer, database: LocalMariadb): Promise<Figures> {
  const distinct = contender === 'service' || contender === 'million';
  const count = distinct ? eventsEachRound : eventsRepeated;
  const requests = deliveries({ secret, first: distinct ? nextEvent : 0, count, repeat: !distinct });
  const load = { warmSeconds, seconds: roundSeconds, requests };
  if (distinct) nextEvent += count;
  try {
    return await measure(server, database.processId, load);
  } finally {
    await server.stop();
  }
}

async function soak(server: MeasuredServer, database: LocalMariadb): Promise<{ warm: number; end: number }> {
  say(`memory: ${soakSeconds} s under load …`);
  let warm = 0;
  const timer = setTimeout(() => (warm = residentMebibytes(server.processId)), soakWarmSeconds * 1000);
  try {
    await measure(server, database.processId, {
      warmSeconds: 0,
      seconds: soakSeconds,
      requests: deliveries({ secret, first: nextEvent, count: 0, repeat: false }),
    });
    return { warm, end: residentMebibytes(server.processId) };
  } finally {
    clearTimeout(timer);
    await server.stop();
  }
}

function deliveries(options: DeliveriesOptions) {
  return { bench: 'webhook' as const, options };
}

function report(best: Record<Contender, Figures>, memory: { warm: number; end: number }): void {
  const table = new Table({
    head: ['', 'requests/s', 'p50 ms', 'p99 ms', 'CPU µs a request', 'to bare'],
    colAligns: ['left', 'right', 'right', 'right', 'right', 'right'],
    style: { head: [], border: [], compact: true },
  });
  const ratio = (one: Contender, other: Contender) =>
    Number((best[one].requestsPerSecond / best[other].requestsPerSecond).toFixed(3));
  for (const [name, figures] of Object.entries(best)) {
    const { requestsPerSecond, p50Milliseconds, p99Milliseconds, cpuMicrosecondsPerRequest } = figures;
    const cells = [
      requestsPerSecond,
      p50Milliseconds.toFixed(1),
      p99Milliseconds.toFixed(1),
      cpuMicrosecondsPerRequest,
    ];
    table.push([name, ...cells, ratio(name as Contender, 'bare')]);
  }
  process.stdout.write(`${table.toString()}\n`);
  process.stdout.write(
    `memory: ${memory.warm} MiB after ${soakSeconds / 4} s, ${memory.end} MiB after ${soakSeconds} s\n`,
  );
  const ratios = {
    service_to_bare: ratio('service', 'bare'),
    service_to_insert: ratio('service', 'insert'),
    million_rows_to_empty: ratio('million', 'service'),
  };
  const figures = { ...best, memory_mebibytes: memory };
  process.stdout.write(`${JSON.stringify({ bench: 'webhook', ratios, figures })}\n`);
}

function say(line: string): void {
  process.stderr.write(`${line}\n`);
}
