import { randomBytes } from 'node:crypto';
import type { Connection } from 'mariadb';
import { addApp } from '../../api/app-registry.ts';
import type { LocalMariadb } from '../../database/local-mariadb.ts';
import { type Figures, measure } from '../measure.ts';
import { type MeasuredServer, startForked, startMeasuredService } from '../measured-server.ts';
import { customerId, fillCustomers } from './customers.ts';

const app = 'bench';
const customers = 50_000;
const roundCount = 3;
const roundSeconds = 8;
const warmSeconds = 4;

export interface EntitlementsFigures {
  bare: Figures;
  entitlements: Figures;
}

/**
 * Reads of entitlements from the database, each with its row in the access log, against node:http that sends the same
 * bytes. They take turns; of each the best round counts.
 */
export async function benchEntitlements(
  database: LocalMariadb,
  admin: Connection,
  say: (line: string) => void,
): Promise<EntitlementsFigures> {
  await fillCustomers(admin, app, customers);
  process.env['BILLING_DATABASE_URL'] = database.urls.billing.app;
  const key = await addApp({ app, operator: 'bench' }, { scopes: ['read'], webhookUrl: null, mode: 'test' });
  const environment = {
    BILLING_DATABASE_URL: database.urls.billing.app,
    STRIPE_WEBHOOK_SECRETS: 'whsec_bench',
    APP_SIGNING_SECRET: randomBytes(32).toString('base64'),
  };
  const startService = () => startMeasuredService(environment);
  const answer = await anAnswer(await startService(), key);
  const startBare = () => startForked('api/bare-server.ts', { BENCH_ANSWER: JSON.stringify(answer) });
  const best: Partial<EntitlementsFigures> = {};
  for (let index = 0; index < roundCount; index += 1) {
    for (const [name, start] of [
      ['bare', startBare],
      ['entitlements', startService],
    ] as const) {
      const server = await start();
      try {
        const requests = { bench: 'api' as const, options: { key, customers } };
        const figures = await measure(server, database.processId, { warmSeconds, seconds: roundSeconds, requests });
        say(`${name.padEnd(12)} ${figures.requestsPerSecond} requests/s, p99 ${figures.p99Milliseconds} ms`);
        if (figures.requestsPerSecond > (best[name]?.requestsPerSecond ?? 0)) best[name] = figures;
      } finally {
        await server.stop();
      }
    }
  }
  return best as EntitlementsFigures;
}

/** One answer of the service, as it is: what the bare server sends. */
async function anAnswer(server: MeasuredServer, key: string): Promise<{ headers: object; body: string }> {
  const url = `http://127.0.0.1:${server.port}/v1/customers/${customerId(1, customers)}/entitlements`;
  const answer = await fetch(url, { headers: { Authorization: `Bearer ${key}` } });
  const body = await answer.text();
  if (answer.status !== 200) throw new Error(`the service answered ${answer.status}: ${body}`);
  await server.stop();
  const own = [...answer.headers].filter(([name]) => !['date', 'connection', 'keep-alive'].includes(name));
  return { headers: Object.fromEntries(own), body };
}
