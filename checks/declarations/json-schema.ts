import type { Declaration, Field, Holds } from './declaration.ts';
import { holdsOf } from './holds.ts';
import type { Entry, Tree } from './tree.ts';

/** Keys of which each property's schema has at least one; without them `properties` is somebody's own word. */
const schemaKeys = new Set([
  'type',
  '$ref',
  'anyOf',
  'oneOf',
  'allOf',
  'enum',
  'const',
  'format',
  'properties',
  'items',
]);

/** Names that say nothing about what is inside: its parent's name does. */
const neutral = new Set(['schema', 'items', 'allOf', 'anyOf', 'oneOf', 'content', 'application/json', 'parameters']);

/** The properties of JSON Schema and OpenAPI, and OpenAPI's parameters. */
export function schemaDeclarations(trees: readonly Tree[]): Declaration[] {
  const declarations: Declaration[] = [];
  for (const tree of trees) walk(tree, '', declarations);
  return declarations.filter(({ fields }) => fields.length > 0);
}

function walk(tree: Tree, about: string, declarations: Declaration[]): void {
  if ('items' in tree) {
    declarations.push({ about, fields: tree.items.flatMap((item) => parameter(item) ?? []) });
    for (const item of tree.items) walk(item, about, declarations);
  } else if ('entries' in tree) {
    const title = tree.entries.find(({ key }) => key.name === 'title')?.value;
    const named = title !== undefined && 'value' in title && about === '' ? String(title.value) : about;
    for (const { key, value } of tree.entries) {
      if (key.name === 'properties' && 'entries' in value && value.entries.some((entry) => isSchema(entry.value))) {
        declarations.push({ about: named, fields: value.entries.flatMap((entry) => property(entry) ?? []) });
        for (const entry of value.entries) walk(entry.value, entry.key.name, declarations);
      } else {
        walk(value, neutral.has(key.name) ? named : key.name, declarations);
      }
    }
  }
}

function isSchema(tree: Tree): boolean {
  return 'entries' in tree && tree.entries.some(({ key }) => schemaKeys.has(key.name));
}

function property({ key, value }: Entry): Field | undefined {
  return isSchema(value) ? { ...key, holds: holdsOfSchema(value) } : undefined;
}

/** `{ name: cvc, in: query, schema: { type: string } }` */
function parameter(tree: Tree): Field | undefined {
  if (!('entries' in tree) || !tree.entries.some(({ key }) => key.name === 'in')) return undefined;
  const name = tree.entries.find(({ key }) => key.name === 'name')?.value;
  const schema = tree.entries.find(({ key }) => key.name === 'schema')?.value ?? tree;
  if (name === undefined || !('value' in name) || name.place === undefined) return undefined;
  return { ...name.place, holds: holdsOfSchema(schema) };
}

/** An integer of JSON may be of any size. `type` may be a list, of which the first that can hold card data counts. */
function holdsOfSchema(tree: Tree): Holds {
  if (!('entries' in tree)) return 'unknown';
  const value = (key: string) => tree.entries.find((entry) => entry.key.name === key)?.value;
  if (value('enum') !== undefined || value('const') !== undefined || value('properties') !== undefined) return 'other';
  const type = value('type');
  if (type === undefined) return 'unknown';
  const types = 'items' in type ? type.items : [type];
  const held = types.map((one): Holds => {
    const name = 'value' in one ? String(one.value) : '';
    if (name === 'array') return holdsOfSchema(value('items') ?? { value: null });
    return name === 'integer' ? 'wide' : holdsOf(name);
  });
  return held.find((one) => one === 'text' || one === 'wide' || one === 'number') ?? held[0] ?? 'unknown';
}
