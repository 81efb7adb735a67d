import type { Connection } from 'mariadb';

/**
 * A schema as sentences about it, so that two schemas are compared by comparing two lists: the name of a thing
 * (`column billing_webhooks.event_id`) and what is true of it (`varchar(255) not null`). For the test that holds
 * the migrations to schema.prisma; nothing that serves customers uses it.
 */
export type SchemaFacts = Map<string, string>;

/** The part of Prisma's DMMF that the facts are made of. */
export interface PrismaModel {
  datamodel: {
    models: readonly {
      name: string;
      dbName: string | null;
      fields: readonly PrismaField[];
    }[];
    enums: readonly { name: string; values: readonly { name: string; dbName?: string | null }[] }[];
    indexes: readonly {
      model: string;
      type: string;
      name?: string;
      dbName?: string;
      fields: readonly { name: string }[];
    }[];
  };
}

interface PrismaField {
  name: string;
  dbName?: string | null;
  kind: string;
  type: string;
  isRequired: boolean;
  nativeType?: readonly [string, readonly string[]] | null;
  default?: unknown;
  relationFromFields?: readonly string[];
  relationToFields?: readonly string[];
  relationOnDelete?: string;
  relationOnUpdate?: string;
}

/** What Prisma makes of a field that names no native type. */
const prismaTypes: Record<string, string> = {
  String: 'varchar(191)',
  Boolean: 'tinyint(1)',
  Int: 'int',
  BigInt: 'bigint',
  Float: 'double',
  Decimal: 'decimal(65,30)',
  DateTime: 'datetime(3)',
  Json: 'json',
  Bytes: 'longblob',
};

/** What schema.prisma says must be there. */
export function factsOfPrisma({ datamodel }: PrismaModel): SchemaFacts {
  const facts: SchemaFacts = new Map();
  const enums = new Map(
    datamodel.enums.map(({ name, values }) => [
      name,
      values.map((value) => `'${value.dbName ?? value.name}'`).join(','),
    ]),
  );
  const tables = new Map(datamodel.models.map((model) => [model.name, model.dbName ?? model.name]));
  for (const model of datamodel.models) {
    const table = model.dbName ?? model.name;
    facts.set(`table ${table}`, 'exists');
    for (const field of model.fields) {
      if (field.kind !== 'object') {
        facts.set(`column ${table}.${field.dbName ?? field.name}`, prismaColumn(field, enums));
      } else if (field.relationFromFields !== undefined && field.relationFromFields.length > 0) {
        const from = field.relationFromFields;
        const onDelete = field.relationOnDelete ?? (field.isRequired ? 'Restrict' : 'SetNull');
        facts.set(
          `foreign key ${table}_${from.join('_')}_fkey of ${table}`,
          `${from.join(', ')} -> ${tables.get(field.type)} (${(field.relationToFields ?? []).join(', ')})` +
            ` on delete ${words(onDelete)} on update ${words(field.relationOnUpdate ?? 'Cascade')}`,
        );
      }
    }
  }
  for (const { model, type, dbName, fields } of datamodel.indexes) {
    const table = tables.get(model) ?? model;
    const columns = fields.map(({ name }) => name);
    const end = { id: '', unique: '_key' }[type] ?? '_idx';
    const kind = { id: 'primary key', unique: 'unique index', normal: 'index' }[type] ?? `${type} index`;
    const name = type === 'id' ? '' : ` ${dbName ?? `${[table, ...columns].join('_')}${end}`}`;
    facts.set(`${kind}${name} of ${table}`, columns.join(', '));
  }
  return facts;
}

function prismaColumn(field: PrismaField, enums: Map<string, string>): string {
  const [native, words] = field.nativeType ?? [];
  const type =
    native !== undefined
      ? nativeType(native, words ?? [])
      : field.kind === 'enum'
        ? `enum(${enums.get(field.type)})`
        : (prismaTypes[field.type] ?? field.type);
  const made = (field.default as { name?: string } | undefined)?.name;
  const value =
    made === 'autoincrement'
      ? ' auto_increment'
      : made === 'now'
        ? ` default ${type.replace('datetime', 'current_timestamp')}`
        : field.default === undefined
          ? ''
          : ` default ${JSON.stringify(field.default)}`;
  return `${type}${field.isRequired ? ' not null' : ' null'}${value}`;
}

/** `UnsignedBigInt` is `bigint unsigned`, `VarChar(255)` is `varchar(255)`, `DateTime(0)` is `datetime`. */
function nativeType(name: string, sizes: readonly string[]): string {
  const size = sizes.length === 0 || sizes.join() === '0' ? '' : `(${sizes.join(',')})`;
  const [, unsigned, base = ''] = /^(Unsigned)?(.*)$/.exec(name) ?? [];
  return `${base.toLowerCase()}${size}${unsigned === undefined ? '' : ' unsigned'}`;
}

