import type { ts } from 'ts-morph';
import { compiler } from '../../repository/source.ts';
import { Excerpt } from '../excerpt.ts';

/** The initializers of a file's constants, by name; a name that is declared twice is not among them. */
export type Constants = ReadonlyMap<string, ts.Expression>;

export function constantsIn(file: ts.SourceFile): Constants {
  const typescript = compiler();
  const found = new Map<string, ts.Expression>();
  const twice = new Set<string>();
  const visit = (node: ts.Node): void => {
    if (typescript.isVariableDeclaration(node) && typescript.isIdentifier(node.name)) {
      const constant = (node.parent.flags & typescript.NodeFlags.Const) !== 0 && node.initializer !== undefined;
      if (!constant || found.has(node.name.text)) twice.add(node.name.text);
      else found.set(node.name.text, node.initializer);
    }
    typescript.forEachChild(node, visit);
  };
  visit(file);
  for (const name of twice) found.delete(name);
  return found;
}

/** How many constants within constants are followed. */
const depthMax = 8;

/**
 * The text of a string, a template or a concatenation, in the file's own places; what is put into it and is no constant
 * of the file stands in it as `${UNKNOWN}`, as a shell would see it. Null for anything else.
 */
export function textOf(node: ts.Node, constants: Constants, depth = 0): Excerpt | null {
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
  if (typescript.isCallExpression(node)) return joinedList(node, inner);
  return null;
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

/** `['prisma', 'generate'].join(' ')`, the one call that is read through. */
function joinedList(node: ts.CallExpression, inner: (part: ts.Node) => Excerpt | null): Excerpt | null {
  const typescript = compiler();
  const callee = node.expression;
  if (!typescript.isPropertyAccessExpression(callee) || callee.name.text !== 'join') return null;
  const list = callee.expression;
  const [separator] = node.arguments;
  if (!typescript.isArrayLiteralExpression(list) || separator === undefined) return null;
  const between = inner(separator);
  if (between === null) return null;
  return Excerpt.join(
    list.elements.flatMap((element, index) => [
      ...(index === 0 ? [] : [between]),
      inner(element) ?? unknownAt(element),
    ]),
  );
}
