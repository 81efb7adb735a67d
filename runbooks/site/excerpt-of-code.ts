import ts from 'typescript';
import type { Passage } from './excerpt.ts';

/** A TypeScript file, read for what it declares. */
export function parseCode(path: string, text: string): ts.SourceFile {
  return ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
}

/** A declaration with the comment above it; the first that is exported where no name is asked for. */
export function declarationIn(source: ts.SourceFile, name: string): Passage | undefined {
  const found = name === '' ? source.statements.find((one) => isExported(one)) : declared(source, name);
  return found && { from: lineAt(source, startOf(source, found)), to: lineAt(source, found.end) };
}

/** What the tests of a file say, in its order; of a table of cases each that says it in words. */
export function testTitlesIn(source: ts.SourceFile): string[] {
  const titles: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node)) titles.push(...titlesOf(node));
    ts.forEachChild(node, visit);
  };
  visit(source);
  return titles;
}

function declared(source: ts.SourceFile, name: string): ts.Node | undefined {
  let found: ts.Node | undefined;
  const visit = (node: ts.Node): void => {
    if (found !== undefined) return;
    if (hasName(node, name)) found = ts.isVariableDeclaration(node) ? node.parent.parent : node;
    else ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

function hasName(node: ts.Node, name: string): boolean {
  const isDeclaration =
    ts.isFunctionDeclaration(node) ||
    ts.isClassDeclaration(node) ||
    ts.isInterfaceDeclaration(node) ||
    ts.isTypeAliasDeclaration(node) ||
    ts.isMethodDeclaration(node) ||
    (ts.isVariableDeclaration(node) && ts.isVariableStatement(node.parent.parent));
  return isDeclaration && node.name?.getText() === name;
}

function isExported(node: ts.Statement): boolean {
  return (
    ts.canHaveModifiers(node) && (ts.getModifiers(node) ?? []).some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword)
  );
}

/** Where its own comment begins: what a blank line divides from it is not its own. */
function startOf(source: ts.SourceFile, node: ts.Node): number {
  const text = source.text;
  const comments = ts.getLeadingCommentRanges(text, node.getFullStart()) ?? [];
  let start = node.getStart(source);
  for (const { pos, end } of comments.toReversed()) {
    if (/\n\s*\n/.test(text.slice(end, start))) break;
    start = pos;
  }
  return start;
}

function lineAt(source: ts.SourceFile, position: number): number {
  return source.getLineAndCharacterOfPosition(position).line + 1;
}

/** `test('…')`, `test.skipIf(…)('…')`, and `test.each([['…', …]])('%s', …)`, whose rows say it. */
function titlesOf(call: ts.CallExpression): string[] {
  const [first] = call.arguments;
  const said = first === undefined || calledName(call.expression) !== 'test' ? undefined : wordsOf(first);
  if (said === undefined) return [];
  const rows = ts.isCallExpression(call.expression) ? wordsOfRows(call.expression.arguments[0]) : [];
  const title = said.replace(/:? *%#$/, '');
  const each = title.includes('%s') && rows.length > 0 ? rows.map((row) => title.replace('%s', () => row)) : [title];
  return each.map((one) => one.replace(/%[sidjo]/g, '…')).filter((one) => /\p{L}/u.test(one));
}

/** A text as it stands; what is filled in where the tests run is left open. */
function wordsOf(node: ts.Expression): string | undefined {
  if (ts.isStringLiteralLike(node)) return node.text;
  if (!ts.isTemplateExpression(node)) return undefined;
  return [node.head.text, ...node.templateSpans.map(({ literal }) => literal.text)].join('…');
}

function calledName(expression: ts.Expression): string {
  if (ts.isIdentifier(expression)) return expression.text;
  if (ts.isPropertyAccessExpression(expression) || ts.isCallExpression(expression)) {
    return calledName(expression.expression);
  }
  return '';
}

function wordsOfRows(table: ts.Expression | undefined): string[] {
  if (table === undefined || !ts.isArrayLiteralExpression(table)) return [];
  return table.elements.flatMap((row) => {
    const first = ts.isArrayLiteralExpression(row) ? row.elements[0] : row;
    return first !== undefined && ts.isStringLiteralLike(first) ? [first.text] : [];
  });
}
