import { isScript, type Source } from '../repository/source.ts';
import type { Declaration } from './declaration.ts';
import { graphqlDeclarations } from './graphql.ts';
import { schemaDeclarations } from './json-schema.ts';
import { prismaDeclarations } from './prisma.ts';
import { sqlDeclarations } from './sql.ts';
import { jsonTrees, yamlTrees } from './tree.ts';
import { typescriptDeclarations } from './typescript.ts';

/** What a file declares, by the language that its name promises. Throws a SyntaxFault where it is not of that language. */
export function declarationsIn(source: Source): readonly Declaration[] {
  const { path, text } = source;
  if (isScript(path)) return typescriptDeclarations(source);
  if (path.endsWith('.prisma')) return prismaDeclarations(text);
  if (path.endsWith('.sql')) return sqlDeclarations(text);
  if (/\.g(?:raph)?qls?$/.test(path)) return graphqlDeclarations(text);
  if (/\.jsonc?$/.test(path)) return schemaDeclarations(jsonTrees(text));
  return /\.ya?ml$/.test(path) ? schemaDeclarations(yamlTrees(text)) : [];
}
