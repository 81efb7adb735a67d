import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { parseBytesMax } from '../policies/check.ts';
import { configurationFileName } from './configuration/configuration.ts';
import type { CheckResult, Finding } from './finding.ts';
import { filesInFolder } from './repository/folder.ts';
import { foundByAll, foundIn } from './testing/all-rules.ts';
import { usualConfiguration, usualTexts } from './testing/test-rule.ts';

const places = (findings: readonly Finding[]) =>
  findings.map(({ rule, file, line, column }) => `${rule} ${file}:${line}:${column}`);
const unread = (findings: readonly Finding[]) =>
  findings.flatMap(({ file, severity }) => (severity === 'unread' ? file : []));

const breach = "import { PrismaClient } from '../prisma/main/client/client.ts';\nnew PrismaClient();\n";

/** One text a language, and what is found on its last line. */
const languages: Record<string, { text: string; rule: string }> = {
  'billing/a.ts': { text: `const a = 1;\n${breach.split('\n')[0]}`, rule: 'clients-stay-apart' },
  'billing/a.js': { text: `const a = 1;\n${breach.split('\n')[0]}`, rule: 'clients-stay-apart' },
  'package.json': {
    text: '{\n  "name": "app",\n  "scripts": { "x": "prisma migrate deploy" } }',
    rule: 'prisma-commands-pinned',
  },
  'openapi.json': { text: '{\n  "properties": { "cvc": { "type": "string" } } }', rule: 'no-card-data' },
  '.github/workflows/a.yml': {
    text: 'jobs:\n  a:\n    steps:\n      - run: prisma migrate deploy',
    rule: 'prisma-commands-pinned',
  },
  'compose.yaml': { text: 'services:\n  a:\n    command: prisma migrate deploy', rule: 'prisma-commands-pinned' },
  Dockerfile: { text: 'FROM node:24\nRUN prisma migrate deploy', rule: 'prisma-commands-pinned' },
  'deploy.sh': { text: 'if true; then\n  echo; fi\nprisma migrate deploy', rule: 'prisma-commands-pinned' },
  'README.md': { text: 'How to:\n\n```sh\nprisma migrate deploy\n```', rule: 'prisma-commands-pinned' },
  'other.prisma': { text: 'model Card {\n  id Int\n  cvc String }', rule: 'no-card-data' },
  'a.sql': { text: '-- a table\nCREATE TABLE cards (cvc text);', rule: 'no-card-data' },
  'a.graphql': { text: 'type Card {\n  cvc: String }', rule: 'no-card-data' },
};
const each = Object.entries(languages).map(([path, { text, rule }]) => [path, text, rule] as const);
const linesOf = (findings: readonly Finding[], path: string) =>
  findings.filter(({ file }) => file === path).map(({ rule, line }) => `${rule}:${line}`);

describe.each(each)('%s', (path, text, rule) => {
  const here = linesOf(foundIn({ [path]: text }), path);

  test('holds what is found in it', () => {
    expect(here.map((one) => one.split(':')[0])).toEqual([rule]);
  });

  test('with line ends of Windows says the same', () => {
    expect(linesOf(foundIn({ [path]: text.replaceAll('\n', '\r\n') }), path)).toEqual(here);
  });

  test('with a byte order mark says the same', () => {
    expect(linesOf(foundIn({ [path]: `\u{FEFF}${text}` }), path)).toEqual(here);
  });

  test('in UTF-16 is unread', () => {
    for (const bytes of [Buffer.from(`\u{FEFF}${text}`, 'utf16le'), Buffer.from(`\u{FEFF}${text}`, 'utf16le').swap16()])
      expect(unread(foundIn({ [path]: bytes }))).toContain(path);
  });

  test('with bytes that are no text is unread', () => {
    expect(unread(foundIn({ [path]: Buffer.from(`\0${text}`) }))).toEqual([path]);
  });

  test('with bytes that are no UTF-8 is read around them', () => {
    const bytes = Buffer.concat([Buffer.from(text), Buffer.from(commentOf(path)), Buffer.from([0xff, 0xfe, 0x0a])]);
    if (commentOf(path) !== '') expect(linesOf(foundIn({ [path]: bytes }), path)).toEqual(here);
  });

  test.each(['', '\n', ' ', '\u{FEFF}'])('that holds nothing but %j is no crash', (nothing) => {
    expect(unread(foundIn({ [path]: nothing }))).toEqual([]);
  });

  test.each(['[', '(', '{"a":', '> ', '- ', '`', '/*', 'a+'])(
    'with 100 KB of %j after it, or before it, ends soon, with a finding',
    (piece) => {
      const hostile = piece.repeat(100_000 / piece.length);
      for (const given of [`${text}\n${hostile}`, `${hostile}\n${text}`]) {
        expect(foundIn({ [path]: given }).filter(({ file }) => file === path)).not.toEqual([]);
      }
    },
  );
});

