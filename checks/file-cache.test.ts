import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { loadConfiguration } from './configuration/load.ts';
import { openFileCache } from './file-cache.ts';
import { filesInMemory } from './repository/files.ts';
import { fileRule, type Rule } from './rule.ts';
import { run } from './run.ts';
import { usualConfiguration } from './testing/test-rule.ts';

let folder: string;
let extracted: string[];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'bulkhead-cache-'));
  extracted = [];
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const noBad = fileRule({
  id: 'no-bad',
  why: 'It is bad.',
  reads: (path) => path.endsWith('.ts'),
  mentions: (text) => text.includes('bad'),
  *check({ path, text }) {
    extracted.push(path);
    if (text.includes('bad')) yield { start: 0, end: text.length, problem: `${text} is bad`, fix: 'mend it' };
  },
}) as unknown as Rule;

function check(texts: Record<string, string>, cacheFolder = folder) {
  const cache = openFileCache(cacheFolder, '/repository');
  const { findings } = run(
    filesInMemory(texts),
    loadConfiguration('bulkhead.config.json', JSON.stringify(usualConfiguration), []),
    { rules: [noBad], today: '2026-11-22', cache },
  );
  cache.save();
  return findings.map(({ file, problem }) => `${file} ${problem}`);
}

const texts = { 'a.ts': 'bad one', 'b.ts': 'fine', 'c.ts': 'bad one' };
const findings = ['a.ts bad one is bad', 'c.ts bad one is bad'];

test('a second run reads only what has changed, and finds the same', () => {
  expect(check(texts)).toEqual(findings);
  expect(extracted).toEqual(['a.ts', 'c.ts']);
  extracted = [];
  expect(check(texts)).toEqual(findings);
  expect(extracted).toEqual([]);
  expect(check({ ...texts, 'b.ts': 'bad two' })).toEqual([
    'a.ts bad one is bad',
    'b.ts bad two is bad',
    'c.ts bad one is bad',
  ]);
  expect(extracted).toEqual(['b.ts']);
});

test('a file that moved is read again, because rules may look at its name', () => {
  check(texts);
  extracted = [];
  check({ 'd.ts': 'bad one' });
  expect(extracted).toEqual(['d.ts']);
});

test('a damaged cache, a cache of another version, and a folder that cannot be written change no answer', () => {
  check(texts);
  const [name] = readdirSync(folder);
  const path = join(folder, name!);
  for (const damage of ['', '{', '[]', 'null', '{"version":"other","entries":{"x":{"no-bad":[]}}}']) {
    writeFileSync(path, damage);
    expect(check(texts)).toEqual(findings);
  }
  const lastingText = readFileSync(path, 'utf8');
  expect(lastingText).toContain('bad one');
  expect(check(texts, path)).toEqual(findings);
});

test('what was not used by the last run is forgotten, so that the cache does not grow for ever', () => {
  check(texts);
  check({ 'b.ts': 'fine' });
  expect(readFileSync(join(folder, readdirSync(folder)[0]!), 'utf8')).not.toContain('bad one');
});
