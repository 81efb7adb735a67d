import type { ts } from 'ts-morph';
import { compiler } from '../../repository/source.ts';
import { lastNameOf, withoutType } from '../../syntax/expressions.ts';
import type { Constants } from '../../syntax/constants.ts';
import { Excerpt } from '../excerpt.ts';

/** What the names of a file stand for, as far as it says so. */
export type Known = Pick<Constants, 'get'>;

/** How many constants within constants are followed. */
const depthMax = 8;

/** What an expression may be: both sides of a choice, what a constant of the file holds, or itself. */
export function alternativesOf(node: ts.Expression, constants: Known, depth = 0): ts.Expression[] {
  const typescript = compiler();
  const inner = withoutType(node);
  if (depth > depthMax) return [inner];
  if (typescript.isConditionalExpression(inner)) {
    return [inner.whenTrue, inner.whenFalse].flatMap((side) => alternativesOf(side, constants, depth + 1));
  }
  const value = typescript.isIdentifier(inner) ? constants.get(inner.text) : undefined;
  return value === undefined ? [inner] : alternativesOf(value, constants, depth + 1);
}

/**
 * The text of a string, a template or a concatenation, in the file's own places; what is put into it and is no constant
 * of the file stands in it as `${UNKNOWN}`, as a shell would see it. Null for anything else.
 */
export function textOf(node: ts.Node, constants: Known, depth = 0): Excerpt | null {
  const typescript = compiler();
  if (depth > depthMax) return null;
  const inner = (part: ts.Node) => textOf(part, constants, depth + 1);
  if (typescript.isStringLiteralLike(node)) return piece(node, node.text, 1);
  if (typescript.isParenthesizedExpression(node) || typescript.isAsExpression(node)) return inner(node.expression);
  if (typescript.isIdentifier(node)) {
    const value = constants.get(node.text);
    return value === undefined ? null : inner(value);
  }
  if (typescript.isTemplateExpression(node)) {
    const spans = node.templateSpans.flatMap((span) => [
      inner(span.expression) ?? unknownAt(span.expression),
      piece(span.literal, span.literal.text, typescript.isTemplateTail(span.literal) ? 1 : 2),
    ]);
    return Excerpt.join([piece(node.head, node.head.text, 2), ...spans]);
  }
  if (typescript.isBinaryExpression(node) && node.operatorToken.kind === typescript.SyntaxKind.PlusToken) {
    const [left, right] = [inner(node.left), inner(node.right)];
    if (left === null && right === null) return null;
    return Excerpt.join([left ?? unknownAt(node.left), right ?? unknownAt(node.right)]);
  }
  if (typescript.isCallExpression(node)) return callText(node, inner);
  if (isNode(node)) return unknownAt(node).as('node');
  return null;
}

/** The path of Node.js itself. */
function isNode(node: ts.Node): boolean {
  const { isPropertyAccessExpression, isIdentifier } = compiler();
  if (!isPropertyAccessExpression(node) || node.name.text !== 'execPath') return false;
  return isIdentifier(node.expression) && node.expression.text === 'process';
}

/** An expression whose value the file does not say. */
export function unknownAt(node: ts.Node): Excerpt {
  return whole(node.getSourceFile()).part(node.getStart(), node.getEnd()).as('${UNKNOWN}');
}

/** A string's text between its quotes or braces, of which the last takes `closing` characters. */
function piece(node: ts.Node, text: string, closing: number): Excerpt {
  return whole(node.getSourceFile()).decoded(node.getStart() + 1, node.getEnd() - closing, text);
}

function whole(file: ts.SourceFile): Excerpt {
  return new Excerpt(file.text);
}

/** The calls that are read through: `['prisma', 'generate'].join(' ')`, and those that put a path together. */
function callText(node: ts.CallExpression, inner: (part: ts.Node) => Excerpt | null): Excerpt | null {
  const typescript = compiler();
  const { expression: callee, arguments: given } = node;
  const [first] = given;
  const text = (part: ts.Node) => inner(part) ?? unknownAt(part);
  const between = (separator: Excerpt, parts: readonly ts.Node[]) =>
    Excerpt.join(parts.flatMap((part, index) => (index === 0 ? [text(part)] : [separator, text(part)])));
  if (first === undefined) return null;
  if (typescript.isPropertyAccessExpression(callee) && typescript.isArrayLiteralExpression(callee.expression)) {
    const separator = callee.name.text === 'join' ? inner(first) : null;
    return separator === null ? null : between(separator, callee.expression.elements);
  }
  const owner = typescript.isPropertyAccessExpression(callee) ? callee.expression.getText() : '';
  const name = lastNameOf(callee);
  if (name === 'resolve' && (owner === 'require' || owner === 'import.meta')) {
    return Excerpt.join([
      whole(node.getSourceFile()).part(first.getStart(), first.getStart()).as('node_modules/'),
      text(first),
    ]);
  }
  if (!/^(?:join|resolve)$/.test(name) || !/^(?:|path|posix|path\.posix)$/.test(owner)) return null;
  return between(whole(node.getSourceFile()).part(first.getEnd(), first.getEnd()).as('/'), given);
}