test('a command that is pinned is so with line ends of Windows too', () => {
  const pinned = 'if true; then\n  prisma migrate deploy --config \\\n    prisma/main/prisma.config.ts\nfi\n';
  for (const text of [pinned, pinned.replaceAll('\n', '\r\n')]) expect(foundIn({ 'deploy.sh': text })).toEqual([]);
});

/** What begins a comment where a line has one. */
function commentOf(path: string): string {
  if (/\.(?:ts|js|prisma)$/.test(path)) return ' //';
  return path.endsWith('.sql') ? ' --' : /\.(?:sh|ya?ml|graphql)$/.test(path) ? ' #' : '';
}

describe('a syntax error is a finding at its place, and the other files are checked all the same', () => {
  test.each([
    ['src/a.ts', "import { a from './b.ts';\nimport c from '@prisma/client';", 1],
    ['package.json', '{\n  "name": "app",\n  "scripts": [ "a": 1 }', 3],
    ['tsconfig.json', '{\n  "compilerOptions": { "paths": { "#x": ["./x" } }', 2],
    ['openapi.json', '{ "properties": { "cvc": { "type": "string" } },\n  "a": }', 2],
    ['.github/workflows/a.yml', 'jobs:\n  a: { run: prisma migrate deploy\nb: [', 2],
    ['compose.yaml', 'services:\n  a: "prisma migrate deploy\n', 2],
    ['a.yaml', 'properties: { cvc: { type: string } }\na: [ b', 2],
    ['deploy.sh', 'case $1 in\n  a)\n)\nprisma migrate deploy', 3],
    ['a.sql', "INSERT INTO a VALUES ('it);\nCREATE TABLE cards (cvc text);", 1],
    ['a.graphql', 'query a {\n  b\n\ntype Card { cvc: String }', 1],
    ['runbooks/a.md', '---\nnumbers: [a\n---\nprisma: 90 days', 2],
  ])('%s', (path, text, line) => {
    const findings = foundIn({ 'billing/pay.ts': breach, [path]: text });
    expect(findings).toContainEqual(expect.objectContaining({ file: path, severity: 'unread' }));
    expect(places(findings)).toContain('clients-stay-apart billing/pay.ts:1:30');
    expect(findings.find(({ file }) => file === path)!.line).toBeLessThanOrEqual(line + 1);
  });

  test.each([
    ['a block that never closes', 'model Other {\n  id Int\n'],
    ['a comment that never closes', '/* to be continued\n'],
    ['brackets that never close', 'model Other {\n  id Int @default([(\n}\n'],
  ])('a schema with %s before its generator still has its client', (_title, damage) => {
    const path = 'prisma/main/schema.prisma';
    const findings = foundIn({ 'billing/pay.ts': breach, [path]: `${damage}${usualTexts[path]}` });
    expect(places(findings)).toContain('clients-stay-apart billing/pay.ts:1:30');
  });
});

describe('a large file', () => {
  const minified = 'function a(b){return b.c};'.repeat(200_000);

  test('that does not matter is passed over', () => {
    expect(minified.length).toBeGreaterThan(2 * parseBytesMax);
    expect(foundIn({ 'public/app.js': minified })).toEqual([]);
  });

  test('that matters is a finding', () => {
    expect(unread(foundIn({ 'public/app.js': `${minified}import '../prisma/main/client';var cvc;` }))).toEqual([
      'public/app.js',
    ]);
  });
});

