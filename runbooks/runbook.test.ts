import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { pageWith, type Typed, WalkedPage } from './testing/walk-terminal.ts';

const text = pageWith(`First.\n\n\`\`\`sh run\nname=kept\n\`\`\`\n
Second.\n\n\`\`\`sh run\necho "it was $name and printed"\n\`\`\`\n
Third.\n\n\`\`\`sh run\n$WALK_COMMAND\n\`\`\`\n`);

let page: WalkedPage;
beforeEach(() => {
  page = new WalkedPage(text);
});
afterEach(() => page.end());

const walkInTerminal = (typed: Typed[], command = 'true', words: string[] = []) =>
  page.walk(typed, {
    words,
    variables: { BULKHEAD_EVIDENCE_STORE: `file:${page.folder}/evidence`, WALK_COMMAND: command },
  });

test('a page is walked in one bash: run, skipped with a reason, and written down without what commands print', async () => {
  const { seen, code } = await walkInTerminal([
    ['1 of 3', ''],
    ['What now?', '\r'],
    ['2 of 3', ''],
    ['What now?', 't\r'],
    ['written down as well', 'name=retyped\r'],
    ['2 of 3', ''],
    ['What now?', '\r'],
    ['3 of 3', ''],
    ['What now?', 's\r'],
    ['Why?', 'not today\r'],
  ]);
  expect(seen).toContain('it was retyped and printed');
  expect(code).toBe(0);
  expect(page.settled()).toEqual([
    '- began',
    '1 running',
    '1 done',
    '2 running',
    '2 ran',
    '2 running',
    '2 done',
    '3 skipped',
    '- ended',
  ]);
  expect(page.entries().find(({ what }) => what === 'skipped')?.reason).toBe('not today');
  const [journal] = page.journalPaths();
  expect(readFileSync(journal!, 'utf8')).not.toContain('it was retyped');
  expect(statSync(journal!).mode & 0o777).toBe(0o600);
});

const done: Typed = ['What now?', 'd\r'];
const skipped: Typed[] = [
  ['What now?', 's\r'],
  ['Why?', 'x\r'],
];

test.each<[string, Typed[], string[], string, Record<string, number>]>([
  [
    'with each step done',
    [['1 of 3', ''], done, ['2 of 3', ''], done, ['3 of 3', ''], done],
    [],
    'passed',
    { steps: 3, skipped: 0 },
  ],
  [
    'with one skipped',
    [['1 of 3', ''], ...skipped, ['2 of 3', ''], done, ['3 of 3', ''], done],
    [],
    'failed',
    { steps: 3, skipped: 1 },
  ],
  ['from its last step on', [['3 of 3', ''], done], ['--from', '3'], 'failed', { steps: 1, skipped: 0 }],
])(
  'the record of a walk %s: evidence is that all of the page was gone through',
  async (_, typed, words, result, facts) => {
    const { code } = await walkInTerminal(typed, 'true', words);
    const record = JSON.parse(readFileSync(join(page.folder, 'evidence/records/000000001.json'), 'utf8'));
    expect(record).toMatchObject({ kind: 'runbook', result });
    expect(record.facts).toEqual({ page: 'try', failed: 0, ...facts });
    expect(code).toBe(0);
  },
);

test('a command that fails shows its exit code, is asked about, and fails the walk', async () => {
  const { seen, code } = await walkInTerminal(
    [
      ['1 of 3', ''],
      ['What now?', '\r'],
      ['2 of 3', ''],
      ['What now?', 'd\r'],
      ['3 of 3', ''],
      ['What now?', '\r'],
      ['ended with 7, not with 0', 'g\r'],
    ],
    'eval (exit 7)',
    ['--from', '1'],
  );
  expect(seen).toContain('exit code 7');
  expect(code).toBe(1);
  expect(page.settled().slice(-5)).toEqual(['2 done-by-hand', '3 running', '3 failed', '3 went-on', '- ended']);
});

test('of a walk that was killed in the middle of a command, each next one says so, until somebody settles the step', async () => {
  await walkInTerminal(
    [
      ['1 of 3', ''],
      ['What now?', '\r'],
      ['2 of 3', ''],
      ['What now?', '\r'],
      ['3 of 3', ''],
      ['What now?', '\r'],
    ],
    'eval kill -9 $PPID',
  );
  expect(page.settled().at(-1)).toBe('3 running');
  await expect.poll(() => page.processes()).toEqual([]);
  const said = /stopped at step 3 of 3\.\s+This command of it was begun, and no end is written down.*\s+\$WALK_COMMAND/;
  const interrupted = await walkInTerminal([
    ['Go on there?', '\r'],
    ['3 of 3', ''],
    ['What now?', '\x03'],
  ]);
  expect(interrupted.seen).toMatch(said);
  const { seen, code } = await walkInTerminal([
    ['Go on there?', '\r'],
    ['3 of 3', ''],
    ['What now?', '\r'],
  ]);
  expect(seen).toMatch(said);
  expect(code).toBe(0);
  expect(page.settled().slice(-5)).toEqual(['- resumed', '- resumed', '3 running', '3 done', '- ended']);
});

test('a walk that was quit begins anew where the page has changed since', async () => {
  await walkInTerminal([
    ['1 of 3', ''],
    ['What now?', '\r'],
    ['2 of 3', ''],
    ['What now?', 'q\r'],
  ]);
  page.write(text.replace('Second.', 'Other.'));
  const { seen } = await walkInTerminal([
    ['1 of 3', ''],
    ['What now?', 'q\r'],
  ]);
  expect(seen).toContain('the page has changed since');
  expect(page.journalPaths()).toHaveLength(2);
});
