import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CheckResult } from '../finding.ts';
import { compare, type Comparison } from './compare.ts';
import { check, depcruise, eslint, floor } from './contenders.ts';
import { type Place, writeMonorepo } from './generate.ts';
import { type Measurement, measureProcess } from './measured-process.ts';
import { type Contender, report } from './report.ts';

/**
 * How fast and how exact `bulkhead check` is on a generated monorepo in which every breach is known, in one run with
 *   floor      reading every file and matching one regexp
 *   first      the check with all rules, nothing cached
 *   second     the check again, nothing changed
 *   depcruise  dependency-cruiser with one forbidden rule
 *   eslint     ESLint with eslint-plugin-boundaries and one rule
 * All are processes of their own and take turns; of each the better round counts, so that a neighbour's noise is
 * nobody's loss. Then the check alone on monorepos from 1,000 to 16,000 modules. Ends with 1 where the findings are not
 * exactly what was planted.
 */
const seed = Number(process.env['SEED'] ?? 1);
const modules = 4000;
const roundCount = 2;
const sizes = [1000, 2000, 4000, 8000, 16_000];

const measured = await inMonorepo(modules, measureAll);
const exact = report(measured.best, measured.comparisons, await measureSizes());
process.exitCode = exact ? 0 : 1;

async function measureAll(folder: string, planted: readonly Place[]) {
  const best: Partial<Record<Contender, Measurement>> = {};
  let comparisons: Comparison[] = [];
  for (let round = 0; round < roundCount; round += 1) {
    const { first, second } = await checkTwice(folder);
    if (JSON.stringify(findingsOf(first)) !== JSON.stringify(findingsOf(second))) {
      throw new Error('the cache changed the answer');
    }
    comparisons = compare(planted, findingsOf(first));
    const turn: Record<Contender, Measurement> = {
      floor: await measureProcess(floor, folder),
      ...{ first, second },
      depcruise: await measureProcess(depcruise, folder),
      eslint: await measureProcess(eslint, folder),
    };
    for (const [name, measurement] of Object.entries(turn) as [Contender, Measurement][]) {
      say(`${name.padEnd(9)} ${measurement.seconds.toFixed(2)} s`);
      best[name] = better(best[name], measurement);
    }
  }
  return { best: best as Record<Contender, Measurement>, comparisons };
}

/** The check's seconds on monorepos of several sizes, nothing cached. */
async function measureSizes(): Promise<Record<number, number>> {
  const seconds: Record<number, number> = {};
  for (const size of sizes) {
    seconds[size] = await inMonorepo(size, async (folder) => {
      let best: Measurement | undefined;
      for (let round = 0; round < roundCount; round += 1) best = better(best, (await checkTwice(folder)).first);
      return best!.seconds;
    });
    say(`${size} modules ${seconds[size].toFixed(2)} s`);
  }
  return seconds;
}

async function checkTwice(folder: string): Promise<{ first: Measurement; second: Measurement }> {
  const cache = mkdtempSync(join(tmpdir(), 'bulkhead-bench-cache-'));
  try {
    const first = await measureProcess(check(cache), folder);
    return { first, second: await measureProcess(check(cache), folder) };
  } finally {
    rmSync(cache, { recursive: true });
  }
}

/** Makes a monorepo that git tracks, hands it over, and removes it. */
async function inMonorepo<Result>(size: number, use: (folder: string, planted: Place[]) => Promise<Result>) {
  const folder = mkdtempSync(join(tmpdir(), 'bulkhead-bench-'));
  try {
    const { planted, bytes } = writeMonorepo(folder, { seed, modules: size });
    execFileSync('git', ['init', '--quiet'], { cwd: folder });
    execFileSync('git', ['add', '--all'], { cwd: folder });
    say(`${size} modules, ${Math.round(bytes / 1e6)} MB, ${planted.length} plants, ${cpus().length} cores`);
    return await use(folder, planted);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function better(one: Measurement | undefined, other: Measurement): Measurement {
  return one === undefined || other.seconds < one.seconds ? other : one;
}

function findingsOf(measurement: Measurement): CheckResult['findings'] {
  return (JSON.parse(measurement.stdout) as CheckResult).findings;
}

function say(line: string): void {
  process.stderr.write(`${line}\n`);
}
