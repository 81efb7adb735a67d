import type { ts } from 'ts-morph';
import { compiler, type Source } from '../repository/source.ts';
import { lastNameOf } from '../syntax/expressions.ts';
import type { Declaration } from './declaration.ts';
import { graphqlDeclarations } from './graphql.ts';
import { sqlDeclarations } from './sql.ts';
import { declarationOfColumn, declarationOfTableColumn } from './typescript-columns.ts';
import { declarationsOfLog } from './typescript-logs.ts';
import { declarationOfSchema } from './typescript-schemas.ts';
import { declarationOfType } from './typescript-types.ts';

/**
 * What a script declares: types, classes, schemas, columns, tables in SQL or GraphQL texts, and what it logs.
 * Throws a SyntaxFault where the text cannot be parsed.
 */
export function typescriptDeclarations({ nodes, path }: Source): Declaration[] {
  const onScreen = /x$/.test(path);
  return nodes.flatMap((node) => declarationsOf(node).map((declaration) => ({ ...declaration, onScreen })));
}

function declarationsOf(node: ts.Node): Declaration[] {
  const typescript = compiler();
  if (typescript.isInterfaceDeclaration(node) || typescript.isTypeLiteralNode(node) || typescript.isClassLike(node)) {
    return [declarationOfType(node)];
  }
  if (typescript.isObjectLiteralExpression(node)) {
    return [...listOf(declarationOfSchema(node)), ...listOf(declarationOfTableColumn(node))];
  }
  if (typescript.isCallExpression(node)) return [...listOf(declarationOfColumn(node)), ...declarationsOfLog(node)];
  if (typescript.isStringLiteralLike(node) || typescript.isTemplateExpression(node)) return declarationsOfText(node);
  return [];
}

/** SQL that makes tables, and GraphQL that says so by tag or comment. The text is read as it is written: its places are the file's. */
function declarationsOfText(node: ts.StringLiteralLike | ts.TemplateExpression): Declaration[] {
  const typescript = compiler();
  const written = node.getText();
  const tag = typescript.isTaggedTemplateExpression(node.parent) ? lastNameOf(node.parent.tag) : '';
  const isGraphql = tag === 'gql' || tag === 'graphql' || /^`\s*#graphql/.test(written) || followsGraphqlComment(node);
  const isSql = /\b(?:create|alter)\s[\w\s]{0,40}\btable\b/i.test(written);
  if (!isGraphql && !isSql) return [];
  const text = withoutQuotes(node, written);
  return isGraphql ? graphqlDeclarations(text, node.getStart()) : sqlDeclarations(text, node.getStart());
}

/** A comment that says GraphQL before the template: editors know it by that. */
function followsGraphqlComment(node: ts.Node): boolean {
  return /^\s*\/\* GraphQL \*\//.test(node.getFullText());
}

/** What stands in `${…}` becomes a word, and each quote a space, so that everything stays where it is. */
function withoutQuotes(node: ts.StringLiteralLike | ts.TemplateExpression, written: string): string {
  let text = written;
  if (compiler().isTemplateExpression(node)) {
    const start = node.getStart();
    let end = node.head.end - start - 2;
    text = written.slice(0, end);
    for (const { literal } of node.templateSpans) {
      const from = literal.getStart() - start + 1;
      text += '_'.repeat(from - end);
      end = literal.end - start - (literal.kind === compiler().SyntaxKind.TemplateTail ? 0 : 2);
      text += written.slice(from, end);
    }
  }
  return ` ${text.slice(1, -1).replaceAll(/\\[ntr]/g, '  ')} `;
}

function listOf(declaration: Declaration | undefined): Declaration[] {
  return declaration === undefined ? [] : [declaration];
}
