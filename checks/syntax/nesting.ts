import { SyntaxFault } from './syntax-fault.ts';

export const tooDeep = 'it is nested too deeply';

/**
 * Runs what goes down a text by recursion: a parser, or who walks its tree. Where the text nests so deeply that the stack
 * does not suffice, that is the text's fault: throws a SyntaxFault.
 */
export function withinStack<Value>(read: () => Value): Value {
  try {
    return read();
  } catch (error) {
    if (error instanceof RangeError) throw new SyntaxFault(tooDeep, 0);
    throw error;
  }
}

/**
 * Throws a SyntaxFault where a tree has more levels than `most`. Looks at it level by level, so that it needs no stack
 * itself. `childrenOf` hands each child of a node to `visit`.
 */
export function requireShallow<Node>(
  root: Node,
  most: number,
  childrenOf: (node: Node, visit: (child: Node) => void) => void,
  offsetOf: (node: Node) => number,
): void {
  let level = [root];
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth > most) throw new SyntaxFault(tooDeep, offsetOf(level[0]!));
    const below: Node[] = [];
    for (const node of level) childrenOf(node, (child) => below.push(child));
    level = below;
  }
}
