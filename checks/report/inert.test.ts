import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { activeCharactersIn } from '../testing/results.ts';
import { inert, inertJson } from './inert.ts';

const parameters = { seed: Number(process.env['SEED'] ?? 1), numRuns: 500 };

describe('text of the checked repository', () => {
  test.each([
    ['a line end', 'a\nb', 'a\\nb'],
    ['a carriage return', 'a\rb', 'a\\u{d}b'],
    ['a terminal’s escape', '\u{1b}[31m', '\\u{1b}[31m'],
    ['a C1 control', '\u{9b}31m', '\\u{9b}31m'],
    ['a mark that turns the direction of writing', 'a\u{202e}b', 'a\\u{202e}b'],
    ['half a surrogate pair', 'a\ud800', 'a\\u{d800}'],
    ['a line separator', 'a\u{2028}b', 'a\\u{2028}b'],
    ['what is no character at all', '\u{ffff}', '\\u{ffff}'],
  ])('%s is shown, not obeyed', (_title, given, shown) => {
    expect(inert(given)).toBe(shown);
  });

  test('letters, accents and emojis stay as they are', () => {
    const text = 'Größe 価格 مرحبا 🎉 `a|b` <c>';
    expect(inert(text)).toBe(text);
  });

  test('nothing active is left of any text, also in JSON, which reads back the same', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(activeCharactersIn(inert(text))).toEqual([]);
        expect(inert(text)).not.toContain('\n');
        const json = inertJson({ [text]: text });
        expect(activeCharactersIn(json)).toEqual([]);
        expect(JSON.parse(json)).toEqual({ [text]: text });
      }),
      parameters,
    );
  });
});
