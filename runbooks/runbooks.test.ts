import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Command } from 'commander';
import { expect, test } from 'vitest';
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

const service = 'service/';

/** Where the commands of the table are, by the command's name. */
const modules = new Map(
  [
    ...readFileSync(join(folder, '../bulkhead.ts'), 'utf8').matchAll(
      /^ {2}'?([\w-]+)'?: \{[^}]*import\('\.\/(.+)\.ts'\)/gm,
    ),
  ].map(([, name, path]) => [name!, path!]),
);

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

/** Those of service/ alone may be imported from here; of all others the rule `runbook-commands-exist` sees the flags. */
const ofService = [...commands, ...tasks].filter(([, line]) => modules.get(line.split(' ')[0]!)?.startsWith(service));

test.each(ofService)('%s: `bulkhead %s` is a command with those words', async (_, line, inProse) => {
  const [name, ...words] = line.split(/\s+/);
  const path = modules.get(name!);
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
