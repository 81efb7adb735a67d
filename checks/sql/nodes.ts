import type { ts } from 'ts-morph';
import { compiler } from '../repository/source.ts';

/** Every node below one, itself included, without recursion: a chain of ten thousand `+` is ten thousand levels deep. */
export function* nodesIn(root: ts.Node): Generator<ts.Node> {
  const { forEachChild } = compiler();
  const open = [root];
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    yield node;
    forEachChild(node, (child) => {
      open.push(child);
    });
  }
}
