import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { hole } from './quoting.ts';
import { readReferences } from './read-references.ts';
import { readSql } from './tokens.ts';

const seed = Number(process.env['SEED'] ?? 1);
const namesIn = (sql: string) =>
  readReferences(readSql(sql).tokens).map(({ act, parts }) => `${act} ${parts.join('.')}`);

describe('SQL', () => {
  test.each<[string, string, string[]]>([
    [
      'with MySQL’s own delimiter',
      'DELIMITER $$\nCREATE TRIGGER t BEFORE INSERT ON a FOR EACH ROW BEGIN UPDATE b SET x = 1; END$$\nDELIMITER ;\nSELECT 1 FROM c',
      ['uses a', 'uses b', 'uses c'],
    ],
    ['of SQL Server in batches', 'USE [a]\nGO\nUSE [b]\nGO\nSELECT 1 FROM c..d', ['uses a.*', 'uses b.*', 'uses c.d']],
    ['with strings of PostgreSQL', "SELECT E'it\\'s FROM x', '\\' FROM a", ['uses a']],
    ['with a string that ends in a backslash', "SELECT '\\' FROM a", ['uses a']],
    [
      'with arrays, casts and parameters',
      "SELECT a[1], '{}'::text[], :name, $1 FROM b WHERE c = ANY(ARRAY[d])",
      ['uses b'],
    ],
    ['with text in dollar quotes', 'INSERT INTO a VALUES ($$ FROM b $$)', ['uses a']],
    ['with code in dollar quotes', 'DO $x$ BEGIN DELETE FROM b; END $x$', ['uses b']],
    [
      'with RENAME',
      'RENAME TABLE a TO b, c TO d; ALTER TABLE e RENAME TO f; ALTER TABLE g RENAME COLUMN h TO i',
      ['drops a', 'creates b', 'drops c', 'creates d', 'drops e', 'creates f', 'uses g'],
    ],
    [
      'with locks and updates of other kinds',
      'SELECT 1 FROM a FOR UPDATE; INSERT INTO b VALUES (1) ON DUPLICATE KEY UPDATE c = 1',
      ['uses a', 'uses b'],
    ],
    ['with rights', 'REVOKE SELECT, UPDATE ON a.* FROM b', ['grants a.*']],
    ['with queries in parentheses', '((SELECT 1 FROM a) UNION (SELECT 1 FROM b))', ['uses a', 'uses b']],
    ['with a query that a program puts in', `SELECT 1 FROM (${hole}) q, b`, ['uses b']],
    ['with a function’s answer', 'CREATE FUNCTION f() RETURNS TABLE (a int) AS $$ SELECT 1 FROM b $$', ['uses b']],
  ])('%s is read', (_title, sql, names) => {
    expect(namesIn(sql)).toEqual(names);
  });

  test.each([
    ['a string', "SELECT 'a", 7],
    ['an identifier', 'SELECT `a', 7],
    ['a comment', 'SELECT /* a', 7],
  ])('that leaves %s open is read up to there', (_title, sql, at) => {
    expect(readSql(sql).unreadFrom).toBe(at);
  });

  test('has every token where it says', () => {
    const text = fc.stringMatching(
      /^(?:[ab.;,()'"`$[\]\\/*#\n-]|FROM |SELECT |COPY |stdin|DELIMITER x\n|\nGO\n){0,40}$/,
    );
    fc.assert(
      fc.property(text, (sql) => {
        let end = 0;
        for (const token of readSql(sql).tokens) {
          expect(token.start).toBeGreaterThanOrEqual(end);
          expect(token.end).toBeGreaterThan(token.start);
          expect(sql.slice(token.start, token.end)).toContain(token.text.replace(/^;$/, ''));
          end = token.end;
        }
        expect(end).toBeLessThanOrEqual(sql.length);
        for (const { start, end: last } of readReferences(readSql(sql).tokens)) {
          expect(last).toBeGreaterThan(start);
          expect(last).toBeLessThanOrEqual(sql.length);
        }
      }),
      { seed, numRuns: 2000 },
    );
  });

  test.each([
    "'",
    '`',
    '(',
    '$a$',
    '$',
    '/*',
    'FROM(',
    'WITH a AS (',
    'TABLE ',
    'a.',
    '\\',
    'JOIN (',
    'INHERITS(',
    'GO\n',
    'UPDATE ',
  ])('of %j 50,000 times is read soon', (text) => {
    readReferences(readSql(`SELECT ${text.repeat(50_000)}`).tokens, { fragment: true });
  });
});
