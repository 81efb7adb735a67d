import { describe, expect, test } from 'vitest';
import { syntaxNestingMax } from '../../policies/check.ts';
import { Source, SyntaxFault } from './source.ts';

const syntaxOf = (text: string, path = 'a.ts') => new Source(path, text).syntax;

describe('a text cannot be parsed', () => {
  test.each([
    ['with a syntax error, at its place', 'a;\nlet = (;', 10],
    ['with brackets that nest without end', '('.repeat(100_000), 0],
    ['with a tree that is too deep', `a${' + a'.repeat(syntaxNestingMax)}`, 0],
    ['with more modifiers than anybody writes', `a;\n${'async '.repeat(30)}`, 3],
  ])('%s', (_title, text, offset) => {
    expect(() => syntaxOf(text)).toThrow(expect.objectContaining({ name: 'SyntaxFault', offset }));
  });

  test('and is not parsed once more for each rule that asks', () => {
    const source = new Source('a.ts', 'let = (;');
    const faultOf = () => {
      try {
        return source.syntax;
      } catch (fault) {
        return fault;
      }
    };
    expect(faultOf()).toBeInstanceOf(SyntaxFault);
    expect(faultOf()).toBe(faultOf());
  });
});

test('a sum of thousands of terms, and modifiers in plain numbers, are read', () => {
  expect(syntaxOf(`const a = a${' + a'.repeat(5_000)};`).statements).toHaveLength(1);
  expect(
    syntaxOf('export declare abstract class A { protected static override readonly a: 1 }').statements,
  ).toHaveLength(1);
});

test.each(['async ', 'static ', 'public ', 'export ', 'declare\n'])('100 KB of %j end soon', (piece) => {
  for (const path of ['a.ts', 'a.tsx', 'a.js']) {
    expect(() => syntaxOf(piece.repeat(100_000 / piece.length), path)).toThrow(SyntaxFault);
  }
});
