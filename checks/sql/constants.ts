import type { ts } from 'ts-morph';
import { compiler } from '../repository/source.ts';
import { lastNameOf, withoutType } from '../syntax/expressions.ts';

/**
 * The strings that a file names: `const table = 'customers'`, and `tables.customers` of a constant object. A name that
 * stands for more than one string anywhere in the file is left out, so that scopes need not be told apart.
 */
export function constantsIn(nodes: Iterable<ts.Node>): ReadonlyMap<string, string> {
  const { isIdentifier, isObjectLiteralExpression, isPropertyAssignment, isVariableDeclaration } = compiler();
  const found = new Map<string, string | null>();
  const note = (name: string, value: ts.Expression | undefined) => {
    const text = value === undefined ? null : literalText(value);
    found.set(name, found.has(name) && found.get(name) !== text ? null : text);
  };
  for (const node of nodes) {
    if (!isVariableDeclaration(node) || !isIdentifier(node.name)) continue;
    const value = node.initializer && withoutType(node.initializer);
    note(node.name.text, value);
    if (value === undefined || !isObjectLiteralExpression(value)) continue;
    for (const property of value.properties) {
      if (!isPropertyAssignment(property) || !isIdentifier(property.name)) continue;
      note(`${node.name.text}.${property.name.text}`, property.initializer);
    }
  }
  return new Map([...found].flatMap(([name, text]) => (text === null ? [] : [[name, text] as const])));
}

/** What an expression in SQL stands for, as far as the file says: a string, a constant, or `Prisma.raw('customers')`. */
export function textOf(expression: ts.Expression, constants: ReadonlyMap<string, string>): string | null {
  const { isCallExpression, isIdentifier, isPropertyAccessExpression } = compiler();
  const value = withoutType(expression);
  if (
    isCallExpression(value) &&
    value.arguments.length === 1 &&
    /\b(?:raw|identifier|id)$/.test(lastNameOf(value.expression))
  )
    return textOf(value.arguments[0]!, constants);
  if (isIdentifier(value)) return constants.get(value.text) ?? null;
  if (isPropertyAccessExpression(value) && isIdentifier(value.expression))
    return constants.get(`${value.expression.text}.${value.name.text}`) ?? null;
  return literalText(value);
}

function literalText(value: ts.Expression): string | null {
  const plain = withoutType(value);
  return compiler().isStringLiteralLike(plain) ? plain.text : null;
}
