import { describe, expect, test } from 'vitest';
import { dataNestingMax } from '../../policies/check.ts';
import { jsonTree, looseJson } from './json.ts';
import { SyntaxFault } from './syntax-fault.ts';
import { valueAt, yamlTrees } from './yaml.ts';

describe.each([
  ['JSON', (text: string) => jsonTree(text)],
  ['YAML', (text: string) => yamlTrees(text)],
])('%s', (_language, read) => {
  const nested = (levels: number) => `${'['.repeat(levels)}${']'.repeat(levels)}`;

  test('is read as deep as people write it, and refused where it is deeper', () => {
    expect(() => read(nested(dataNestingMax))).not.toThrow();
    expect(() => read(nested(dataNestingMax + 2))).toThrow(SyntaxFault);
    expect(() => read(nested(100_000))).toThrow(SyntaxFault);
  });

  test.each(['{"a":', '[1,', '"', '{"a":[', '* ', '&a ', '*a ', '[a]', ']', '}'])(
    'of 100 KB of %j is refused soon',
    (piece) => {
      expect(() => read(`{ "a": ${piece.repeat(100_000 / piece.length)}`)).toThrow(SyntaxFault);
    },
  );

  test('says where it is broken', () => {
    expect(() => read('{ "a": [1, 2 }')).toThrow(expect.objectContaining({ offset: 13 }));
  });
});

test('JSON may hold comments and trailing commas, and is read as far as it goes where that is enough', () => {
  expect(looseJson('{ /* a */ "a": 1, }')).toEqual({ a: 1 });
  expect(looseJson('{ "a": { "b": 2 ')).toEqual({ a: { b: 2 } });
  expect(looseJson('['.repeat(100_000))).toBeUndefined();
  expect(looseJson('')).toBeUndefined();
});

test('YAML has several documents, aliases that are not followed, and no value where there is none', () => {
  const [first, second] = yamlTrees('a: &x { b: 1 }\nc: *x\n---\nd: 2\n---\n');
  expect(valueAt(first, 'a', 'b')).toMatchObject({ value: 1 });
  expect(valueAt(first, 'c', 'b')).toBeUndefined();
  expect(valueAt(second, 'd')).toMatchObject({ value: 2 });
  expect(yamlTrees('')).toEqual([]);
});
