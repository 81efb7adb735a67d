import { expect, test } from 'vitest';
import { requireShallow, withinStack } from './nesting.ts';
import { SyntaxFault } from './syntax-fault.ts';

interface Tree {
  at: number;
  below?: Tree;
}

function chain(levels: number): Tree {
  let tree: Tree = { at: levels };
  for (let at = levels - 1; at >= 0; at -= 1) tree = { at, below: tree };
  return tree;
}

const requireFive = (levels: number) =>
  requireShallow<Tree>(
    chain(levels),
    5,
    ({ below }, visit) => below && visit(below),
    ({ at }) => at,
  );

test('a tree of as many levels as are allowed passes, and one more is a fault where it begins', () => {
  expect(() => requireFive(5)).not.toThrow();
  expect(() => requireFive(6)).toThrow(expect.objectContaining({ name: 'SyntaxFault', offset: 6 }));
});

test('a million levels need no stack', () => {
  expect(() => requireFive(1_000_000)).toThrow(SyntaxFault);
});

test('recursion without end is the text’s fault, and any other error stays what it is', () => {
  const endless = (): number => endless() + 1;
  expect(() => withinStack(endless)).toThrow(SyntaxFault);
  expect(() =>
    withinStack(() => {
      throw new TypeError('a bug');
    }),
  ).toThrow(TypeError);
  expect(withinStack(() => 1)).toBe(1);
});
