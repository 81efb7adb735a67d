import { describe, expect, test } from 'vitest';
import { parseBytesMax } from '../../policies/check.ts';
import { configurationFileName } from '../configuration/configuration.ts';
import { loadConfiguration } from '../configuration/load.ts';
import { type Files, filesInMemory } from '../repository/files.ts';
import { fileRule, type Rule } from '../rule.ts';
import { run } from '../run.ts';
import { usualConfiguration, usualTexts } from '../testing/test-rule.ts';
import { filesReadable } from './files-readable.ts';

const noDebugger = fileRule({
  id: 'no-debugger',
  why: 'It stops the service.',
  reads: (path) => path.endsWith('.ts'),
  mentions: (text) => text.includes('debugger'),
  *check(source) {
    for (const statement of source.syntax.statements) {
      const [start, end] = [statement.getStart(), statement.end];
      if (statement.getText() === 'debugger;') yield { start, end, problem: 'a debugger', fix: 'take it out' };
    }
  },
}) as Rule;

/** Needs no syntax, so a text that cannot be parsed does not stop it. */
const noTabs = fileRule({
  id: 'no-tabs',
  why: 'Tabs.',
  reads: (path) => path.endsWith('.ts'),
  mentions: (text) => text.includes('\t'),
  *check({ text }) {
    yield { start: text.indexOf('\t'), end: text.indexOf('\t') + 1, problem: 'a tab', fix: 'use spaces' };
  },
}) as Rule;

function found(files: Files, given: { rules?: readonly Rule[]; configuration?: object } = {}) {
  const configuration = JSON.stringify({ ...usualConfiguration, ...given.configuration });
  const loaded = loadConfiguration(configurationFileName, configuration, ['no-debugger', filesReadable.id]);
  const rules = given.rules ?? [noDebugger, filesReadable];
  return run(files, loaded, { rules, today: '2026-11-22' });
}

const withText = (text: string | Buffer, path = 'src/a.ts') => filesInMemory({ ...usualTexts, [path]: text });

function failing(error: unknown): Files {
  const files = withText('debugger;');
  const read = (path: string) => {
    if (path === 'src/a.ts') throw error;
    return files.read(path);
  };
  return { paths: files.paths, read };
}

const systemError = (code: string, message: string) =>
  Object.assign(new Error(`${code}: ${message}, open '/home/someone/app/src/a.ts'`), { code, syscall: 'open' });

describe('files-readable finds', () => {
  test.each([
    ['a file without the right to read it', systemError('EACCES', 'permission denied'), 'EACCES: permission denied'],
    ['a file that vanished', systemError('ENOENT', 'no such file or directory'), 'ENOENT: no such file or directory'],
    [
      'a file that is too large to be read at all',
      new Error('it has 9 bytes, more than 8'),
      'it has 9 bytes, more than 8',
    ],
  ])('%s, without naming a folder of this machine', (_title, error, reason) => {
    expect(found(failing(error)).findings).toMatchObject([
      {
        ...{ rule: filesReadable.id, file: 'src/a.ts', line: 1, column: 1, severity: 'unread' },
        problem: `src/a.ts cannot be read: ${reason}`,
      },
    ]);
  });

  test.each([
    ['bytes that are no text', Buffer.from([0x64, 0, 0x65]), 'is binary, although its name says it is text', 1, 1],
    ['a syntax error, at its place', 'debugger;\nlet = (;', 'cannot be parsed: Expression expected', 2, 8],
    ['a text nested deeper than the parser goes', `debugger;${'('.repeat(100_000)}`, 'it is nested too deeply', 1, 1],
    [
      'a text that is larger than what is parsed',
      `debugger;${' '.repeat(parseBytesMax)}`,
      `more than ${parseBytesMax}`,
      1,
      1,
    ],
  ])('%s', (_title, text, problem, line, column) => {
    const { findings } = found(withText(text));
    expect(findings).toMatchObject([{ rule: filesReadable.id, severity: 'unread', why: filesReadable.why }]);
    expect(findings[0]!.problem).toContain(problem);
    expect(findings[0]).toMatchObject({ line, column });
  });

  test('what could not be read also where the rule itself was not asked for: the answer would be incomplete', () => {
    const { findings } = found(withText('debugger;\nlet = (;'), { rules: [noDebugger] });
    expect(findings).toMatchObject([{ rule: filesReadable.id, why: filesReadable.why }]);
  });

  test('one finding a file, beside what rules saw that can do without its syntax', () => {
    const { findings } = found(withText('\tdebugger;\nlet = (;'), { rules: [noDebugger, noTabs, filesReadable] });
    expect(findings.map(({ rule, line, column }) => `${line}:${column} ${rule}`)).toEqual([
      '1:1 no-tabs',
      '2:8 files-readable',
    ]);
  });

  test('the same with the rules in another order', () => {
    const texts = withText('\tdebugger;\nlet = (;');
    const one = found(texts, { rules: [noDebugger, noTabs] }).findings;
    expect(found(texts, { rules: [noTabs, noDebugger] }).findings).toEqual(one);
  });
});

describe('files-readable passes', () => {
  test.each([
    ['a syntax error in a file that no rule looks into', withText('let = (;')],
    ['a large file that does not matter', withText(' '.repeat(parseBytesMax + 1))],
    ['a file of exactly the size that is parsed', withText('// debugger'.padEnd(parseBytesMax))],
    ['a binary file whose name no rule reads', withText(Buffer.from([0]), 'logo.png')],
    ['a generated client', withText('debugger;(', 'prisma/billing/client/index.ts')],
  ])('%s', (_title, files) => {
    expect(found(files).findings).toEqual([]);
  });

  test('a broken file that the configuration ignores', () => {
    expect(found(withText('debugger;('), { configuration: { ignore: ['src/**'] } }).findings).toEqual([]);
    expect(found(withText('debugger;(')).findings).toHaveLength(1);
  });

  test('a broken file that is ignored by a name that would be a pattern', () => {
    const files = withText('debugger;(', 'app/[id]/page.ts');
    expect(found(files, { configuration: { ignore: ['app/[id]/page.ts'] } }).findings).toEqual([]);
  });

  test('a broken file that a waiver tolerates', () => {
    const waiver = { rule: filesReadable.id, path: 'src/a.ts', reason: 'a template', expires: '2026-12-31' };
    const { findings, waived } = found(withText('debugger;('), { configuration: { waivers: [waiver] } });
    expect(findings).toEqual([]);
    expect(waived).toMatchObject([{ rule: filesReadable.id, waiver: { expires: '2026-12-31' } }]);
  });
});

test('a fault of a rule is no fault of the file', () => {
  const broken: Rule = {
    ...noDebugger,
    extract() {
      throw new TypeError('a bug');
    },
  };
  expect(() => found(withText('debugger;'), { rules: [broken] })).toThrow('a bug');
});
