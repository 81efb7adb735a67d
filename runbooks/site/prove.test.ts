import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { hostileText, madeChain, manyRecords } from '../../service/evidence/testing/made-chain.ts';
import { buildSite } from './build-site.ts';
import { writeFolder } from './write-folder.ts';

/** What the page of records tells an auditor to save and to run, run as it stands there. */

const folder = mkdtempSync(join(tmpdir(), 'bulkhead-prove-'));
const site = join(folder, 'site');
const hostile = { kind: 'drill', title: `"previous": é 𝄞 \\u0041 ${hostileText}`, facts: { previous: 'x' } } as const;
const records = [...manyRecords(20), hostile, ...manyRecords(4), { ...hostile, environment: 'production' } as const];

let files: Map<string, string>;
let commands: string[];

beforeAll(async () => {
  const now = new Date();
  const entries = madeChain(records, new Date(now.getTime() - 30 * 3_600_000));
  const chains = [
    { name: 'people', entries },
    { name: 'ci', entries: entries.slice(0, 3) },
    { name: 'empty', entries: [] },
  ];
  files = await buildSite(chains, { repository: join(import.meta.dirname, '../..'), now });
  const page = files.get('records-all-1.html')!;
  files.set('prove.py', textOf('prove-py', page));
  commands = textOf('prove-run', page).trim().split('\n');
});
beforeEach(() => writeFolder(site, files));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function textOf(id: string, page: string): string {
  const [, html = ''] = new RegExp(`<pre id="${id}"[^>]*><code>(.*?)</code>`, 's').exec(page)!;
  return html.replaceAll('&quot;', '"').replaceAll('&#39;', "'").replaceAll('&lt;', '<').replaceAll('&amp;', '&');
}

function run(command: string): Promise<{ passed: boolean; said: string }> {
  return new Promise((resolve) =>
    execFile('sh', ['-c', command], { cwd: site, encoding: 'utf8' }, (error, stdout, stderr) =>
      resolve({ passed: error === null, said: stdout + stderr }),
    ),
  );
}

const chainPath = join(site, 'chain-people.ndjson');
const lines = () => readFileSync(chainPath, 'utf8').trimEnd().split('\n');

test('each chain of the site is proven by the lines that it shows', async () => {
  expect(commands).toHaveLength(3);
  expect(await run(commands[0]!)).toEqual({ passed: true, said: '26 records, each as it was hashed\n' });
  expect(await run(commands[1]!)).toMatchObject({ passed: true });
  expect(await run(commands[2]!)).toMatchObject({ passed: true, said: '0 records, each as it was hashed\n' });
});

test('a record that was kept from an earlier site is found again, and another is not', async () => {
  const [earlier] = commands[1]!.split(' ').slice(-1);
  expect(await run(`${commands[0]} ${earlier}`)).toMatchObject({ passed: true });
  const said = 'a record that was there is another now, or is missing\n';
  expect(await run(`${commands[0]} 3:${'0'.repeat(64)}`)).toEqual({ passed: false, said });
});

test.each<[string, (all: string[]) => string[], RegExp]>([
  ['a line changed', (all) => all.with(8, all[8]!.replace('"passed"', '"failed"')), /line 10 does not follow/],
  ['the last line changed', (all) => all.with(-1, all.at(-1)!.replace('"passed"', '"failed"')), /is another now/],
  ['a line removed', (all) => all.toSpliced(8, 1), /line 9 does not follow/],
  ['the first line removed', (all) => all.slice(1), /line 1 does not follow/],
  ['the last line removed', (all) => all.slice(0, -1), /is missing/],
  ['two lines exchanged', (all) => all.with(8, all[9]!).with(9, all[8]!), /line 9 does not follow/],
  ['a line put in', (all) => all.toSpliced(8, 0, all[3]!), /line 9 does not follow/],
  ['a line that is no record', (all) => all.with(8, 'x'), /JSONDecodeError/],
])('%s: it says so', async (_, change, said) => {
  writeFileSync(chainPath, `${change(lines()).join('\n')}\n`);
  const end = await run(commands[0]!);
  expect(end.passed).toBe(false);
  expect(end.said).toMatch(said);
});
