import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { defineConfig, type Plugin } from 'vitest/config';

// What Node compiles is kept, as the launcher keeps it: each test file and each process that it starts loads it anew.
process.env['NODE_COMPILE_CACHE'] ??= join(tmpdir(), 'node-compile-cache');

// One seed for every property test, fuzz and crash test, so that two runs are the same run. SEED=… tries another.
const seed = process.env['SEED'] ?? '1';

/** Rules and policies keep nothing between two questions: their files share what they import, which costs more than they do. */
const pure = ['policies/**/*.test.ts', 'checks/**/*.test.ts', 'runbooks/**/*.test.ts'];
/** It stands local systems up, so it is no such file. */
const rehearsals = 'runbooks/rehearse.test.ts';
const never = ['node_modules/**', '.bulkhead/**', 'checks/fixtures/**'];

/** Tests load the packages that production loads. Vite would ask for those of development: a parser of Markdown is then twice as slow. */
const asInProduction: Plugin = {
  name: 'as-in-production',
  configResolved({ ssr }) {
    ssr.resolve!.conditions = ssr.resolve!.conditions!.filter((one) => one !== 'development|production');
  },
};

export default defineConfig({
  plugins: [asInProduction],
  test: {
    // What commands do in tests is no evidence; the run itself is.
    env: {
      SEED: seed,
      PRISMA_SCHEMA_ENGINE_BINARY: '/usr/bin/env',
      BULKHEAD_EVIDENCE_STORE: '',
      BULKHEAD_ENVIRONMENT: '',
    },
    // One more than the cores of a small machine: outages, timeouts and kills wait more than they compute. Each file that
    // needs a database starts a server of its own.
    maxWorkers: 3,
    testTimeout: 30_000,
    hookTimeout: 60_000,
    teardownTimeout: 30_000,
    reporters: ['default', './vitest.closing-line.ts', './vitest.evidence.ts'],
    projects: [
      { extends: true, test: { name: 'rules', include: pure, exclude: [...never, rehearsals], isolate: false } },
      {
        extends: true,
        test: {
          name: 'service',
          include: ['{service,infra}/**/*.test.ts', '*.test.ts', rehearsals],
          exclude: never,
          globalSetup: './service/testing/mariadb-template.ts',
        },
      },
    ],
  },
});
