import { expect, test } from 'vitest';
import { pageNames, parsePage, readPage } from './read-page.ts';

const head = `---
procedure: water-plants
owner: gardener
reviewed: 2026-11-25
severity: PLANNED
numbers: []
scene: repository
---
`;
const body = `
# Water the plants

They are thirsty.

## 1. Fetch water

Take a can.

\`\`\`sh run
fetch water
\`\`\`

\`\`\`console run
$ look can
full
\`\`\`

Careful now.

## 2. Pour

- slowly
- evenly
`;
const parsed = (text: string) => parsePage(text, 'runbooks/water-plants.md');

test('a page is its head, its title, and steps that end with a fence or before a heading', () => {
  const { name, title, head: found, steps } = parsed(head + body);
  expect({ name, title, scene: found.scene }).toEqual({
    name: 'water-plants',
    title: 'Water the plants',
    scene: 'repository',
  });
  expect(steps).toEqual([
    { section: 'Water the plants', text: 'They are thirsty.', line: 12, fence: undefined },
    {
      section: '1. Fetch water',
      text: 'Take a can.',
      line: 16,
      fence: { language: 'sh', kind: 'run', text: 'fetch water', line: 19 },
    },
    {
      section: '1. Fetch water',
      text: '',
      line: 22,
      fence: { language: 'console', kind: 'run', text: '$ look can\nfull', line: 23 },
    },
    { section: '1. Fetch water', text: 'Careful now.', line: 27, fence: undefined },
    { section: '2. Pour', text: '- slowly\n- evenly', line: 31, fence: undefined },
  ]);
});

test.each([
  ['no front matter', body, ':1: the front matter is missing'],
  ['front matter that is no YAML', head.replace('[]', '[') + body, ':1: the front matter is no YAML'],
  ['a head without an owner', head.replace('owner: gardener\n', '') + body, ':1: the front matter: '],
  ['no title', `${head}\nThey are thirsty.\n`, ':10: a title is missing'],
  ['a fence of no kind', head + body.replace('sh run', 'sh'), ':18: a fence says its language and its kind'],
  ['a fence of another kind', head + body.replace('sh run', 'sh play'), ':18: a fence says'],
])('%s is refused, with its line', (_, text, message) => {
  expect(() => parsed(text)).toThrow(message);
});

test('every page of the repository can be read by its name', () => {
  const pages = pageNames().map(readPage);
  expect(pages.length).toBeGreaterThan(40);
  expect(pages.map(({ head: found }) => ('alarm' in found ? found.alarm : found.procedure))).toEqual(pageNames());
});

test.each(['water-plants', '', '../README', '__proto__', 'water-plants.md', '.md', '/no\0.md', 'runbooks\n'])(
  'a page that is not there is named: %j',
  (name) => {
    expect(() => readPage(name)).toThrow(
      expect.objectContaining({ exitCode: 2, message: expect.stringContaining(`no page ${JSON.stringify(name)}`) }),
    );
  },
);
