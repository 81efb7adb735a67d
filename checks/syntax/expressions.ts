import type { ts } from 'ts-morph';
import { compiler } from '../repository/source.ts';

/** `x as T`, `<T>x`, `x satisfies T`, `(x)`, `x!`: all are x. */
export function withoutType(expression: ts.Expression): ts.Expression {
  const ts = compiler();
  let inner = expression;
  while (
    ts.isParenthesizedExpression(inner) ||
    ts.isAsExpression(inner) ||
    ts.isSatisfiesExpression(inner) ||
    ts.isNonNullExpression(inner) ||
    ts.isTypeAssertionExpression(inner)
  ) {
    inner = inner.expression;
  }
  return inner;
}

/** The last name of what is called or reached for: `object` of `z.object`, `x` of `x`; empty for anything else. */
export function lastNameOf(expression: ts.Expression): string {
  const ts = compiler();
  if (ts.isPropertyAccessExpression(expression)) return expression.name.text;
  return ts.isIdentifier(expression) ? expression.text : '';
}
