import type { ts } from 'ts-morph';
import { compiler } from '../repository/source.ts';

/** The initializers of a file's constants by name. */
export type Constants = ReadonlyMap<string, ts.Expression>;

/** The constants among the nodes of a file. A name that is declared twice, be it as a parameter, is not among them. */
export function constantsIn(nodes: Iterable<ts.Node>): Constants {
  const ts = compiler();
  const constants = new Map<string, ts.Expression>();
  const declared = new Set<string>();
  for (const node of nodes) {
    if (!ts.isVariableDeclaration(node) && !ts.isParameter(node) && !ts.isBindingElement(node)) continue;
    if (!ts.isIdentifier(node.name)) continue;
    const name = node.name.text;
    if (declared.has(name)) constants.delete(name);
    else if (ts.isVariableDeclaration(node) && node.initializer !== undefined && isConstant(node)) {
      constants.set(name, node.initializer);
    }
    declared.add(name);
  }
  return constants;
}

function isConstant(node: ts.VariableDeclaration): boolean {
  const ts = compiler();
  return (ts.getCombinedNodeFlags(node) & ts.NodeFlags.Const) !== 0;
}
