import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { LocalMariadb } from './database/local-mariadb.ts';
import { startPrivateMariadb } from './database/local-mariadb/private.ts';
import { seedFor } from './stripe/local-stripe/state/seeded-random.ts';
import { BillingRows } from './testing/billing-rows.ts';
import { type TrialName, trials, tryTruth } from './testing/truth-trial.ts';

// Many more of them: npm run soak:truth.
const seed = Number(process.env['SEED'] ?? 1);

let mariadb: LocalMariadb;
let rows: BillingRows;

beforeAll(async () => {
  mariadb = await startPrivateMariadb();
  rows = await BillingRows.open(mariadb.adminUrl);
});
afterAll(async () => {
  await rows.close();
  await mariadb.stop();
});
beforeEach(() => rows.empty());

test.each(Object.keys(trials) as TrialName[])(
  'a business lives at a Stripe full of faults (%s): after one sweep verify says equal',
  async (trial) => {
    const result = await tryTruth(mariadb, { trial, seed: seedFor(seed, trial), tenants: 10, rounds: 3 });
    expect(result.dropped).toBeGreaterThan(20);
    expect(result.sweep, result.sweep.stderr).toMatchObject({ exitCode: 0 });
    expect(result.verify, result.verify.stdout).toMatchObject({ exitCode: 0 });
    expect(JSON.parse(result.verify.stdout)).toMatchObject({ result: 'equal', drift: 0, settled: { failed: 0 } });
  },
  90_000,
);
