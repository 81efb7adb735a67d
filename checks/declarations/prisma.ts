import { attributeText, type PrismaLine, readPrismaSchema } from '../configuration/prisma-schema.ts';
import type { Declaration, Field } from './declaration.ts';
import { holdsOf } from './holds.ts';

/** The fields of models, views and composite types, with the column names that `@map` gives them. */
export function prismaDeclarations(text: string): Declaration[] {
  return readPrismaSchema(text)
    .filter(({ kind }) => ['model', 'view', 'type'].includes(kind))
    .map(({ name, lines }) => ({
      about: name.text,
      fields: lines.filter((line) => !line.name.text.startsWith('@@')).map(fieldOf),
    }));
}

const scalars = /^(?:String|Int|BigInt|Float|Decimal|Boolean|DateTime|Json|Bytes|Unsupported)\b/;

function fieldOf({ name, rest }: PrismaLine): Field {
  const scalar = scalars.exec(rest.text)?.[0];
  const column = attributeText(rest.text, '@map');
  const at = column === null ? -1 : rest.text.indexOf(`"${column}"`);
  return {
    ...{ name: name.text, start: name.start, end: name.end },
    // Neither a relation nor an enum holds a value of its own.
    holds: scalar === undefined ? 'other' : holdsOf(scalar),
    alias:
      column === null || at === -1
        ? undefined
        : { name: column, start: rest.start + at + 1, end: rest.start + at + 1 + column.length },
  };
}
