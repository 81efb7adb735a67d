import { expect, test } from 'vitest';
import { Lines } from './position.ts';

test.each([
  [0, 1, 1],
  [2, 1, 3],
  [3, 2, 1],
  [4, 3, 1],
  [6, 3, 3],
])('offset %i is line %i, column %i', (offset, line, column) => {
  expect(new Lines('ab\n\ncd').at(offset)).toEqual({ line, column });
});

test('an offset beyond the text counts as its end', () => {
  expect(new Lines('ab\ncd').at(900)).toEqual({ line: 2, column: 3 });
  expect(new Lines('ab\n').at(900)).toEqual({ line: 2, column: 1 });
  expect(new Lines('').at(1)).toEqual({ line: 1, column: 1 });
});