describe('circles end', () => {
  test('of imports, with each breach once', () => {
    const findings = foundIn({
      'billing/a.ts': "import './b.ts';\n",
      'billing/b.ts': "import './c.ts';\nimport './b.ts';\n",
      'billing/c.ts': "import './a.ts';\nimport '../lib/d.ts';\n",
      'lib/d.ts': "import '../billing/a.ts';\nimport '@prisma/client';\n",
    });
    expect(new Set(places(findings)).size).toBe(findings.length);
    expect(findings.map(({ rule }) => rule)).toContain('clients-stay-apart');
  });

  test('of tsconfigs and of package.json names', () => {
    const findings = foundIn({
      'tsconfig.json': '{ "extends": "./tsconfig.a.json" }',
      'tsconfig.a.json': '{ "extends": ["./tsconfig.json", "./tsconfig.a.json"] }',
      'package.json':
        '{ "name": "app", "imports": { "#a": "#b", "#b": "#a" }, "exports": { ".": "app", "./x": "app/x" } }',
      'billing/a.ts': `import '#a';\nimport 'app';\nimport 'app/x';\n${breach}`,
    });
    expect(places(findings)).toEqual(['clients-stay-apart billing/a.ts:4:30']);
  });

  test('of scripts that call each other', () => {
    const scripts = {
      a: 'npm run b -- generate',
      b: 'npm run a -- generate',
      c: 'npm run c',
      prisma: 'npm run prisma',
    };
    const findings = foundIn({
      'package.json': JSON.stringify({ scripts }),
      'a.sh': 'npm run a -- --schema x\nnpm run prisma -- generate\nprisma migrate deploy',
    });
    expect(places(findings)).toContain('prisma-commands-pinned a.sh:3:1');
  });
});

