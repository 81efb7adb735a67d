import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parsePage } from '../page/read-page.ts';
import { play, type Played } from './play.ts';
import { describe } from './report.ts';
import { type Scene, withScene } from './scene.ts';
import { Shell } from './shell.ts';

const head = '---\nprocedure: p\nowner: o\nreviewed: 2026-11-25\nseverity: PLANNED\nnumbers: []\n---\n\n# P\n\n';
const played = (fences: string, variables = {}, signal = new AbortController().signal): Promise<Played> =>
  play(parsePage(head + fences, 'runbooks/p.md'), { ...variables }, signal);
const run = (script: string) => `\`\`\`sh run\n${script}\n\`\`\`\n\n`;

test('what one fence sets the next one sees, and nothing is set but the scene’s variables', async () => {
  process.env['STRIPE_API_KEY'] = 'sk_live_of_whoever_rehearses';
  const shown = '```console run\n$ echo "$GIVEN $SET ${STRIPE_API_KEY:-none}"\nscene page none\n```\n';
  const { passed, steps } = await played(run('SET=page') + shown, { GIVEN: 'scene' });
  delete process.env['STRIPE_API_KEY'];
  expect({ passed, steps }).toEqual({ passed: true, steps: 2 });
});

test.each([
  ['ends with another code', run('true\n(echo why; exit 4)\ntrue'), 'runbooks/p.md:13: it ended with 4, not with 0'],
  ['does not fail as it should', run('# exits 1\ntrue'), 'runbooks/p.md:13: it ended with 0, not with 1'],
  ['ends the shell', run('exit 0'), 'runbooks/p.md:12: it ended the shell'],
  [
    'prints something else',
    '```console run\n$ echo no\nyes\n```',
    'runbooks/p.md:12: it did not print what the page shows',
  ],
])('a command that %s ends the page, which says its line', async (_, fences, message) => {
  const found = await played(`${fences}\n\n${run('never')}`);
  expect(found.passed).toBe(false);
  expect(found.commands.map(({ text }) => text)).not.toContain('never');
  expect(describe(found)).toContain(message);
});

test('a failing command is shown with what it printed', async () => {
  expect(describe(await played(run('(echo why; echo because >&2; exit 4)')))).toContain(
    '$ (echo why; echo because >&2; exit 4)\nwhy\nbecause\n',
  );
});

test('interrupted, it ends what the command started, and leaves no folder', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'bulkhead-play-'));
  const before = process.env['TMPDIR'];
  process.env['TMPDIR'] = folder;
  try {
    const interrupted = new AbortController();
    const playing = played(run('sleep 1000 & wait'), {}, interrupted.signal);
    expect(readdirSync(folder)).toHaveLength(1);
    interrupted.abort(new Error('enough'));
    await expect(playing).rejects.toThrow('enough');
    expect(readdirSync(folder)).toEqual([]);
  } finally {
    if (before === undefined) delete process.env['TMPDIR'];
    else process.env['TMPDIR'] = before;
    rmSync(folder, { recursive: true });
  }
});

test('what a page makes in a temporary folder is there for its next command, and goes with the page', async () => {
  const { passed, commands } = await played(
    run('made=$(mktemp -d)\necho kept >"$made/file"\ncat "$made/file"\necho "$made"'),
  );
  const [text, made] = commands.slice(-2).map(({ printed }) => printed.trim());
  expect({ passed, text, isThere: existsSync(made!) }).toEqual({ passed: true, text: 'kept', isThere: false });
});

test('interrupted before its first command, it ends as well', async () => {
  const interrupted = AbortSignal.abort(new Error('enough'));
  await expect(played(run('true'), {}, interrupted)).rejects.toThrow('enough');
});

test('a command that does not end in its time is ended', async () => {
  const shell = new Shell('/', { PATH: process.env['PATH']! });
  try {
    const ended = await shell.run('sleep 1000', 0.1, new AbortController().signal);
    expect(ended).toMatchObject({ exitCode: null, timeIsUp: true });
  } finally {
    await shell.end();
  }
});

test('a scene is taken away, last thing first, also where the work throws or an interruption stops its start', async () => {
  const ended: string[] = [];
  const interrupted = new AbortController();
  const scene = (atEnd: (end: () => unknown) => void) => {
    atEnd(() => ended.push('first'));
    atEnd(() => ended.push('second'));
    return Promise.resolve({});
  };
  const fails = withScene({ name: 'any', scene }, interrupted.signal, () => Promise.reject(new Error('no')));
  await expect(fails).rejects.toThrow('no');
  expect(ended.splice(0)).toEqual(['second', 'first']);
  interrupted.abort(new Error('enough'));
  await expect(withScene({ name: 'any', scene }, interrupted.signal, () => Promise.resolve())).rejects.toThrow(
    'enough',
  );
  expect(ended).toEqual(['first']);
});

test('a scene that does not stand in its time is named, and what of it comes later is taken away as it comes', async () => {
  const ended: string[] = [];
  const held = Promise.withResolvers<void>();
  const scene: Scene = async (atEnd) => {
    atEnd(() => ended.push('first'));
    await held.promise;
    atEnd(() => ended.push('late'));
    ended.push('went on');
    return {};
  };
  let worked = false;
  const work = () => Promise.resolve((worked = true));
  const standing = withScene({ name: 'slow', scene }, new AbortController().signal, work, 0.01);
  await expect(standing).rejects.toThrow('the scene slow did not stand after 0.01 s');
  expect(ended).toEqual(['first']);
  held.resolve();
  await expect.poll(() => ended).toEqual(['first', 'late']);
  expect(worked).toBe(false);
});
