import type { ts } from 'ts-morph';
import { compiler } from '../repository/source.ts';

/**
 * Every node below one, itself included, in the order of the text, without recursion: a chain of ten thousand `+` is
 * ten thousand levels deep. `jsDoc` takes in the types of JSDoc, which are types in JavaScript alone; what is below a
 * node that `isLeaf` is passed over.
 */
export function* nodesIn(
  root: ts.Node,
  { jsDoc = false, isLeaf = () => false }: { jsDoc?: boolean; isLeaf?: (node: ts.Node) => boolean } = {},
): Generator<ts.Node> {
  const { forEachChild } = compiler();
  const open = [root];
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    yield node;
    if (isLeaf(node)) continue;
    const children: ts.Node[] = jsDoc ? [...((node as { jsDoc?: readonly ts.JSDoc[] }).jsDoc ?? [])] : [];
    forEachChild(node, (child) => void children.push(child));
    while (children.length > 0) open.push(children.pop()!);
  }
}
