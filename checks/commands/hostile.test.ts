import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Source, SyntaxFault } from '../repository/source.ts';
import { prismaCommandsPinned } from '../rules/prisma-commands-pinned.ts';

const seed = Number(process.env['SEED'] ?? 1);
const paths = [
  ...['package.json', 'project.json', 'vercel.json', '.lintstagedrc', 'Dockerfile', '.github/workflows/a.yml'],
  ...['compose.yaml', 'fly.toml', 'Procfile', 'Makefile', 'justfile', 'Jenkinsfile', 'README.md', 'a.sh', 'a.ts'],
];

const hostileLength = 40_000;

/** Reads a file as a run does. A fault is an answer; anything else that is thrown is not. */
function read(path: string, text: string): void {
  const source = new Source(path, text);
  prismaCommandsPinned.mentions(text, path);
  try {
    prismaCommandsPinned.extract(source);
  } catch (error) {
    if (!(error instanceof SyntaxFault)) throw error;
  }
}

describe.each(paths)('%s ends in good time', (path) => {
  test.each([
    ...['a', ' ', '\n', '>', '> - ', '[', '"', '`', '$', '{{', '${{', '$(', '(', '\\\n', '\\', "'", '<a ', '- ', '\t'],
    ...['npm ', 'npx ', 'sh -c "', 'prisma ', 'a:\n ', '<<a\n', '`x`\n', '```\n', 'for a in 1 2; do ', '--a=', '{"a":'],
    ...['a\n--\n', '=\n', '[a]\n', 'foo prisma '],
  ])('with 40 KB of %j', (piece) => {
    expect(() => read(path, `prisma exec( ${piece.repeat(hostileLength / piece.length)}`)).not.toThrow();
  });
});

test.each(paths)('%s of any text is read or refused', (path) => {
  const pieces = [
    'npx',
    'prisma',
    'migrate',
    'deploy',
    '--config',
    '=',
    ' ',
    '\n',
    '"',
    "'",
    '$',
    '{',
    '}',
    '(',
    ')',
    '\\',
    ':',
    '-',
    '`',
    '<<',
    'EOF',
    '[',
    ']',
    ',',
    '#',
    '|',
    '&',
  ];
  const text = fc.array(fc.constantFrom(...pieces), { maxLength: 60 }).map((parts) => parts.join(''));
  fc.assert(
    fc.property(text, (value) => read(path, value)),
    { seed, numRuns: 200 },
  );
});
