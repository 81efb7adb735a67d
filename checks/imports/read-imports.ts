import type { ts } from 'ts-morph';
import { compiler, type Source } from '../repository/source.ts';
import { type Constants, constantsIn } from '../syntax/constants.ts';
import { lastNameOf, withoutType } from '../syntax/expressions.ts';
import { nodesIn } from '../syntax/nodes.ts';
import { fold, type Folded, isImportMeta } from './fold.ts';

/** One place where a file names another module. */
export interface ImportPlace {
  name: Folded;
  start: number;
  end: number;
}

export interface FileImports {
  /** In the order of their places. */
  imports: ImportPlace[];
  /** Every other string of the file, for imports that are computed from nothing that is known. */
  strings: string[];
}

const mockers = new Set(['vi', 'vitest', 'jest']);
const mockMethods = new Set([
  ...['mock', 'doMock', 'unmock', 'doUnmock', 'dontMock', 'setMock', 'unstable_mockModule', 'unstable_unmockModule'],
  ...['importActual', 'importMock', 'requireActual', 'requireMock', 'createMockFromModule', 'genMockFromModule'],
]);

/** Every form in which TypeScript and JavaScript name a module. In JavaScript, types in JSDoc are among them. */
export function readImports({ path, syntax, nodes: plain }: Source): FileImports {
  const nodes = /\.[cm]?jsx?$/.test(path) ? [...nodesIn(syntax, { jsDoc: true })] : plain;
  const constants = constantsIn(nodes);
  const requires = requiresIn(constants);
  const imports: ImportPlace[] = [...syntax.referencedFiles, ...syntax.typeReferenceDirectives].map(
    ({ fileName, pos, end }, index) => {
      const isPath = index < syntax.referencedFiles.length && !fileName.startsWith('.');
      return { name: [isPath ? `./${fileName}` : fileName], start: pos, end };
    },
  );
  const named = new Set<ts.Node>();
  for (const node of nodes) {
    const expression = moduleNamedBy(node, requires);
    if (expression === undefined) continue;
    for (const one of alternatives(expression)) {
      named.add(one);
      imports.push({ name: fold(one, constants), start: one.getStart(syntax), end: one.end });
    }
  }
  imports.sort((a, b) => a.start - b.start);
  return { imports, strings: nodes.flatMap((node) => (named.has(node) ? [] : (stringOf(node) ?? []))) };
}

/** `require`, and what `createRequire` is called here. */
function requiresIn(constants: Constants): ReadonlySet<string> {
  return new Set(['require', ...[...constants].flatMap(([name, value]) => (isCreateRequire(value) ? name : []))]);
}

/** The expression by which a node names a module: a literal, or anything where it is an argument. */
function moduleNamedBy(node: ts.Node, requires: ReadonlySet<string>): ts.Expression | undefined {
  const ts = compiler();
  if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node) || ts.isJSDocImportTag(node)) {
    return node.moduleSpecifier;
  }
  if (ts.isExternalModuleReference(node)) return node.expression;
  if (ts.isImportTypeNode(node)) {
    return ts.isLiteralTypeNode(node.argument) && ts.isStringLiteral(node.argument.literal)
      ? node.argument.literal
      : undefined;
  }
  return ts.isCallExpression(node) && isLoader(node.expression, requires) ? node.arguments[0] : undefined;
}

/** Whether to call this is to load the module that the first argument names. */
function isLoader(callee: ts.Expression, requires: ReadonlySet<string>): boolean {
  const ts = compiler();
  if (callee.kind === ts.SyntaxKind.ImportKeyword) return true;
  if (isRequire(callee, requires)) return true;
  if (!ts.isPropertyAccessExpression(callee)) return false;
  const { expression: object, name } = callee;
  const objectName = lastNameOf(object);
  if (name.text === 'resolve') return isImportMeta(object) || isRequire(object, requires);
  if (name.text === 'require' || name.text === 'module')
    return objectName === (name.text === 'require' ? 'module' : 'mock');
  return mockers.has(objectName) && mockMethods.has(name.text);
}

function isRequire(callee: ts.Expression, requires: ReadonlySet<string>): boolean {
  return (compiler().isIdentifier(callee) && requires.has(callee.text)) || isCreateRequire(callee);
}

function isCreateRequire(expression: ts.Expression): boolean {
  const ts = compiler();
  return ts.isCallExpression(expression) && lastNameOf(expression.expression) === 'createRequire';
}

/** `wanted ? './a.ts' : './b.ts'` and `wanted ?? './a.ts'` name either module. */
function alternatives(expression: ts.Expression): ts.Expression[] {
  const ts = compiler();
  const inner = withoutType(expression);
  if (ts.isConditionalExpression(inner)) return [inner.whenTrue, inner.whenFalse].map(withoutType);
  const { BarBarToken, QuestionQuestionToken } = ts.SyntaxKind;
  if (ts.isBinaryExpression(inner) && [BarBarToken, QuestionQuestionToken].includes(inner.operatorToken.kind)) {
    return [inner.left, inner.right].map(withoutType);
  }
  return [inner];
}

function stringOf(node: ts.Node): string | undefined {
  const ts = compiler();
  if (ts.isStringLiteralLike(node) || ts.isTemplateHead(node)) return node.text;
  return ts.isTemplateMiddle(node) || ts.isTemplateTail(node) ? node.text : undefined;
}
