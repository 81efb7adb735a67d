import { describe, expect, test } from 'vitest';
import { Failure } from '../../failure.ts';
import { loadConfiguration } from './load.ts';

const good = {
  databases: {
    billing: { schema: 'packages/billing/prisma/schema.prisma', code: ['packages/billing/**'] },
    main: { schema: './packages/db/prisma/schema.prisma', code: ['**'] },
  },
};
const day = { reason: 'known', expires: '2027-01-31' };
const waiver = { rule: 'a-rule', path: 'src/a.ts', ...day };

/** The keys that are named as wrong, each with what is said of it. */
function faultsOf(configuration: object | string): string[] {
  const text = typeof configuration === 'string' ? configuration : JSON.stringify(configuration);
  try {
    loadConfiguration('bulkhead.config.json', text, ['a-rule', 'b-rule']);
  } catch (error) {
    expect(error).toBeInstanceOf(Failure);
    expect(error).toMatchObject({ exitCode: 2, fix: expect.stringContaining('$schema') });
    return (error as Failure).message
      .split('\n')
      .slice(1)
      .map((line) => line.trim());
  }
  return [];
}

describe('a configuration is loaded', () => {
  test('with what it leaves out', () => {
    const { value } = loadConfiguration('x', JSON.stringify(good), []);
    expect(value).toMatchObject({ bridges: [], waivers: [], ignore: [] });
  });

  test('with comments, trailing commas, and paths that begin with ./', () => {
    const text = `// ours\n${JSON.stringify(good).replace(/\}$/, ',}')}`;
    expect(loadConfiguration('x', text, []).value.databases['main']!.schema).toBe('packages/db/prisma/schema.prisma');
  });

  test('with the place of each part', () => {
    const text = JSON.stringify({ ...good, waivers: [waiver] }, null, 2);
    const loaded = loadConfiguration('x', text, ['a-rule']);
    const { start, end } = loaded.spanOf(['waivers', 0, 'rule']);
    expect(text.slice(start, end)).toBe('"a-rule"');
    expect(loaded.spanOf(['waivers', 7])).toEqual({ start: 0, end: text.length });
  });
});

describe('a configuration is refused', () => {
  const { billing, main } = good.databases;
  const withMain = (changed: object) => ({ databases: { billing, main: changed } });

  test.each<[string, object | string, string[]]>([
    ['that is empty', ' ', ['it is empty']],
    ['that is no JSON', '{\n  "a" 1\n}', ['bulkhead.config.json:2:7: it is not JSON here: ColonExpected']],
    ['that is a list', [], ['bulkhead.config.json: has to be an object: { … }']],
    ['without databases', {}, ['databases: is missing; it has to be an object: { … }']],
    ['with no database', { databases: {} }, ['databases: must name at least one database']],
    [
      'without a schema',
      withMain({ code: ['**'] }),
      ['databases.main.schema: is missing; it has to be a text in double quotes'],
    ],
    ['whose code is no list', withMain({ ...main, code: '**' }), ['databases.main.code: has to be a list: [ … ]']],
    [
      'whose code is empty',
      withMain({ ...main, code: [] }),
      ['databases.main.code: is empty; give it at least one entry'],
    ],
    [
      'with an unknown key',
      withMain({ ...main, confg: 'x' }),
      ['databases.main.confg: there is no such key; take it out or correct its name'],
    ],
    [
      'with an absolute path',
      withMain({ ...main, schema: '/etc/x' }),
      ['databases.main.schema: must be a path inside the repository, relative to its root'],
    ],
    [
      'with a path that leads out',
      withMain({ ...main, schema: 'a/../../x' }),
      ['databases.main.schema: must be a path inside the repository, relative to its root'],
    ],
    [
      'with a name in capitals',
      { databases: { Main: main } },
      ['databases.Main: name it in small letters, digits and hyphens, beginning with a letter'],
    ],
    [
      'with a pattern of two databases',
      { databases: { billing: { ...billing, code: ['a/**', '**'] }, main } },
      ['databases.main.code.0: ** is billing’s as well; take it out of one of them'],
    ],
    [
      'with a database twice',
      JSON.stringify(good).replace('"main"', '"billing"'),
      ['databases.billing: is written twice; keep one of them'],
    ],
    [
      'with a day that is none',
      { ...good, waivers: [{ ...waiver, expires: '2027-02-30' }] },
      ['waivers.0.expires: is no day; write it as YYYY-MM-DD'],
    ],
    [
      'without a reason',
      { ...good, bridges: [{ path: 'a', ...day, reason: '' }] },
      ['bridges.0.reason: is empty; give it at least one character'],
    ],
    [
      'without an end',
      { ...good, bridges: [{ path: 'a', reason: 'x' }] },
      ['bridges.0.expires: is missing; it has to be a text in double quotes'],
    ],
    [
      'with a waiver of no rule',
      { ...good, waivers: [{ ...waiver, rule: 'c-rule' }] },
      ['waivers.0.rule: there is no rule c-rule; there are a-rule, b-rule'],
    ],
  ])('%s', (_title, configuration, faults) => {
    expect(faultsOf(configuration)).toEqual(faults);
  });

  test('for all its faults at once', () => {
    const faults = faultsOf({
      databases: { main: { code: [] } },
      waivers: [{ ...waiver, rule: 'c' }],
      ignore: 1,
      more: 1,
    });
    expect(faults.map((fault) => fault.split(':')[0]).sort()).toEqual(
      ['databases.main.code', 'databases.main.schema', 'ignore', 'more', 'waivers.0.rule'].sort(),
    );
  });
});
