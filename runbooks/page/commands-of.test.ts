import { expect, test } from 'vitest';
import { parsePage } from './read-page.ts';
import { commandsOf } from './commands-of.ts';

const head = '---\nprocedure: p\nowner: o\nreviewed: 2026-11-25\nseverity: PLANNED\nnumbers: []\n---\n\n# P\n\n';
const found = (fences: string) => commandsOf(parsePage(head + fences, 'runbooks/p.md'));

test('each command of a script is one, with its line, also over several lines; a line above it says how it ends', () => {
  const script = 'one && two\n# exits 3\nthree \\\n  four\n\nif five; then\n  six\nfi # seven';
  expect(found(`\`\`\`sh run\n${script}\n\`\`\`\n\n\`\`\`sh cloud\naway\n\`\`\`\n`)).toEqual([
    [
      { text: 'one && two', line: 12, exitCode: 0, output: undefined },
      { text: 'three \\\n  four', line: 14, exitCode: 3, output: undefined },
      { text: 'if five; then\n  six\nfi', line: 17, exitCode: 0, output: undefined },
    ],
  ]);
});

test('a console shows commands, each with what it prints; a line above one says how it ends', () => {
  expect(found('```console run\n$ one\n1\n…\n# exits 3\n$ two\n# exits 4\n```\n')).toEqual([
    [
      { text: 'one', line: 12, exitCode: 0, output: ['1', '…'] },
      { text: 'two', line: 16, exitCode: 3, output: ['# exits 4'] },
    ],
  ]);
});

test.each([
  ['output without a command', '```console run\none\n```', ':12: output without a command'],
  ['a fence without a command', '```sh run\n# one\n```', ':12: there is no command in it'],
  ['another language', '```sql run\nSELECT 1\n```', ':11: sql cannot be run'],
  ['what bash does not read', '```sh run\nif one; then\n```', ':12: bash does not read it'],
])('%s is refused, with its line', (_, fence, message) => {
  expect(() => found(`${fence}\n`)).toThrow(message);
});
