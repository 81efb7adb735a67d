import type { ts } from 'ts-morph';
import { compiler } from '../repository/source.ts';

/** One import of any form. */
export interface Import {
  /** What is imported; for a computed one the folder it is surely in (`./rules/${id}.ts`), null where there is none. */
  specifier: string | null;
  computed: boolean;
  start: number;
  end: number;
}

/**
 * Every import of a file, types included: `import`, `export … from`, `import()`, `require()`, `import x = require()`,
 * `import('…').T` and `typeof import('…')`. Places are those of the specifier, without its quotes.
 */
export function importsIn(file: ts.SourceFile): Import[] {
  const found: Import[] = [];
  const visit = (node: ts.Node): void => {
    const specifier = specifierOf(node);
    if (specifier !== undefined) found.push(importAt(specifier, file));
    compiler().forEachChild(node, visit);
  };
  visit(file);
  return found;
}

/** The expression that says what a node imports; undefined where it imports nothing. */
function specifierOf(node: ts.Node): ts.Node | undefined {
  const ts = compiler();
  if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) return node.moduleSpecifier;
  if (ts.isExternalModuleReference(node)) return node.expression;
  if (ts.isImportTypeNode(node)) return ts.isLiteralTypeNode(node.argument) ? node.argument.literal : node.argument;
  if (!ts.isCallExpression(node)) return undefined;
  const callee = node.expression;
  const imports = callee.kind === ts.SyntaxKind.ImportKeyword || (ts.isIdentifier(callee) && callee.text === 'require');
  return imports ? node.arguments[0] : undefined;
}

function importAt(node: ts.Node, file: ts.SourceFile): Import {
  const ts = compiler();
  const start = node.getStart(file);
  const end = node.getEnd();
  if (ts.isStringLiteralLike(node)) return { specifier: node.text, computed: false, start: start + 1, end: end - 1 };
  const folder = ts.isTemplateExpression(node) ? /^\.\.?\/(?:[^/]+\/)*/.exec(node.head.text)?.[0] : undefined;
  return { specifier: folder?.slice(0, -1) ?? null, computed: true, start, end };
}
