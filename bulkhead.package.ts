#!/usr/bin/env node
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { runCommandLine } from './command-line.ts';

// What the packed package starts: the check alone, for repositories that share a database with billing. It runs from
// dist/, compiled, because Node strips no types under node_modules.
const packageJson = JSON.parse(readFileSync(join(import.meta.dirname, '../package.json'), 'utf8')) as {
  version: string;
};

process.exitCode = await runCommandLine(
  {
    description: 'Finds breaches of the wall between a repository’s databases.',
    version: packageJson.version,
    commands: {
      check: { summary: 'find breaches of the wall in a repository', load: () => import('./checks/check.ts') },
    },
    hint: 'This package holds `bulkhead check`; every other command lives in Bulkhead’s own repository.',
  },
  process.argv.slice(2),
);
