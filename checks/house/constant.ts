import type { ts } from 'ts-morph';
import { compiler } from '../repository/source.ts';

/** Deeper arithmetic than this is no constant that somebody wrote down. */
const depthMax = 16;

/** The value of a number, or of arithmetic with numbers (`3 * 86_400`); undefined for everything else. */
export function constantOf(node: ts.Node, depth = 0): number | undefined {
  const ts = compiler();
  if (depth > depthMax) return undefined;
  const inside = (inner: ts.Node) => constantOf(inner, depth + 1);
  if (ts.isNumericLiteral(node)) return Number(node.text);
  if (ts.isParenthesizedExpression(node) || ts.isAsExpression(node) || ts.isSatisfiesExpression(node))
    return inside(node.expression);
  if (ts.isPrefixUnaryExpression(node) && node.operator === ts.SyntaxKind.MinusToken) {
    const value = inside(node.operand);
    return value === undefined ? undefined : -value;
  }
  if (!ts.isBinaryExpression(node)) return undefined;
  const right = inside(node.right);
  const left = right === undefined ? undefined : inside(node.left);
  return left === undefined || right === undefined ? undefined : calculate(node.operatorToken.kind, left, right);
}

function calculate(operator: ts.SyntaxKind, left: number, right: number): number | undefined {
  const { SyntaxKind } = compiler();
  if (operator === SyntaxKind.PlusToken) return left + right;
  if (operator === SyntaxKind.MinusToken) return left - right;
  if (operator === SyntaxKind.AsteriskToken) return left * right;
  if (operator === SyntaxKind.SlashToken) return left / right;
  return operator === SyntaxKind.AsteriskAsteriskToken ? left ** right : undefined;
}