/** `SetNull` is `set null`. */
function words(action: string): string {
  return action.replace(/(?<=[a-z])(?=[A-Z])/g, ' ').toLowerCase();
}

/** What the database of this connection has, but for Prisma's own table. MariaDB and MySQL word it alike after this. */
export async function factsOfDatabase(connection: Connection): Promise<SchemaFacts> {
  const facts: SchemaFacts = new Map();
  const rows = (sql: string) => connection.query<Record<string, string | null>[]>(sql);
  const own = (table: string) => `${table} = DATABASE()`;

  const json = new Set(
    (
      await rows(`SELECT CONCAT(table_name, '.', constraint_name) AS name FROM information_schema.check_constraints
        WHERE ${own('constraint_schema')} AND check_clause LIKE 'json_valid(%'`)
    ).map(({ name }) => name),
  );
  for (const { name } of await rows(
    `SELECT table_name AS name FROM information_schema.tables WHERE ${own('table_schema')}`,
  )) {
    facts.set(`table ${name}`, 'exists');
  }
  for (const column of await rows(
    `SELECT CONCAT(table_name, '.', column_name) AS name, column_type AS type, is_nullable AS nullable,
       column_default AS value, extra FROM information_schema.columns WHERE ${own('table_schema')}`,
  )) {
    // MariaDB's JSON is a longtext with a check; an integer's display width means nothing, but that tinyint(1) is a flag.
    const type = json.has(column['name'] ?? '') ? 'json' : (column['type'] ?? '').replace(/int\((?!1\))\d+\)/, 'int');
    const value = column['value']?.toLowerCase() ?? 'null';
    facts.set(
      `column ${column['name']}`,
      `${type}${column['nullable'] === 'YES' ? ' null' : ' not null'}` +
        (column['extra']?.includes('auto_increment') ? ' auto_increment' : value === 'null' ? '' : ` default ${value}`),
    );
  }
  const keys = new Set<string>();
  for (const key of await rows(
    `SELECT k.constraint_name AS name, k.table_name AS source, k.referenced_table_name AS target,
       GROUP_CONCAT(k.column_name ORDER BY k.ordinal_position SEPARATOR ', ') AS columns,
       GROUP_CONCAT(k.referenced_column_name ORDER BY k.ordinal_position SEPARATOR ', ') AS referenced,
       LOWER(r.delete_rule) AS on_delete, LOWER(r.update_rule) AS on_update
     FROM information_schema.key_column_usage k JOIN information_schema.referential_constraints r
       ON r.constraint_schema = k.constraint_schema AND r.constraint_name = k.constraint_name
     WHERE ${own('k.table_schema')} AND k.referenced_table_name IS NOT NULL
     GROUP BY k.constraint_name, k.table_name, k.referenced_table_name, r.delete_rule, r.update_rule`,
  )) {
    keys.add(`${key['source']}.${key['name']}`);
    facts.set(
      `foreign key ${key['name']} of ${key['source']}`,
      `${key['columns']} -> ${key['target']} (${key['referenced']})` +
        ` on delete ${key['on_delete']} on update ${key['on_update']}`,
    );
  }
  for (const index of await rows(
    `SELECT index_name AS name, table_name AS source, CAST(non_unique AS CHAR) AS many,
       GROUP_CONCAT(CONCAT(column_name, IF(sub_part IS NULL, '', CONCAT('(', sub_part, ')')))
         ORDER BY seq_in_index SEPARATOR ', ') AS columns
     FROM information_schema.statistics WHERE ${own('table_schema')} GROUP BY index_name, table_name, non_unique`,
  )) {
    // A foreign key without an index of its own gets one of its name, which Prisma does not write down.
    if (keys.has(`${index['source']}.${index['name']}`)) continue;
    const kind = index['many'] === '0' ? 'unique index' : 'index';
    const name = index['name'] === 'PRIMARY' ? 'primary key' : `${kind} ${index['name']}`;
    facts.set(`${name} of ${index['source']}`, index['columns'] ?? '');
  }
  for (const name of facts.keys()) if (/\b_prisma_migrations\b/.test(name)) facts.delete(name);
  return facts;
}

/** One line a difference; empty when both say the same. */
export function differences(wanted: SchemaFacts, found: SchemaFacts): string[] {
  return [...new Set([...wanted.keys(), ...found.keys()])].sort().flatMap((name) => {
    const [should, is] = [wanted.get(name), found.get(name)];
    if (should === is) return [];
    if (is === undefined) return [`${name} is missing: schema.prisma says ${should}`];
    if (should === undefined) return [`${name} is not in schema.prisma`];
    return [`${name} is ${is}: schema.prisma says ${should}`];
  });
}
