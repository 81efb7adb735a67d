import { isScript, type Source } from '../repository/source.ts';
import type { Declaration } from './declaration.ts';
import { graphqlDeclarations, requireClosed } from './graphql.ts';
import { schemaDeclarations } from './json-schema.ts';
import { prismaDeclarations } from './prisma.ts';
import { requireReadable, sqlDeclarations } from './sql.ts';
import { jsonAsTrees, yamlAsTrees } from './tree.ts';
import { typescriptDeclarations } from './typescript.ts';

/** What a file declares, by the language that its name promises. Throws a SyntaxFault where it is not of that language. */
export function declarationsIn(source: Source): readonly Declaration[] {
  const { path, text } = source;
  if (isScript(path)) return typescriptDeclarations(source);
  if (path.endsWith('.prisma')) return prismaDeclarations(text);
  if (path.endsWith('.sql')) {
    requireReadable(text);
    return sqlDeclarations(text);
  }
  if (/\.g(?:raph)?qls?$/.test(path)) {
    requireClosed(text);
    return graphqlDeclarations(text);
  }
  if (/\.jsonc?$/.test(path)) return schemaDeclarations(jsonAsTrees(text));
  return /\.ya?ml$/.test(path) ? schemaDeclarations(yamlAsTrees(text)) : [];
}
