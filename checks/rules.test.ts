import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { Rule } from './rule.ts';
import { rules } from './rules.ts';

const folder = new URL('rules/', import.meta.url);
const files = readdirSync(folder);
const ids = files.filter((file) => /^[a-z-]+\.ts$/.test(file)).map((file) => file.slice(0, -'.ts'.length));

function isRule(value: unknown): value is Rule {
  return typeof value === 'object' && value !== null && 'judge' in value && 'extract' in value;
}

describe('the folder of rules', () => {
  test('is the list of rules', () => {
    expect(rules.map(({ id }) => id).sort()).toEqual(ids.sort());
  });

  test('has three files a rule and nothing else', () => {
    expect(files.sort()).toEqual(ids.flatMap((id) => [`${id}.md`, `${id}.test.ts`, `${id}.ts`]).sort());
  });
});

describe.each(ids)('%s', (id) => {
  test('exports one rule, of the name of its file, and that rule is in the list', async () => {
    const exported = Object.values((await import(`./rules/${id}.ts`)) as object).filter(isRule);
    expect(exported.map((rule) => rule.id)).toEqual([id]);
    expect(rules.find((rule) => rule.id === id)).toBe(exported[0]);
  });

  test('says why it exists', () => {
    expect(rules.find((rule) => rule.id === id)?.why).toMatch(/^[A-Z].{20,}\.$/s);
  });

  test('has a page that begins with its name and says what it finds, what passes, why, and what it leaves out', () => {
    const page = new URL(`${id}.md`, folder);
    expect(existsSync(page)).toBe(true);
    const headings = readFileSync(page, 'utf8').match(/^#+ .*$/gm)!;
    expect(headings[0]).toBe(`# ${id}`);
    for (const about of [/finds|found/i, /passes/i, /why/i, /scope/i]) expect(headings.join('\n')).toMatch(about);
  });
});
