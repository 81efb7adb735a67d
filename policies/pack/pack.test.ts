import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { policies } from './policies.ts';

const folder = join(import.meta.dirname, 'policies');
const ids = policies.map(({ id }) => id);
const endings = ['.ts', '.test.ts', '.md'];

test('no two policies have one id', () => {
  expect(new Set(ids).size).toBe(ids.length);
});

test('each policy has its file, its test and its page, and each file has its policy', () => {
  const expected = ids.flatMap((id) => endings.map((ending) => id + ending));
  expect(readdirSync(folder).toSorted()).toEqual(expected.toSorted());
});

describe.each(policies)('$id', (policy) => {
  const page = () => readFileSync(join(folder, `${policy.id}.md`), 'utf8');

  test('is exported by its file under its id in camel case', async () => {
    const camelCase = policy.id.replace(/-(.)/g, (_, letter: string) => letter.toUpperCase());
    const module = (await import(`./policies/${policy.id}.ts`)) as Record<string, unknown>;
    expect(module[camelCase]).toBe(policy);
  });

  test('says what it wants, why, who asks for it, and the mend', () => {
    for (const text of [policy.requirement, policy.reason, policy.source, policy.mend]) {
      expect(text.trim().length).toBeGreaterThan(5);
    }
  });

  test('judges something', () => {
    expect(policy.judgeResource ?? policy.judgeGraph).toBeTypeOf('function');
    expect(policy.judgeResource === undefined || policy.types.length > 0).toBe(true);
  });

  test('has a page with the id as its heading, what it finds, what passes and why', () => {
    const headings = page().match(/^#.*$/gm);
    expect(headings?.slice(0, 4)).toEqual([`# ${policy.id}`, '## What it finds', '## What passes', '## Why']);
  });
});
