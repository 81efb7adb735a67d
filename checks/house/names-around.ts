import type { ts } from 'ts-morph';
import { compiler } from '../repository/source.ts';

/** The names that say what a value is, from the inside out. */
export interface NamesAround {
  /** Of what the value is given to, passed to or compared with, up to the nearest declaration. None for a mere factor. */
  holders: string[];
  /** Of the declarations, calls and properties around that. */
  enclosing: string[];
}

export function namesAround(value: ts.Node): NamesAround {
  const { isSourceFile, isStatement, isReturnStatement } = compiler();
  const holders: string[] = [];
  const enclosing: string[] = [];
  let held = false;
  let returned = false;
  for (let node = value; !isSourceFile(node.parent); node = node.parent) {
    const { parent } = node;
    // What is returned is held by the function it leaves; any other statement ends the expression.
    returned ||= isReturnStatement(parent);
    const ends = isStatement(parent) && !returned;
    if (!held && (detaches(parent) || (ends && holders.length === 0))) return { holders: [], enclosing: [] };
    const declared = declaredName(parent, node);
    const named = declared ?? companionName(parent, node);
    if (named !== undefined) (held ? enclosing : holders).push(named);
    held ||= declared !== undefined || ends;
  }
  return { holders, enclosing };
}

/** Whether a value here is one of many, a factor of something, a position or a type, and so not anybody's number. */
function detaches(parent: ts.Node): boolean {
  const ts = compiler();
  const { SyntaxKind } = ts;
  if (ts.isBinaryExpression(parent)) {
    const { kind } = parent.operatorToken;
    return [SyntaxKind.AsteriskToken, SyntaxKind.SlashToken, SyntaxKind.PercentToken].includes(kind);
  }
  return ts.isArrayLiteralExpression(parent) || ts.isElementAccessExpression(parent) || ts.isLiteralTypeNode(parent);
}

/** What a declaration, a property or an assignment is called; undefined for other nodes. */
function declaredName(parent: ts.Node, child: ts.Node): string | undefined {
  const ts = compiler();
  if (ts.isBinaryExpression(parent)) {
    return parent.operatorToken.kind === ts.SyntaxKind.EqualsToken ? nameOf(parent.left) : undefined;
  }
  const named =
    ts.isPropertyAssignment(parent) ||
    ts.isVariableDeclaration(parent) ||
    ts.isParameter(parent) ||
    ts.isPropertyDeclaration(parent) ||
    ts.isBindingElement(parent) ||
    ts.isEnumMember(parent) ||
    ts.isFunctionLike(parent) ||
    ts.isClassLike(parent);
  return named && parent.name !== undefined && parent.name !== child ? nameOf(parent.name) : undefined;
}

/** The name of the other side of a sum or comparison, or of the function that is called. */
function companionName(parent: ts.Node, child: ts.Node): string | undefined {
  const ts = compiler();
  if (ts.isBinaryExpression(parent)) return nameOf(parent.left === child ? parent.right : parent.left);
  if (!ts.isCallExpression(parent) && !ts.isNewExpression(parent)) return undefined;
  return parent.expression === child ? undefined : nameOf(parent.expression);
}

/** `a.b.c` for a reference, a call of one, or a literal name. */
function nameOf(node: ts.Node): string | undefined {
  const ts = compiler();
  if (ts.isIdentifier(node) || ts.isPrivateIdentifier(node) || ts.isStringLiteral(node)) return node.text;
  if (ts.isPropertyAccessExpression(node)) {
    const before = nameOf(node.expression);
    return before === undefined ? node.name.text : `${before}.${node.name.text}`;
  }
  return ts.isCallExpression(node) || ts.isNonNullExpression(node) ? nameOf(node.expression) : undefined;
}
