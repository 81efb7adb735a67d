import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { compiler } from '../repository/source.ts';
import { compare } from './compare.ts';
import { configuration } from './layout.ts';
import { monorepo, type Place, writeMonorepo } from './generate.ts';
import { plants } from './plants.ts';

const seed = Number(process.env['SEED'] ?? 1);
const small = { seed, modules: 60 };

test('the same seed makes the same monorepo, another one another', () => {
  const first = [...monorepo(small)];
  expect([...monorepo(small)]).toEqual(first);
  expect([...monorepo({ ...small, seed: seed + 1 })]).not.toEqual(first);
});

test('no path is written twice', () => {
  const paths = [...monorepo(small)].map(({ path }) => path);
  expect(new Set(paths).size).toBe(paths.length);
});

test('every plant stands once, at the place that is claimed, without its mark', () => {
  const files = [...monorepo(small)];
  const planted = files.flatMap(({ planted, text }) => planted.map((place) => ({ place, text })));
  expect(planted.map(({ place }) => [place.rule, place.file])).toEqual(plants.map(({ rule, path }) => [rule, path]));
  for (const { place, text } of planted) {
    const wanted = plants.find(({ path }) => path === place.file)!;
    const rest = text.split('\n')[place.line - 1]!.slice(place.column - 1);
    // Drawn texts are compared by what opens them: their rule's tests say what they must look like.
    if (typeof wanted.text === 'string') expect(wanted.text.split('«')[1]!.split('\n')[0]).toBe(rest);
    else expect(rest).toMatch(/^(?:(?:sk_live|rk_live|whsec)_|4532|AK[A-Z]|\w{20}@)/);
  }
  expect(files.filter(({ text }) => text.includes('«'))).toEqual([]);
});

test('every module is valid TypeScript but the binary one', () => {
  const { createSourceFile, ScriptTarget } = compiler();
  for (const { path, text, planted } of monorepo(small)) {
    if (!/\.[jt]sx?$/.test(path) || planted[0]?.rule === 'files-readable') continue;
    const parsed = createSourceFile(path, text, ScriptTarget.Latest) as unknown as {
      parseDiagnostics: unknown[];
    };
    expect({ path, faults: parsed.parseDiagnostics }).toEqual({ path, faults: [] });
  }
});

test('the size follows the number of modules', () => {
  const bytes = (modules: number) => [...monorepo({ seed, modules })].reduce((sum, { text }) => sum + text.length, 0);
  expect(bytes(1000) / 1000).toBeGreaterThan(6000);
  expect(bytes(1000) / 1000).toBeLessThan(9000);
});

test('what is written is what was generated, beside a configuration that names both databases', () => {
  const folder = mkdtempSync(join(tmpdir(), 'bulkhead-generate-'));
  try {
    const { planted } = writeMonorepo(folder, small);
    expect(planted).toHaveLength(plants.length);
    const files = [...monorepo(small)];
    for (const { path, text } of files) expect(readFileSync(join(folder, path), 'utf8')).toBe(text);
    const written = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    expect(written).toHaveLength(files.length);
    const { databases } = JSON.parse(
      readFileSync(join(folder, 'bulkhead.config.json'), 'utf8'),
    ) as typeof configuration;
    expect(databases).toEqual(configuration.databases);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('a finding beside its place, twice, or of another rule is a false alarm, and the place is missed', () => {
  const place: Place = { rule: 'no-card-data', file: 'a.ts', line: 3, column: 5 };
  const exact = { rule: 'no-card-data', planted: 1, found: 1, missed: [], falseAlarms: [] };
  const alarms = { ...exact, found: 0, missed: ['a.ts:3:5'] };
  expect(compare([place], [place])).toEqual([exact]);
  expect(compare([place], [])).toEqual([alarms]);
  expect(compare([place], [{ ...place, column: 6 }])).toEqual([{ ...alarms, falseAlarms: ['a.ts:3:6'] }]);
  expect(compare([place], [place, place])).toEqual([{ ...exact, falseAlarms: ['a.ts:3:5'] }]);
  expect(compare([place], [place, { ...place, rule: 'secrets-stay-out' }])).toEqual([
    exact,
    { rule: 'secrets-stay-out', planted: 0, found: 0, missed: [], falseAlarms: ['a.ts:3:5'] },
  ]);
});
