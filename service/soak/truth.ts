import { startPrivateMariadb } from '../database/local-mariadb/private.ts';
import { BillingRows } from '../testing/billing-rows.ts';
import { type TrialName, trials, tryTruth } from '../testing/truth-trial.ts';

// One business after another lives at a Stripe full of faults; after one sweep `verify` has to say equal. Prints a line a
// seed, and ends with 1 where one was not equal: npm run soak:truth [-- FIRST_SEED SEEDS].
const [first = 1, count = 20] = process.argv.slice(2).map(Number);
const names = Object.keys(trials) as TrialName[];

const mariadb = await startPrivateMariadb();
const rows = await BillingRows.open(mariadb.adminUrl);
try {
  for (let seed = first; seed < first + count; seed += 1) {
    const trial = names[seed % names.length]!;
    await rows.empty();
    const startedAt = performance.now();
    const { events, dropped, sweep, verify } = await tryTruth(mariadb, { trial, seed, tenants: 24, rounds: 5 });
    const seconds = Math.round((performance.now() - startedAt) / 1000);
    const exitCodes = { sweep: sweep.exitCode, verify: verify.exitCode };
    process.stdout.write(`${JSON.stringify({ soak: 'truth', seed, trial, events, dropped, ...exitCodes, seconds })}\n`);
    if (sweep.exitCode === 0 && verify.exitCode === 0) continue;
    process.exitCode = 1;
    process.stdout.write(
      `${sweep.stdout}${sweep.stderr}${JSON.stringify(differencesIn(verify.stdout))}${verify.stderr}\n`,
    );
  }
} finally {
  await rows.close();
  await mariadb.stop();
}

function differencesIn(printed: string): unknown {
  return printed.startsWith('{') ? (JSON.parse(printed) as { differences: unknown }).differences : printed;
}
