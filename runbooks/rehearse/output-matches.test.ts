import { expect, test } from 'vitest';
import { outputMatches } from './output-matches.ts';

test.each([
  [['a'], 'a\n'],
  [['a'], 'a  \n\n'],
  [['a … c'], 'a b c\n'],
  [['a', '…', 'd'], 'a\nd\n'],
  [['a', '…', 'd'], 'a\nb\nc\nd\n'],
  [['(.*)'], '(.*)\n'],
  [[], ''],
])('%j matches %j', (shown, printed) => {
  expect(outputMatches(shown, printed)).toBe(true);
});

test.each([
  [['a'], 'a\nb\n'],
  [['a', 'b'], 'a\n'],
  [['a … c'], 'a b\nc\n'],
  [['a', '…', 'd'], 'a\nbd\n'],
  [['.'], 'a\n'],
  [[], 'a\n'],
])('%j does not match %j', (shown, printed) => {
  expect(outputMatches(shown, printed)).toBe(false);
});