describe('a folder on the disk', () => {
  let root: string;
  const write = (path: string, text: string) => {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  };
  const git = (...words: string[]) =>
    execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@example.com', ...words], {
      cwd: root,
      stdio: 'pipe',
    });
  const bulkhead = join(import.meta.dirname, '../bulkhead.ts');
  const command = (words: readonly string[], environment: NodeJS.ProcessEnv = process.env) =>
    spawnSync(process.execPath, [bulkhead, 'check', root, '--no-cache', ...words], {
      encoding: 'utf8',
      env: environment,
    });
  const json = (environment?: NodeJS.ProcessEnv) =>
    (JSON.parse(command(['--format', 'json'], environment).stdout) as CheckResult).findings;

  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'bulkhead-bad-'));
    for (const [path, text] of Object.entries(usualTexts)) write(path, text);
    write(configurationFileName, JSON.stringify(usualConfiguration));
    write('billing/pay.ts', breach);
  });
  afterEach(() => rmSync(root, { recursive: true, force: true }));

  test.each([
    ['vanishes', () => undefined],
    ['becomes a folder', (path: string) => void mkdirSync(path)],
    ['becomes a pipe', (path: string) => void execFileSync('mkfifo', [path])],
    ['becomes a link to nothing', (path: string) => void symlinkSync('absent', path)],
    ['becomes a link to itself', (path: string) => void symlinkSync(path, path)],
  ])('a file that %s between listing and reading is a finding', (_title, become) => {
    write('billing/gone.ts', breach);
    const files = filesInFolder(root);
    rmSync(join(root, 'billing/gone.ts'));
    become(join(root, 'billing/gone.ts'));
    const findings = foundByAll(files);
    expect(unread(findings)).toEqual(['billing/gone.ts']);
    expect(places(findings)).toContain('clients-stay-apart billing/pay.ts:1:30');
    expect(JSON.stringify(findings)).not.toContain(root);
  });

  test('a schema that vanishes ends the run with a line: without it nobody knows the clients', () => {
    const files = filesInFolder(root);
    rmSync(join(root, 'prisma/main/schema.prisma'));
    expect(() => foundByAll(files)).toThrow('prisma/main/schema.prisma, a schema of main, cannot be read');
  });

  test('a schema in UTF-16 ends the run with a line', () => {
    const path = 'prisma/main/schema.prisma';
    writeFileSync(join(root, path), Buffer.from(usualTexts[path]!, 'utf16le'));
    const { status, stderr } = command([]);
    expect(status).toBe(2);
    expect(stderr).toContain(`${path}, a schema of main, cannot be read`);
  });

  test.each(['with git', 'without a git repository'])(
    'pipes, and links that lead in circles, are passed over, %s',
    (kind) => {
      if (kind === 'with git') git('init', '-q');
      symlinkSync('..', join(root, 'billing/up'));
      symlinkSync('self.ts', join(root, 'billing/self.ts'));
      symlinkSync('pay.ts', join(root, 'billing/link.ts'));
      execFileSync('mkfifo', [join(root, 'billing/pipe.ts')]);
      if (kind === 'with git') git('add', '.');
      expect(places(json())).toEqual(['clients-stay-apart billing/pay.ts:1:30']);
    },
  );

  describe('names of every kind', () => {
    const names = [
      ...['a\nb', "it's", '"quoted"', 'a b', '-dash', '$(x)', '*', '[id]', '\\', 'ünïcode', '👩‍💻', '\u{202e}', ' '],
      'long-'.repeat(49),
    ].map((name) => `billing/${name}.ts`);
    beforeEach(() => names.forEach((name) => write(name, breach)));

    test.each(['with git', 'without a git repository'])('are read, %s', (kind) => {
      if (kind === 'with git') git('init', '-q');
      expect(
        json()
          .map(({ file }) => file)
          .sort(),
      ).toEqual([...names, 'billing/pay.ts'].sort());
    });

    test.each(['pretty', 'sarif', 'github', 'junit', 'markdown'])('are reported as %s', (format) => {
      expect(command(['--format', format])).toMatchObject({ status: 1, stderr: '' });
    });
  });

  test.each(['with git', 'with git, added', 'without a git repository'])(
    'a name that is not UTF-8 is a finding, %s',
    (kind) => {
      const name = Buffer.concat([Buffer.from(join(root, 'billing/a')), Buffer.from([0xff]), Buffer.from('.ts')]);
      writeFileSync(name, breach);
      if (kind !== 'without a git repository') git('init', '-q');
      if (kind === 'with git, added') git('add', '.');
      expect(unread(json())).toEqual(['billing/a\u{FFFD}.ts']);
    },
  );

  test('without git installed everything is found, and what needs git says so', () => {
    git('init', '-q');
    const environment = { ...process.env, PATH: join(root, 'absent') };
    expect(places(json(environment))).toEqual(['clients-stay-apart billing/pay.ts:1:30']);
    const { status, stderr } = command(['--changed-since', 'main'], environment);
    expect(status).toBe(2);
    expect(stderr).toMatch(/git cannot be asked/);
  });

  test('five thousand small files take a moment', () => {
    for (let folder = 0; folder < 50; folder += 1)
      for (let file = 0; file < 100; file += 1)
        write(`lib/${folder}/${file}.ts`, `import '../${(folder + 1) % 50}/${file}.ts';\nexport const a = ${file};\n`);
    expect(places(json())).toEqual(['clients-stay-apart billing/pay.ts:1:30']);
  });

  test('a configuration with a byte order mark is read', () => {
    write(configurationFileName, `\u{FEFF}${JSON.stringify(usualConfiguration)}`);
    expect(places(json())).toEqual(['clients-stay-apart billing/pay.ts:1:30']);
  });

  test('a configuration that is nested without end, or not JSON at all, ends the run with a line', () => {
    for (const text of ['['.repeat(100_000), '{"a":'.repeat(20_000), '\0', '', Buffer.from('{}', 'utf16le')]) {
      writeFileSync(join(root, configurationFileName), text);
      const { status, stderr } = command([]);
      expect(status).toBe(2);
      expect(stderr).toContain(configurationFileName);
      expect(stderr).not.toMatch(/\n\s+at /);
    }
  });
});
