import { defineConfig } from 'vitest/config';

// One seed for every property test, fuzz and crash test, so that two runs are the same run. SEED=… tries another.
const seed = process.env['SEED'] ?? '1';

export default defineConfig({
  test: {
    include: ['**/*.test.ts'],
    exclude: ['node_modules/**', '.bulkhead/**', 'checks/fixtures/**'],
    env: { SEED: seed, PRISMA_SCHEMA_ENGINE_BINARY: '/usr/bin/env' },
    // One more than the cores of a small machine: outages, timeouts and kills wait more than they compute. Each file that
    // needs a database starts a server of its own.
    maxWorkers: 3,
    testTimeout: 30_000,
    hookTimeout: 60_000,
    teardownTimeout: 30_000,
    globalSetup: './service/testing/mariadb-template.ts',
    reporters: ['default', './vitest.closing-line.ts'],
  },
});
