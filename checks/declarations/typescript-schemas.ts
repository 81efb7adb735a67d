import type { ts } from 'ts-morph';
import { compiler } from '../repository/source.ts';
import { lastNameOf } from '../syntax/expressions.ts';
import type { Declaration, Field, Holds, Name } from './declaration.ts';
import { holdsOf } from './holds.ts';
import { aboutOf, nameOf } from './typescript-names.ts';
import { columnNamedIn } from './typescript-types.ts';

/** What zod, valibot, yup, joi, TypeBox and superstruct are called where they are imported. */
const libraries = new Set(['z', 'zod', 'v', 'valibot', 'y', 'yup', 'Yup', 'joi', 'Joi', 'Type', 't', 's', 'DataTypes']);

/** Calls that take a schema as an object of types: mongoose, Sequelize, Drizzle, arktype and their like. */
const schemaCalls =
  /^(?:Schema|EntitySchema|define|defineModel|init|model|type|[a-z]*Table|createTable|table|object|strictObject|looseObject|shape|keys|extend)$/;

/** Calls that only wrap a type, their first argument. */
const wrappers = new Set([
  'optional',
  'Optional',
  'nullable',
  'nullish',
  'pipe',
  'array',
  'Array',
  'lazy',
  'preprocess',
]);

/** The keys of an object that is a schema; undefined where the object is anything else. */
export function declarationOfSchema(node: ts.ObjectLiteralExpression): Declaration | undefined {
  const typescript = compiler();
  const isJsonSchema = isPropertiesOfJsonSchema(node);
  const inSchemaCall = isJsonSchema || isInSchemaCall(node);
  const fields = node.properties.flatMap((property): Field[] => {
    const name = nameOf(property.name);
    if (!typescript.isPropertyAssignment(property) || name === undefined) return [];
    const holds =
      isFromLibrary(property.initializer) || inSchemaCall ? holdsOfExpression(property.initializer) : undefined;
    return holds === undefined ? [] : [{ ...name, holds, alias: columnOf(property.initializer) }];
  });
  return fields.length === 0 ? undefined : { about: aboutOf(node), fields };
}

/** `z.string()`, `z.string().min(1)`, `z.coerce.number()`, `v.pipe(…)`, `DataTypes.STRING(16)` */
function isFromLibrary(value: ts.Expression): boolean {
  const typescript = compiler();
  let inner = innermost(value);
  if (typescript.isCallExpression(inner)) {
    if (holdsOf(lastNameOf(inner.expression)) === 'unknown' && !wrappers.has(lastNameOf(inner.expression))) {
      return ['any', 'unknown', 'record', 'union'].includes(lastNameOf(inner.expression)) && isLibraryMember(inner);
    }
    inner = inner.expression;
  }
  while (typescript.isPropertyAccessExpression(inner)) inner = inner.expression;
  return typescript.isIdentifier(inner) && libraries.has(inner.text) && value.kind !== typescript.SyntaxKind.Identifier;
}

function isLibraryMember({ expression }: ts.CallExpression): boolean {
  const typescript = compiler();
  return (
    typescript.isPropertyAccessExpression(expression) &&
    typescript.isIdentifier(expression.expression) &&
    libraries.has(expression.expression.text)
  );
}

/** The call that a chain begins with: `z.string()` of `z.string().min(1).max(3)`. */
function innermost(value: ts.Expression): ts.Expression {
  const typescript = compiler();
  let inner = value;
  while (
    typescript.isCallExpression(inner) &&
    typescript.isPropertyAccessExpression(inner.expression) &&
    chainBase(inner.expression.expression)
  ) {
    inner = inner.expression.expression;
    while (typescript.isPropertyAccessExpression(inner)) inner = inner.expression;
  }
  return inner;
}

/** Whether a call stands somewhere to the left: in `z.coerce.string()` none does. */
function chainBase(left: ts.Expression): boolean {
  const typescript = compiler();
  let inner = left;
  while (typescript.isPropertyAccessExpression(inner)) inner = inner.expression;
  return typescript.isCallExpression(inner);
}

/** What a schema's value lets in; undefined where it is no type that we know. */
function holdsOfExpression(value: ts.Expression): Holds | undefined {
  const typescript = compiler();
  const inner = innermost(value);
  if (typescript.isCallExpression(inner)) {
    const name = lastNameOf(inner.expression);
    const [first] = inner.arguments;
    if (wrappers.has(name)) return (first && holdsOfExpression(first)) ?? 'unknown';
    return holdsOf(name);
  }
  if (typescript.isArrayLiteralExpression(inner)) return inner.elements[0] && holdsOfExpression(inner.elements[0]);
  if (typescript.isObjectLiteralExpression(inner)) return holdsOfOptions(inner);
  const name = typescript.isStringLiteralLike(inner) ? inner.text : lastNameOf(inner);
  const holds = holdsOf(name);
  return holds === 'unknown' ? undefined : holds;
}

/** `{ type: String, required: true }`, `{ type: DataTypes.STRING }`, `{ type: 'string', enum: ['a'] }` */
function holdsOfOptions(options: ts.ObjectLiteralExpression): Holds | undefined {
  const typescript = compiler();
  const value = (key: string) =>
    options.properties.find(
      (property): property is ts.PropertyAssignment =>
        typescript.isPropertyAssignment(property) && nameOf(property.name)?.name === key,
    )?.initializer;
  if (value('enum') !== undefined || value('const') !== undefined) return 'other';
  const type = value('type');
  return type && holdsOfExpression(type);
}

/** `varchar('card_number')` in Drizzle, `{ field: 'card_number' }` in Sequelize. */
function columnOf(value: ts.Expression): Name | undefined {
  const typescript = compiler();
  const inner = innermost(value);
  if (typescript.isObjectLiteralExpression(inner)) return columnNamedIn(inner);
  const first = typescript.isCallExpression(inner) ? inner.arguments[0] : undefined;
  return first !== undefined && typescript.isStringLiteralLike(first) ? nameOf(first) : undefined;
}

function isPropertiesOfJsonSchema(node: ts.ObjectLiteralExpression): boolean {
  const typescript = compiler();
  return typescript.isPropertyAssignment(node.parent) && nameOf(node.parent.name)?.name === 'properties';
}

/** Whether a schema call takes this object, be it as a part of another object or list. */
function isInSchemaCall(node: ts.ObjectLiteralExpression): boolean {
  const typescript = compiler();
  let { parent } = node as { parent: ts.Node };
  while (
    typescript.isPropertyAssignment(parent) ||
    typescript.isObjectLiteralExpression(parent) ||
    typescript.isArrayLiteralExpression(parent) ||
    typescript.isArrowFunction(parent) ||
    typescript.isParenthesizedExpression(parent)
  ) {
    parent = parent.parent;
  }
  if (!typescript.isCallExpression(parent) && !typescript.isNewExpression(parent)) return false;
  return schemaCalls.test(lastNameOf(parent.expression));
}
