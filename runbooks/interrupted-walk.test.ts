import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { startCommand } from '../service/testing/command.ts';
import { pageWith, WalkedPage } from './testing/walk-terminal.ts';

const fence = (script: string) => `\`\`\`sh run\n${script}\n\`\`\`\n\n`;
/** Its second step ends by an interrupt only; its third shows what the first has set. */
const text = pageWith(
  [
    `First.\n\n${fence('name=kept')}`,
    `Second.\n\n${fence('while :; do bash -c \'trap "echo heard it; exit 1" INT; echo tur""ning; sleep 60 & wait\'; done\necho "ne""ver"')}`,
    `Third.\n\n${fence('echo "it was $name"')}`,
  ].join(''),
);

let page: WalkedPage;
beforeEach(() => {
  page = new WalkedPage(text);
});
afterEach(() => page.end());

const ctrlC = '\x03';
const ctrlD = '\x04';
/** Runs the first step, up to the second one’s question. */
const toSecondStep = [
  ['1 of 3', ''],
  ['What now?', '\r'],
  ['2 of 3', ''],
] as const;

test('Ctrl-C ends the command that runs, with its loop and what follows in its step, and the walk asks', async () => {
  const { seen, code } = await page.walk([
    ...toSecondStep,
    ['What now?', '\r'],
    ['turning', ctrlC],
    ['You interrupted it', 'd\r'],
    ['3 of 3', ''],
    ['What now?', '\r'],
  ]);
  expect(seen).toContain('heard it');
  expect(seen).not.toContain('never');
  expect(seen).toContain('it was kept');
  expect(code).toBe(0);
  const after = ['2 running', '2 failed', '2 done-by-hand', '3 running', '3 done', '- ended'];
  expect(page.settled()).toEqual(['- began', '1 running', '1 done', ...after]);
  expect(page.entries().find(({ what }) => what === 'failed')).toMatchObject({ exitCode: 130 });
});

test('a second Ctrl-C ends the walk; nothing runs on, and the next walk goes on at that step', async () => {
  const { seen, code } = await page.walk([
    ...toSecondStep,
    ['What now?', '\r'],
    ['turning', ctrlC],
    ['You interrupted it', ctrlC],
  ]);
  expect(seen).toContain('bulkhead: the walk was interrupted');
  expect(code).toBe(1);
  await expect.poll(() => page.processes()).toEqual([]);
  await page.walk([
    ['stopped at step 2 of 3', ''],
    ['ended with 130', ''],
    ['Go on there?', '\r'],
    ['2 of 3', ''],
    ['What now?', 'q\r'],
  ]);
  expect(page.settled()).toEqual(['- began', '1 running', '1 done', '2 running', '2 failed', '- resumed', '2 quit']);
});

test.each([
  ['Ctrl-C', ctrlC],
  ['Ctrl-D', ctrlD],
])('%s at the question of a step ends the walk, and the next one goes on at that step', async (_, key) => {
  const { seen, code } = await page.walk([...toSecondStep, ['What now?', key]]);
  expect(seen).toContain('bulkhead: the walk was interrupted');
  expect(code).toBe(1);
  await expect.poll(() => page.processes()).toEqual([]);
  expect(page.settled()).toEqual(['- began', '1 running', '1 done']);
  const next = await page.walk([['stopped at step 2 of 3.', ctrlC]]);
  expect(next.seen).not.toContain('of it');
});

test('a page is walked by one at a time: the second is refused, and the first goes on', async () => {
  // The first one's step waits for a file that is made once the second was refused.
  const go = join(page.folder, 'go');
  page.write(pageWith(fence(`until [ -e ${go} ]; do sleep 0.05; done`)));
  const first = page.walk([['What now?', '\r']]);
  await expect.poll(() => page.settled()).toContain('1 running');
  const second = await page.walk([]);
  writeFileSync(go, '');
  expect(second.seen).toContain('bulkhead: somebody walks through try at this moment');
  expect(second.code).toBe(1);
  expect((await first).code).toBe(0);
  expect(page.settled()).toEqual(['- began', '1 running', '1 done', '- ended']);
});

test('a full disk ends the walk before its next command', async () => {
  page.write(pageWith(fence('ln -sf /dev/full "$WALK_FOLDER"/journal/*.jsonl\necho "ne""ver"')));
  const { seen, code } = await page.walk([['What now?', '\r']]);
  expect(seen).toMatch(/bulkhead: the walk cannot be written down in .*ENOSPC/);
  expect(seen).not.toContain('never');
  expect(code).toBe(1);
});

test('a line that was half written is dropped, which the next walk says', async () => {
  await page.walk([['What now?', 'q\r']]);
  const [journal] = page.journalPaths();
  appendFileSync(journal!, '{"at":"2026-11-2');
  const { seen } = await page.walk([
    ['stopped at step 1 of 3', ''],
    ['Go on there?', '\r'],
    ['What now?', 'q\r'],
  ]);
  expect(seen).toContain(`The last line of ${journal!} was cut off: it is dropped.`);
  expect(page.settled()).toEqual(['- began', '1 quit', '- resumed', '1 quit']);
});

test('a walk that was killed behind its last step is ended by the next call, which repeats nothing', async () => {
  page.write(pageWith('Read this.'));
  await page.walk([['What now?', 'd\r']]);
  const [journal] = page.journalPaths();
  writeFileSync(journal!, readFileSync(journal!, 'utf8').replace(/.*ended.*\n$/, ''));
  const { seen, code } = await page.walk([]);
  expect(seen).toContain('only its end is written down now');
  expect(code).toBe(0);
  expect(page.settled()).toEqual(['- began', '1 done-by-hand', '- resumed', '- ended']);
});

test('a journal that somebody wrote in is refused, with its line, until a walk begins anew', async () => {
  await page.walk([['What now?', 'q\r']]);
  const [journal] = page.journalPaths();
  appendFileSync(journal!, 'all went well\n');
  const { seen, code } = await page.walk([]);
  expect(seen).toContain(`bulkhead: ${journal!}:3: this is no entry of a walk`);
  expect(code).toBe(1);
});

test.each([
  ['nobody at the terminal', (path: string) => [path], 2, 'nobody is there to answer'],
  ['a page without steps', (path: string) => [path, '--dry-run'], 2, 'try has no steps'],
])('%s is wrong use', async (what, words, exitCode, message) => {
  if (what.includes('steps')) page.write(pageWith(''));
  const ended = await startCommand(['runbook', ...words(page.path)], {}).ended;
  expect(ended).toMatchObject({ exitCode, stderr: expect.stringContaining(`bulkhead: ${message}`) });
});

test('a folder that cannot be written to is named before anything is run', async () => {
  const { seen, code } = await page.walk([], { words: ['--journal', join(page.path, 'below-a-file')] });
  expect(seen).toContain(`bulkhead: the walk cannot be written down in ${page.path}`);
  expect(code).toBe(1);
});
