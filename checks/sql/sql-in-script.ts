import type { ts } from 'ts-morph';
import { compiler, type Source } from '../repository/source.ts';
import { lastNameOf, withoutType } from '../syntax/expressions.ts';
import { constantsIn, textOf } from './constants.ts';
import { SqlText } from './sql-text.ts';

/**
 * How sure it is that a text in a program is SQL. fragment: a template that only SQL has, perhaps a part of a
 * statement. query: handed to what runs SQL. string: any other text, which has to speak for itself.
 */
export type SqlPlace = 'fragment' | 'query' | 'string';

const sqlTag = /^(?:sql|\$queryRaw|\$executeRaw|\$queryRawTyped)$/;
const queryMethod =
  /^(?:query|queryRaw|execute|executeRaw|\$queryRawUnsafe|\$executeRawUnsafe|\$queryRaw|\$executeRaw|raw|unsafe|prepare|batch|queryStream)$/;
const queryName = /^(?:sql|query|statement)$|(?:Sql|SQL|Query|Statement)$/;
/** What takes texts for people: they may speak of SQL. */
const proseCall =
  /^(?:log|info|warn|error|debug|trace|fatal|write|it|test|describe|to(?:Be|Equal|Contain|Match|Throw|Have)\w*|\w*(?:Error|Failure|Exception))$/;

/** Every text of a program that may be SQL, with the place it is in. */
export function* sqlInScript(source: Source): Generator<{ sql: SqlText; place: SqlPlace }> {
  const { isBinaryExpression, isStringLiteralLike, isTemplateExpression } = compiler();
  const constants = constantsIn(source.nodes);
  const partsOfOthers = new Set<ts.Node>();
  for (const node of source.nodes) {
    if (partsOfOthers.has(node)) continue;
    if (!isStringLiteralLike(node) && !isTemplateExpression(node) && !(isBinaryExpression(node) && isSum(node)))
      continue;
    const place = placeOf(node);
    if (place === null) continue;
    const sql = new SqlText();
    for (const part of partsOf(node, partsOfOthers)) {
      if (isStringLiteralLike(part)) addLiteral(sql, part, source);
      else if (isTemplateExpression(part)) addTemplate(sql, part, source, constants);
      else sql.addExpression(textOf(part, constants), part.getStart(source.syntax), part.end);
    }
    yield { sql, place };
  }
}

function isSum(node: ts.BinaryExpression): boolean {
  return node.operatorToken.kind === compiler().SyntaxKind.PlusToken;
}

/** What a chain of `+` puts together, in order; a text alone is its own part. All of them are `seen`. */
function partsOf(expression: ts.Expression, seen: Set<ts.Node>): ts.Expression[] {
  const { isBinaryExpression } = compiler();
  const parts: ts.Expression[] = [];
  const open = [expression];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const value = withoutType(next);
    seen.add(value);
    if (isBinaryExpression(value) && isSum(value)) open.push(value.right, value.left);
    else parts.push(value);
  }
  return parts;
}

function addLiteral(sql: SqlText, node: ts.StringLiteralLike, { text, syntax }: Source): void {
  const start = node.getStart(syntax) + 1;
  sql.addQuoted(text.slice(start, node.end - 1), start);
}

function addTemplate(
  sql: SqlText,
  { head, templateSpans }: ts.TemplateExpression,
  { text, syntax }: Source,
  constants: ReadonlyMap<string, string>,
): void {
  let start = head.getStart(syntax) + 1;
  let end = head.end - 2;
  for (const { expression, literal } of templateSpans) {
    sql.addQuoted(text.slice(start, end), start);
    start = literal.getStart(syntax) + 1;
    sql.addExpression(textOf(expression, constants), end, start);
    end = literal.end - (compiler().isTemplateTail(literal) ? 1 : 2);
  }
  sql.addQuoted(text.slice(start, end), start);
}

/** Where a text stands; null where it is for people, or no text of the program's at all. */
function placeOf(text: ts.Node): SqlPlace | null {
  const {
    isCallExpression,
    isImportDeclaration,
    isJsxAttribute,
    isLiteralTypeNode,
    isNewExpression,
    isPropertyAssignment,
    isTaggedTemplateExpression,
    isTemplateSpan,
    isVariableDeclaration,
  } = compiler();
  let node = text;
  while (withoutType(node.parent as ts.Expression) !== node.parent) node = node.parent;
  const parent = node.parent;
  if (isImportDeclaration(parent) || isLiteralTypeNode(parent) || isJsxAttribute(parent)) return null;
  if (isTaggedTemplateExpression(parent)) return sqlTag.test(lastNameOf(parent.tag)) ? 'fragment' : 'string';
  if (isCallExpression(parent) || isNewExpression(parent)) {
    const name = lastNameOf(parent.expression);
    if (proseCall.test(name)) return null;
    return queryMethod.test(name) ? 'query' : 'string';
  }
  if (isPropertyAssignment(parent) || isVariableDeclaration(parent))
    return queryName.test(parent.name.getText()) ? 'query' : 'string';
  return isTemplateSpan(parent) ? null : 'string';
}
