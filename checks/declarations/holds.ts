import type { Holds } from './declaration.ts';

const words: Readonly<Record<Exclude<Holds, 'unknown'>, readonly string[]>> = {
  text: [
    ...['string', 'str', 'text', 'char', 'varchar', 'varchar2', 'nvarchar', 'nchar', 'bpchar', 'character', 'citext'],
    ...['tinytext', 'mediumtext', 'longtext', 'ntext', 'clob', 'blob', 'tinyblob', 'mediumblob', 'longblob', 'binary'],
    ...['varbinary', 'bytea', 'bytes', 'buffer', 'id', 'json', 'jsonb', 'nonemptystring', 'trim', 'custom'],
  ],
  wide: ['bigint', 'biginteger', 'bigserial', 'numeric', 'decimal', 'int8', 'int64', 'long'],
  number: ['number', 'float', 'double', 'real', 'money'],
  small: [
    'int',
    'integer',
    'smallint',
    'mediumint',
    'tinyint',
    'int2',
    'int4',
    'int32',
    'serial',
    'short',
    'smallserial',
  ],
  other: [
    ...[
      'boolean',
      'bool',
      'bit',
      'date',
      'dateonly',
      'datetime',
      'timestamp',
      'timestamptz',
      'time',
      'interval',
      'year',
    ],
    ...['enum', 'nativeenum', 'enumtype', 'literal', 'picklist', 'function', 'void', 'null', 'undefined', 'never'],
    ...[
      'object',
      'strictobject',
      'looseobject',
      'uuid',
      'uniqueidentifier',
      'objectid',
      'regexp',
      'file',
      'stringbool',
    ],
  ],
};

const holds = new Map(
  Object.entries(words).flatMap(([kind, names]) => names.map((name) => [name, kind as Holds] as const)),
);

/** What a type of this name holds: those of SQL, Prisma, GraphQL, JSON Schema, ORMs and validators are the same words. */
export function holdsOf(typeName: string): Holds {
  return holds.get(typeName.toLowerCase()) ?? 'unknown';
}
