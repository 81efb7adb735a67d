import type { ts } from 'ts-morph';
import { syntaxNestingMax } from '../../policies/check.ts';
import { SyntaxFault } from './syntax-fault.ts';
import { tooDeep } from './nesting.ts';

type ForEachChild = typeof ts.forEachChild;
type Open = { parent: ts.Node };
type WithJsDoc = { jsDoc?: readonly ts.JSDoc[] };

/**
 * Gives every node of a file its parent, and returns the nodes in the order of the text, those of JSDoc left out. One
 * walk for what would be three, and without recursion. Throws a SyntaxFault where the tree has too many levels.
 */
export function rooted(file: ts.SourceFile, forEachChild: ForEachChild): ts.Node[] {
  const nodes: ts.Node[] = [];
  const open: ts.Node[] = [file];
  const depths = [0];
  let parent: ts.Node = file;
  let depth = 0;
  const visit = (child: ts.Node): void => {
    (child as Open).parent = parent;
    open.push(child);
    depths.push(depth + 1);
  };
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    depth = depths.pop()!;
    if (depth > syntaxNestingMax) throw new SyntaxFault(tooDeep, node.pos);
    nodes.push(node);
    parent = node;
    const firstChild = open.length;
    forEachChild(node, visit);
    reverseFrom(firstChild, open);
    for (const comment of (node as WithJsDoc).jsDoc ?? []) rootJsDoc(comment, node, forEachChild);
  }
  return nodes;
}

function rootJsDoc(comment: ts.JSDoc, owner: ts.Node, forEachChild: ForEachChild): void {
  (comment as Open).parent = owner;
  const open: ts.Node[] = [comment];
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    const parent = node;
    forEachChild(node, (child) => {
      (child as Open).parent = parent;
      open.push(child);
    });
  }
}

/** The children of one node, on top of what is still open, so that the first of them is taken first. */
function reverseFrom(start: number, open: ts.Node[]): void {
  for (let low = start, high = open.length - 1; low < high; low += 1, high -= 1) {
    const node = open[low]!;
    open[low] = open[high]!;
    open[high] = node;
  }
}
