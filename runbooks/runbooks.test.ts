import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Command } from 'commander';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { type Alarm, alarms } from '../policies/alarms.ts';

const folder = import.meta.dirname;
const pages = readdirSync(folder).filter((name) => name.endsWith('.md') && name !== 'README.md');
const textOf = (page: string) => readFileSync(join(folder, page), 'utf8');
const parts = ['Meaning', 'Impact', 'First step', 'Diagnosis', 'Mitigation', 'After'];

const headSchema = z.strictObject({
  alarm: z.enum(Object.keys(alarms) as [keyof typeof alarms]),
  owner: z.string().min(1),
  reviewed: z.iso.date(),
  numbers: z.array(z.string().regex(/^policies\/.+\.ts#\w+/)),
});

/** Where the commands of the table are that live in service/, by the command's name. */
const modules = new Map(
  [
    ...readFileSync(join(folder, '../bulkhead.ts'), 'utf8').matchAll(
      /^ {2}'?([\w-]+)'?: \{[^}]*import\('\.\/service\/(.+)\.ts'\)/gm,
    ),
  ].map(([, name, path]) => [name!, path!]),
);

test('each alarm has its page, and no page is without an alarm', () => {
  expect(pages.sort()).toEqual(
    Object.keys(alarms)
      .map((name) => `${name}.md`)
      .sort(),
  );
});

test('the index lists each alarm with what it means, in the policy’s order', () => {
  const rows = [...textOf('README.md').matchAll(/^\| \[([\w-]+)\]\(\1\.md\) +\| (.+?) +\|$/gm)].map(
    ([, name, meaning]) => [name, meaning],
  );
  expect(rows).toEqual(Object.entries<Alarm>(alarms).map(([name, { meaning }]) => [name, meaning]));
});

describe.each(pages)('%s', (page) => {
  const [, head = '', body = ''] = /^---\n([^]*?)\n---\n([^]*)$/.exec(textOf(page)) ?? [];

  test('its front matter is complete, of its own alarm, and reviewed on a day that has been', () => {
    const found = headSchema.parse(parse(head));
    expect(`${found.alarm}.md`).toBe(page);
    expect(Date.parse(found.reviewed)).toBeLessThanOrEqual(Date.now());
  });

  test('it says all that a page says, in its order', () => {
    expect([...body.matchAll(/^\*\*(.+?)\.\*\*/gm)].map(([, part]) => part)).toEqual(parts);
  });

  test('each fence stands on a line of its own, and is closed', () => {
    const fences = body.split('\n').filter((line) => line.includes('```'));
    expect(fences.filter((line) => !/^```(sh|sql)?$/.test(line))).toEqual([]);
    expect(fences.map((line) => line !== '```')).toEqual(fences.map((_, index) => index % 2 === 0));
  });
});

const commands = ['README.md', ...pages].flatMap((page) =>
  [...textOf(page).matchAll(/\.\/bulkhead ([^`\n#|]+)/g)].map(([, words]) => [page, words!.trim()] as const),
);
/** What `task` runs with other words is a command as well. */
const tasks = pages.flatMap((page) =>
  [...textOf(page).matchAll(/^task [\w-]+ ([^`\n#|]+)/gm)].map(([, words]) => [page, words!.trim()] as const),
);

test.each([...commands, ...tasks])('%s: `bulkhead %s` is a command with those words', async (_, line) => {
  const [name, ...words] = line.split(/\s+/);
  const path = modules.get(name!);
  expect(path, `${name} is a command of the table, in service/`).toBeDefined();
  const { command } = (await import(/* @vite-ignore */ `../service/${path}.ts`)) as { command: Command };
  let reached = false;
  // Also the commands below it, such as `events list`.
  for (const one of [command, ...command.commands]) one.exitOverride().action(() => void (reached = true));
  await command.parseAsync(words, { from: 'user' });
  expect(reached).toBe(true);
});

test.each(['README.md', ...pages])('%s: its links lead somewhere', (page) => {
  const links = [...textOf(page).matchAll(/\]\((?!https?:)([^)#]+)[^)]*\)/g)].map(([, link]) => link!);
  const dead = links.filter((link) => !existsSync(join(folder, dirname(page), link)));
  expect(dead).toEqual([]);
});

/** What on-call makes itself, beside what the programs make. */
const madeByHand = ['restored'];

test('what the pages call by name is what the programs of infra/ make', () => {
  const snapshots = ['billing', 'main'].map((project) =>
    readFileSync(join(folder, `../infra/preview/snapshot/production.${project}.json`), 'utf8'),
  );
  const named = [...pages, 'README.md'].flatMap((page) =>
    [...textOf(page).matchAll(/(?:\$STACK|bulkhead-(?:billing|main)-production)-([a-z]+(?:-[a-z]+)*)/g)].map(
      ([, part]) => part!,
    ),
  );
  const unknown = named.filter(
    (part) =>
      !madeByHand.includes(part) &&
      !snapshots.some((snapshot) => new RegExp(`bulkhead-\\w+-production-${part}\\b`).test(snapshot)),
  );
  expect(named.length).toBeGreaterThan(10);
  expect([...new Set(unknown)]).toEqual([]);
});
