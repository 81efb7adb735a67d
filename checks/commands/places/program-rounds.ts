import type { ts } from 'ts-morph';
import { compiler } from '../../repository/source.ts';
import { alternativesOf, type Known } from './program-text.ts';

/** How many rounds of loops within loops are followed. */
const roundsMax = 64;

/**
 * What names stand for at a place of a file, once for each round of the loops around it that go over a written list:
 * `for (const schema of ['a', 'b'])`, `['a', 'b'].map((schema) => …)`.
 */
export function roundsAt(node: ts.Node, constants: Known): Known[] {
  const typescript = compiler();
  let rounds: Known[] = [constants];
  for (let at = node.parent; !typescript.isSourceFile(at); at = at.parent) {
    const loop = loopAt(at);
    const [list] = loop === undefined ? [] : alternativesOf(loop.list, constants);
    if (loop === undefined || list === undefined || !typescript.isArrayLiteralExpression(list)) continue;
    const { elements } = list;
    if (elements.length === 0 || elements.length * rounds.length > roundsMax) continue;
    rounds = rounds.flatMap((known) =>
      elements.map((element) => ({ get: (name: string) => (name === loop.variable ? element : known.get(name)) })),
    );
  }
  return rounds;
}

function loopAt(node: ts.Node): { variable: string; list: ts.Expression } | undefined {
  const typescript = compiler();
  if (typescript.isForOfStatement(node)) {
    const name = typescript.isVariableDeclarationList(node.initializer)
      ? node.initializer.declarations[0]?.name
      : undefined;
    return name !== undefined && typescript.isIdentifier(name)
      ? { variable: name.text, list: node.expression }
      : undefined;
  }
  if (!typescript.isArrowFunction(node) || !typescript.isCallExpression(node.parent)) return undefined;
  const { expression } = node.parent;
  const name = node.parameters[0]?.name;
  if (name === undefined || !typescript.isIdentifier(name) || !typescript.isPropertyAccessExpression(expression))
    return undefined;
  return /^(?:map|forEach|flatMap)$/.test(expression.name.text)
    ? { variable: name.text, list: expression.expression }
    : undefined;
}
