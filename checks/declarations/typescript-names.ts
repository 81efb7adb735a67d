import type { ts } from 'ts-morph';
import { compiler } from '../repository/source.ts';
import type { Name } from './declaration.ts';

/** A name as it is written, without its quotes; undefined for a computed one. */
export function nameOf(node: ts.Node | undefined): Name | undefined {
  const typescript = compiler();
  if (node === undefined) return undefined;
  if (typescript.isIdentifier(node) || typescript.isPrivateIdentifier(node)) {
    return { name: node.text, start: node.getStart(), end: node.end };
  }
  return typescript.isStringLiteralLike(node) ? textOf(node) : undefined;
}

/** What stands between the quotes of a literal. */
export function textOf(node: ts.StringLiteralLike): Name {
  return { name: node.text, start: node.getStart() + 1, end: node.end - 1 };
}

/** Names that say nothing about what is inside: the name around them does. */
const neutral = new Set(['properties', 'fields', 'columns', 'shape', 'attributes', 'schema', 'items', 'default']);

/** What a type literal or an object literal is about: the nearest name around it; empty where nothing names it. */
export function aboutOf(node: ts.Node): string {
  const typescript = compiler();
  for (let parent = node; !typescript.isSourceFile(parent) && !typescript.isBlock(parent); parent = parent.parent) {
    if (typescript.isCallExpression(parent) || typescript.isNewExpression(parent)) {
      const about = aboutOfCall(parent);
      if (about !== undefined) return about;
    } else if (typescript.isParameter(parent)) {
      return nameOf(parent.name)?.name ?? '';
    } else if (
      typescript.isPropertyAssignment(parent) ||
      typescript.isPropertySignature(parent) ||
      typescript.isPropertyDeclaration(parent) ||
      typescript.isVariableDeclaration(parent) ||
      typescript.isTypeAliasDeclaration(parent) ||
      typescript.isInterfaceDeclaration(parent) ||
      typescript.isClassLike(parent)
    ) {
      const name = nameOf(parent.name)?.name;
      if (name !== undefined && !neutral.has(name)) return name;
    }
  }
  return '';
}

/** `pgTable('cards', …)`, `sequelize.define('Card', …)`, `Card.init(…)` name their table; `z.object(…)` does not. */
function aboutOfCall(call: ts.CallExpression | ts.NewExpression): string | undefined {
  const typescript = compiler();
  const [first] = call.arguments ?? [];
  if (first !== undefined && typescript.isStringLiteralLike(first)) return first.text;
  if (!typescript.isPropertyAccessExpression(call.expression) || call.expression.name.text !== 'init') return undefined;
  return nameOf(call.expression.expression)?.name;
}
