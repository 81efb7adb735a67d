import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import Table from 'cli-table3';
import { evidenceVariable } from '../../evidence-note.ts';
import { openStoreAt } from '../../service/backup/store/open-store.ts';
import { madeChain, manyRecords } from '../../service/evidence/testing/made-chain.ts';

/**
 * How long a site of evidence takes to build, in one run with
 *   floor    reading every record, parsing it, and writing all of them to one file
 *   verify   proving the chain
 *   build    the site, which reads and proves the chain as well
 * All are processes of their own and take turns; of each the better round counts. Ends with 1 where a page reaches the
 * most that a page may have, or the build takes longer than it may.
 */
const recordCount = 10_000;
const roundCount = 3;
const buildSecondsMax = 10;
const pageBytesMax = 1_000_000;

const floor = `
  const { readdirSync, readFileSync, writeFileSync } = require('node:fs');
  const [folder, out] = process.argv.slice(1);
  const records = readdirSync(folder).filter((name) => name.endsWith('.json')).map((name) => JSON.parse(readFileSync(folder + '/' + name, 'utf8')));
  writeFileSync(out, JSON.stringify(records));
`;

const folder = mkdtempSync(join(tmpdir(), 'bulkhead-bench-evidence-'));
try {
  const url = `file:${join(folder, 'store')}`;
  await fill(url);
  const out = join(folder, 'site');
  const commands = {
    floor: [process.execPath, '--eval', floor, join(folder, 'store/records'), join(folder, 'all.json')],
    verify: ['./bulkhead', 'evidence', 'verify'],
    build: ['./bulkhead', 'evidence', 'build', '--out', out],
  };
  const seconds: Record<keyof typeof commands, number> = { floor: Infinity, verify: Infinity, build: Infinity };
  for (let round = 0; round < roundCount; round += 1) {
    for (const [name, command] of Object.entries(commands) as [keyof typeof commands, string[]][]) {
      seconds[name] = Math.min(seconds[name], secondsOf(command, url));
    }
  }
  const pages = readdirSync(out).filter((name) => name.endsWith('.html'));
  const largest = Math.max(...pages.map((name) => statSync(join(out, name)).size));
  report(seconds, { pages: pages.length, largestPageBytes: largest });
  if (seconds.build > buildSecondsMax || largest >= pageBytesMax) process.exitCode = 1;
} finally {
  rmSync(folder, { recursive: true });
}

/** Puts the chain into the store as its writers do. */
async function fill(url: string): Promise<void> {
  const store = await openStoreAt(url, evidenceVariable);
  const from = new Date(Date.now() - recordCount * 3_600_000);
  const retainUntil = new Date(Date.now() + 3_600_000);
  for (const entry of madeChain(manyRecords(recordCount), from)) {
    if (!('record' in entry)) continue;
    await store.put(entry.name, Readable.from([Buffer.from(JSON.stringify(entry.record, null, 2))]), { retainUntil });
  }
  say(`${recordCount} records, ${cpus().length} cores`);
}

function secondsOf([program, ...words]: string[], url: string): number {
  const start = performance.now();
  const { status, stderr } = spawnSync(program!, words, {
    cwd: join(import.meta.dirname, '../..'),
    env: { ...process.env, [evidenceVariable]: url },
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`${program} ended with ${status}: ${stderr}`);
  return Number(((performance.now() - start) / 1000).toFixed(2));
}

function report(seconds: Record<string, number>, site: { pages: number; largestPageBytes: number }): void {
  const table = new Table({ head: ['', 'seconds'], style: { head: [], border: [] }, colAligns: ['left', 'right'] });
  table.push(...Object.entries(seconds).map(([name, value]) => [name, value.toFixed(2)]));
  say(`${table.toString()}\n${site.pages} pages, the largest of ${site.largestPageBytes} bytes`);
  const ratio = (name: string) => Number((seconds[name]! / seconds['floor']!).toFixed(2));
  const ratios = { build_to_floor: ratio('build'), verify_to_floor: ratio('verify') };
  const figures = { records: recordCount, seconds, ...site };
  process.stdout.write(`${JSON.stringify({ bench: 'evidence', ratios, figures })}\n`);
}

function say(line: string): void {
  process.stderr.write(`${line}\n`);
}
