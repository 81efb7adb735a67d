import { cpus, tmpdir } from 'node:os';
import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { billingPrisma } from '../../database/billing-prisma.ts';
import { type LocalMariadb, startLocalMariadb } from '../../database/local-mariadb.ts';
import { backfill } from '../../stripe/backfill/backfill-flow.ts';
import { stripeClient } from '../../stripe/client.ts';
import { paceOf } from '../../stripe/read/pace.ts';
import { verify } from '../../stripe/verify/verify-flow.ts';
import { cpuSeconds } from '../cpu-seconds.ts';
import { type MeasuredServer, startForked } from '../measured-server.ts';
import { listSubscriptions } from './list-stripe.ts';

/** One pass over all subscriptions, and the CPU of each side that an object cost. */
export interface Pass {
  objectsPerSecond: number;
  cpuMicrosecondsPerObject: { stripe: number; database: number; own: number };
}

export interface TruthFigures {
  /** A reader that looks at nothing and asks for one page after the other, as verify does. */
  bare: Pass;
  /** The same with several lists at once: the most that local Stripe can serve. */
  bareAtOnce: Pass;
  backfill: Pass;
  verify: Pass;
}

const subscriptionsOfBench = 100_000;
const rounds = 3;
const listsAtOnce = 4;

/**
 * Fills an empty database with all subscriptions of local Stripe, and compares them, against a reader that only reads
 * them, from the same server. Of each the best round counts; a database can be filled only once.
 */
export async function benchTruth(
  database: LocalMariadb,
  say: (line: string) => void,
  subscriptions = subscriptionsOfBench,
): Promise<TruthFigures> {
  process.env['BILLING_DATABASE_URL'] = database.urls.billing.app;
  const server = await startForked('api/stripe-server.ts', { BENCH_SUBSCRIPTIONS: String(subscriptions) });
  const pass = async (name: string, work: () => Promise<number>) => {
    const figures = await measurePass(server, database, subscriptions, work);
    const { stripe, database: rows, own } = figures.cpuMicrosecondsPerObject;
    say(`${name.padEnd(14)} ${figures.objectsPerSecond} objects/s; µs: Stripe ${stripe}, MariaDB ${rows}, own ${own}`);
    return figures;
  };
  try {
    const client = stripeClient({
      STRIPE_API_KEY: 'sk_test_local_stripe',
      STRIPE_API_BASE: `http://127.0.0.1:${server.port}`,
    });
    const pace = paceOf({ livemode: false, standIn: true });
    const only = ['subscription'] as const;
    const to = Math.floor(Date.now() / 1000);
    const listIn = async (lists: number) => {
      const range = { from: to - 366 * 86_400, to, listsAtOnce: lists };
      return (await listSubscriptions(server.port, range)).objects;
    };
    const bare: Pass[] = [];
    const bareAtOnce: Pass[] = [];
    const compared: Pass[] = [];
    for (let round = 0; round < rounds; round += 1) {
      bare.push(await pass('bare', () => listIn(1)));
      bareAtOnce.push(await pass('bare, at once', () => listIn(listsAtOnce)));
    }
    const filled = await pass('backfill', async () => (await backfill(client, { pace, only })).committed);
    for (let round = 0; round < rounds; round += 1) {
      compared.push(
        await pass('verify', async () => {
          const record = await verify(client, { livemode: false, pace, only });
          return record.compared - record.drift - record.inFlight;
        }),
      );
    }
    return { bare: best(bare), bareAtOnce: best(bareAtOnce), backfill: filled, verify: best(compared) };
  } finally {
    await server.stop();
  }
}

function best(passes: readonly Pass[]): Pass {
  return passes.reduce((one, other) => (other.objectsPerSecond > one.objectsPerSecond ? other : one));
}

async function measurePass(
  server: MeasuredServer,
  database: LocalMariadb,
  expected: number,
  work: () => Promise<number>,
): Promise<Pass> {
  const spent = () => [server.processId, database.processId, process.pid].map(cpuSeconds);
  const before = spent();
  const start = performance.now();
  const objects = await work();
  const seconds = (performance.now() - start) / 1000;
  if (objects !== expected) throw new Error(`${objects} of ${expected} objects were read and are right`);
  const [stripe, rows, own] = spent().map((now, index) => Math.round(((now - before[index]!) / objects) * 1e6));
  return {
    objectsPerSecond: Math.round(objects / seconds),
    cpuMicrosecondsPerObject: { stripe: stripe!, database: rows!, own: own! },
  };
}

/** `node service/bench/api/truth.ts [subscriptions]` runs it alone. */
if (import.meta.main) {
  const say = (line: string) => void process.stdout.write(`${line}\n`);
  say(`${cpus().length} cores (${cpus()[0]?.model})`);
  const directory = mkdtempSync(join(tmpdir(), 'bulkhead-bench-'));
  const database = await startLocalMariadb({ directory, temporary: true, notice: say });
  try {
    say(JSON.stringify(await benchTruth(database, say, Number(process.argv[2] ?? subscriptionsOfBench))));
  } finally {
    await billingPrisma.$disconnect();
    await database.stop();
  }
}
