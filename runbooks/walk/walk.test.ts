import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { parsePage } from '../page/read-page.ts';
import { type Journal, newJournal } from './journal.ts';
import { resumptionOf } from './resume.ts';
import { type Person, walk } from './walk.ts';

let folder: string;
let journal: Journal;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'bulkhead-walk-'));
  journal = newJournal(folder, 'p');
});
afterEach(() => rmSync(folder, { recursive: true }));

const head = '---\nprocedure: p\nowner: o\nreviewed: 2026-11-25\nseverity: PLANNED\nnumbers: []\n---\n\n# P\n\n';
const pageOf = (...fences: string[]) => parsePage(`${head}${fences.join('\n\n')}\n`, 'runbooks/p.md');
const sh = (script: string, kind = 'run') => `\`\`\`sh ${kind}\n${script}\n\`\`\``;

/** Walks with a person who runs all that can be run, and commands that end with the number in their name. */
async function walked(
  page: ReturnType<typeof pageOf>,
  afterFailure: Awaited<ReturnType<Person['afterFailure']>>,
  typed: string[] = [],
) {
  const ran: string[] = [];
  let shown = '';
  const person: Person = {
    operator: 'ana',
    show: (text) => (shown += text),
    answer: (hasCommands) => {
      const command = typed.shift();
      if (command !== undefined) return Promise.resolve({ what: 'typed', command });
      return Promise.resolve({ what: hasCommands ? 'run' : 'done-by-hand' });
    },
    afterFailure: () => Promise.resolve(afterFailure),
  };
  const run = (command: string) => {
    ran.push(command);
    return Promise.resolve(Number(/\d+/.exec(command)?.[0] ?? 0));
  };
  const done = await walk(page, 0, { journal, person, run });
  return { ...done, ran, shown, settled: journal.entries.map(({ step, what }) => `${step ?? '-'} ${what}`) };
}

test.each([
  ['above the last', sh('zero\n# exits 3\nends 3')],
  ['above one in the middle', sh('# exits 3\nends 3\nzero')],
  ['in a console', '```console run\n# exits 3\n$ ends 3\nprinted\n$ zero\n```'],
  ['for a cloud', sh('# exits 3\nends 3', 'cloud')],
])('a command that ends with what the page says %s counts as passed', async (_, fence) => {
  const { failed, settled } = await walked(pageOf(fence), 'quit');
  expect(failed).toBe(0);
  expect(settled.slice(-2)).toEqual(['1 done', '- ended']);
});

test.each([
  ['another code', '# exits 3\nends 4\nafter'],
  ['no failure where the page says one', '# exits 3\nends 0\nafter'],
  ['a failure where the page says none', 'ends 3\n# exits 3\nafter'],
])('%s counts as failed, and what follows in the step is not run', async (_, script) => {
  const { failed, ran, settled } = await walked(pageOf(sh(script)), 'went-on');
  expect(failed).toBe(1);
  expect(ran).not.toContain('after');
  expect(settled).toEqual(['1 running', '1 failed', '1 went-on', '- ended']);
});

test('commands with a gap are for the person to fill in, and are not offered to run', async () => {
  const { ran, shown } = await walked(pageOf(sh('aws roll-back --to <the one before>', 'cloud'), sh('one')), 'quit');
  expect(ran).toEqual(['one']);
  expect(shown).toContain('only you know');
});

test('what a person types runs in the same shell, is written down, and leaves the step to be done', async () => {
  const { ran, failed, settled } = await walked(pageOf(sh('one')), 'quit', ['export A=b', 'ends 3']);
  expect(ran).toEqual(['export A=b', 'ends 3', 'one']);
  expect(failed).toBe(0);
  const typed = ['1 running', '1 ran', '1 running', '1 failed'];
  expect(settled).toEqual([...typed, '1 running', '1 done', '- ended']);
  expect(journal.entries[0]).toMatchObject({ what: 'running', command: 'export A=b' });
});

test('a page with what is no bash is refused before its first step is shown', async () => {
  const page = pageOf(sh('one'), sh('if two; then'));
  await expect(walked(page, 'quit')).rejects.toThrow('bash does not read it');
  expect(journal.entries).toEqual([]);
});

test('wherever a walk is killed, it goes on at the step that is not settled, and says what of it was begun', async () => {
  await walked(pageOf(sh('one\ntwo'), sh('ends 3'), 'Read it.'), 'went-on');
  const where = journal.entries.map((_, index) => resumptionOf(journal.entries.slice(0, index + 1)));
  expect(
    where.map(({ step, begun }) => [step, begun.split(/[ :]+/).slice(-1)[0]!.trim(), begun.split('\n')[0]]),
  ).toEqual([
    [0, 'one', 'This command of it was begun, and no end is written down. See what it did; it may still run:'],
    [0, 'one', 'Of its commands, this was the last that ran:'],
    [0, 'two', 'This command of it was begun, and no end is written down. See what it did; it may still run:'],
    [1, '', ''],
    [1, '3', 'This command of it was begun, and no end is written down. See what it did; it may still run:'],
    [1, '3', 'This command of it ended with 3:'],
    [2, '', ''],
    [3, '', ''],
    [3, '', ''],
  ]);
});
