import { describe, expect, test } from 'vitest';
import { configurationFileName } from '../configuration/configuration.ts';
import { loadConfiguration } from '../configuration/load.ts';
import { filesInMemory } from '../repository/files.ts';
import type { Rule, Severity } from '../rule.ts';
import { run } from '../run.ts';

/** A repository in a test: path to text. `«` and `»` stand around what is to be found, and are not part of the text. */
export type Texts = Record<string, string>;

export interface RuleTable {
  /** Path of texts that are written without one. */
  path?: string;
  /** Files that every repository of the table has as well, unless it has its own. */
  with?: Texts;
  /** The configuration, where it is not the usual one (below). */
  configuration?: object;
  /** Each by a title: a text, or a whole repository. Nothing may be found. */
  passes: Record<string, string | Texts>;
  /**
   * Each by a title: exactly what stands in «» is found, and each marked place is taken out in turn by `mutations` of
   * the rule's own tests. `problem` and `fix` have to match where they are given.
   */
  fails: Record<string, string | Texts | Expected>;
}

export interface Expected {
  files: string | Texts;
  problem?: RegExp;
  fix?: RegExp;
  severity?: Severity;
}

/** Two databases, one package: what most tables need. */
export const usualTexts: Texts = {
  'package.json':
    '{ "name": "app", "devDependencies": { "prisma": "7.10.0" }, "dependencies": { "@prisma/client": "7.10.0" } }',
  'prisma/billing/schema.prisma':
    'generator client {\n  provider = "prisma-client"\n  output = "./client"\n}\ndatasource db {\n  provider = "mysql"\n}\n',
  'prisma/billing/prisma.config.ts': 'export default { datasource: { url: process.env.BILLING_DATABASE_URL } };\n',
  'prisma/main/schema.prisma':
    'generator client {\n  provider = "prisma-client"\n  output = "./client"\n}\ndatasource db {\n  provider = "mysql"\n}\n',
  'prisma/main/prisma.config.ts': 'export default { datasource: { url: process.env.MAIN_DATABASE_URL } };\n',
};

export const usualConfiguration = {
  databases: {
    billing: {
      schema: 'prisma/billing/schema.prisma',
      config: 'prisma/billing/prisma.config.ts',
      code: ['billing/**', 'prisma/billing/**'],
    },
    main: { schema: 'prisma/main/schema.prisma', config: 'prisma/main/prisma.config.ts', code: ['**'] },
  },
};

/** The place and words of each finding in a repository, as a table's test compares them. */
export function findingsIn(rule: Rule, texts: Texts, configuration: object = usualConfiguration) {
  const loaded = loadConfiguration(configurationFileName, JSON.stringify(configuration), [rule.id]);
  return run(filesInMemory(texts), loaded, { rules: [rule], today: '2026-11-22' }).findings;
}

/** Tests a rule against tables of texts that pass and texts that fail. Titles are facts. */
export function testRule<Facts>(rule: Rule<Facts>, table: RuleTable): void {
  const path = table.path ?? 'src/file.ts';
  const anyRule = rule as unknown as Rule;
  const repositoryOf = (given: string | Texts): Texts => ({
    ...usualTexts,
    ...table.with,
    ...(typeof given === 'string' ? { [path]: given } : given),
  });
  describe(`${rule.id} passes`, () => {
    test.each(Object.entries(table.passes))('%s', (_title, given) => {
      expect(findingsIn(anyRule, repositoryOf(given), table.configuration)).toEqual([]);
    });
  });
  describe(`${rule.id} fails`, () => {
    test.each(Object.entries(table.fails))('%s', (_title, given) => {
      const expected: Expected = isExpected(given) ? given : { files: given };
      const { texts, places } = takeMarks(repositoryOf(expected.files));
      const found = findingsIn(anyRule, texts, table.configuration);
      expect(
        found.map((one) => `${one.file}:${one.line}:${one.column}-${one.endLine}:${one.endColumn}`).sort(),
      ).toEqual(places.sort());
      for (const one of found) {
        expect(one.problem).toMatch(expected.problem ?? /./);
        expect(one.fix).toMatch(expected.fix ?? /./);
        expect(one.severity).toBe(expected.severity ?? 'breach');
      }
    });
  });
}

function isExpected(given: string | Texts | Expected): given is Expected {
  return typeof given === 'object' && 'files' in given;
}

/** Takes the marks out and says where they stood, as `file:line:column-endLine:endColumn`. */
export function takeMarks(marked: Texts): { texts: Texts; places: string[] } {
  const places: string[] = [];
  const texts: Texts = {};
  for (const [file, text] of Object.entries(marked)) {
    let plain = '';
    const opened: string[] = [];
    for (const character of text) {
      if (character === '«') opened.push(placeOf(plain));
      else if (character === '»') places.push(`${file}:${opened.pop()}-${placeOf(plain)}`);
      else plain += character;
    }
    if (opened.length > 0) throw new Error(`${file} has a « without its »`);
    texts[file] = plain;
  }
  return { texts, places };
}

function placeOf(text: string): string {
  const lines = text.split('\n');
  return `${lines.length}:${lines.at(-1)!.length + 1}`;
}
