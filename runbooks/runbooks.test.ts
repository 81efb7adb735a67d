import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { Command } from 'commander';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { type Alarm, alarms } from '../policies/alarms.ts';

const folder = import.meta.dirname;
const markdownIn = (under: string) =>
  readdirSync(join(folder, under), { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.md'))
    .map((path) => join(under, path));
/** A page for each alarm lies here; each folder of `topics` has its procedures. Decisions are records, not pages. */
const topics = ['set-up', 'operations', 'restore', 'compliance'].filter((topic) => existsSync(join(folder, topic)));
const alarmPages = readdirSync(folder).filter((name) => name.endsWith('.md') && name !== 'README.md');
const procedures = topics.flatMap(markdownIn);
const pages = [...alarmPages, ...procedures];
const textOf = (page: string) => readFileSync(join(folder, page), 'utf8');
const parts = ['Meaning', 'Impact', 'First step', 'Diagnosis', 'Mitigation', 'After'];

const head = {
  owner: z.string().min(1),
  reviewed: z.iso.date(),
  severity: z.enum(['CRITICAL', 'HIGH', 'PLANNED']),
  numbers: z.array(z.string().regex(/^policies\/.+\.ts#\w+/)),
  scene: z.string().optional(),
};
const headSchema = z.union([
  z.strictObject({ alarm: z.enum(Object.keys(alarms) as [keyof typeof alarms]), ...head }),
  z.strictObject({ procedure: z.string(), ...head }),
]);

/** Where the commands of the table are, by the command's name. */
const modules = new Map(
  [
    ...readFileSync(join(folder, '../bulkhead.ts'), 'utf8').matchAll(
      /^ {2}'?([\w-]+)'?: \{[^}]*import\('\.\/(.+)\.ts'\)/gm,
    ),
  ].map(([, name, path]) => [name!, path!]),
);

test('each alarm has its page, and no page is without an alarm', () => {
  expect(alarmPages.sort()).toEqual(
    Object.keys(alarms)
      .map((name) => `${name}.md`)
      .sort(),
  );
});

test('the index leads to each procedure', () => {
  const text = textOf('README.md');
  expect(procedures.filter((page) => !text.includes(`](${page})`))).toEqual([]);
});

test('the index lists each alarm with what it means, in the policy’s order', () => {
  const rows = [...textOf('README.md').matchAll(/^\| \[([\w-]+)\]\(\1\.md\) +\| (.+?) +\|$/gm)].map(
    ([, name, meaning]) => [name, meaning],
  );
  expect(rows).toEqual(Object.entries<Alarm>(alarms).map(([name, { meaning }]) => [name, meaning]));
});

describe.each(pages)('%s', (page) => {
  const [, yaml = '', body = ''] = /^---\n([^]*?)\n---\n([^]*)$/.exec(textOf(page)) ?? [];

  test('its front matter is complete, of its own name, and reviewed on a day that has been', () => {
    const found = headSchema.parse(parse(yaml));
    expect('alarm' in found).toBe(alarmPages.includes(page));
    expect('alarm' in found ? found.alarm : found.procedure).toBe(basename(page, '.md'));
    expect(Date.parse(found.reviewed)).toBeLessThanOrEqual(Date.now());
  });

  test('each fence says its language and its kind, and is closed; who runs something names the scene', () => {
    const fences = body.split('\n').filter((line) => line.includes('```'));
    expect(fences.filter((line) => !/^```([a-z]+ (run|cloud|example))?$/.test(line))).toEqual([]);
    expect(fences.map((line) => line !== '```')).toEqual(fences.map((_, index) => index % 2 === 0));
    expect(/^scene: /m.test(yaml)).toBe(fences.some((line) => line.endsWith(' run')));
  });
});

test.each(alarmPages)('%s says all that an alarm’s page says, in its order, and is as severe as its alarm', (page) => {
  const { classes, priority }: Alarm = alarms[basename(page, '.md') as keyof typeof alarms];
  const isCritical = classes.some((databaseClass) => priority(databaseClass) === 'CRITICAL');
  expect([...textOf(page).matchAll(/^\*\*(.+?)\.\*\*/gm)].map(([, part]) => part)).toEqual(parts);
  expect(textOf(page)).toContain(`\nseverity: ${isCritical ? 'CRITICAL' : 'HIGH'}\n`);
});

const commands = ['README.md', ...pages].flatMap((page) =>
  [...textOf(page).matchAll(/(`?)\.\/bulkhead ([^`\n#|]+)/g)].map(
    ([, tick, words]) => [page, words!.trim(), tick !== ''] as const,
  ),
);
/** What `task` runs with other words is a command as well. */
const tasks = pages.flatMap((page) =>
  [...textOf(page).matchAll(/^task [\w-]+ ([^`\n#|]+)/gm)].map(([, words]) => [page, words!.trim(), false] as const),
);

test.each([...commands, ...tasks])('%s: `bulkhead %s` is a command with those words', async (_, line, inProse) => {
  const [name, ...words] = line.split(/\s+/);
  const path = modules.get(name!);
  expect(path, `${name} is a command of the table`).toBeDefined();
  if (!path!.startsWith(service)) return expectFlags(name!, words);
  const { command } = (await import(/* @vite-ignore */ `../service/${path!.slice(service.length)}.ts`)) as {
    command: Command;
  };
  let reached = false;
  // Also the commands below it, such as `events list`.
  for (const one of [command, ...command.commands]) one.exitOverride().action(() => void (reached = true));
  await command.parseAsync(words, { from: 'user' }).catch((error: unknown) => {
    if (!inProse || !leftOut.has((error as { code?: string }).code)) throw error;
    reached = true;
  });
  expect(reached).toBe(true);
});

/** A sentence may name a command, or a flag of it, and leave out what it is given. */
const leftOut: ReadonlySet<string | undefined> = new Set([
  'commander.missingArgument',
  'commander.optionMissingArgument',
  'commander.missingMandatoryOptionValue',
]);

const service = 'service/';

/** What is not of service/ may not be imported from here, and is asked itself. */
function expectFlags(name: string, words: readonly string[]): void {
  const { stdout } = spawnSync(join(folder, '../bulkhead'), [name, '--help'], { encoding: 'utf8' });
  const flags = words.filter((word) => word.startsWith('-'));
  expect(flags.filter((flag) => !stdout.includes(`  ${flag} `))).toEqual([]);
}

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
