import type { ts } from 'ts-morph';
import { compiler } from '../repository/source.ts';
import { lastNameOf } from '../syntax/expressions.ts';
import type { Declaration } from './declaration.ts';
import { holdsOf } from './holds.ts';
import { aboutOf, textOf } from './typescript-names.ts';

/** A column that a migration makes by a call: `table.string('card_number')` in Knex, `addColumn('cvc', 'text')` in Kysely. */
export function declarationOfColumn(call: ts.CallExpression): Declaration | undefined {
  const typescript = compiler();
  if (!typescript.isPropertyAccessExpression(call.expression)) return undefined;
  const method = call.expression.name.text;
  if (method === 'addColumn') return ofAddColumn(call);
  const [first] = call.arguments;
  if (first === undefined || !typescript.isStringLiteralLike(first)) return undefined;
  if (!['table', 't', 'tbl'].includes(lastNameOf(call.expression.expression))) return undefined;
  const holds = holdsOf(method);
  return holds === 'unknown' ? undefined : { about: tableAround(call), fields: [{ ...textOf(first), holds }] };
}

/** Kysely: name, type. Sequelize and TypeORM: table, name, type. */
function ofAddColumn(call: ts.CallExpression): Declaration | undefined {
  const typescript = compiler();
  const names = call.arguments.slice(0, 2).filter((argument) => typescript.isStringLiteralLike(argument));
  const [first, second] = names;
  if (first === undefined) return undefined;
  const type = holdsOf(/^\w+/.exec(second?.text ?? '')?.[0] ?? '');
  if (second === undefined || type !== 'unknown') {
    return { about: aboutOf(call.expression), fields: [{ ...textOf(first), holds: type }] };
  }
  return { about: first.text, fields: [{ ...textOf(second), holds: 'unknown' }] };
}

/** TypeORM: `new TableColumn({ name: 'cvc', type: 'varchar' })`, and each of the columns of `new Table({ … })`. */
export function declarationOfTableColumn(options: ts.ObjectLiteralExpression): Declaration | undefined {
  const typescript = compiler();
  const list = options.parent;
  const table =
    typescript.isArrayLiteralExpression(list) && typescript.isPropertyAssignment(list.parent)
      ? list.parent.parent
      : undefined;
  const made = (table ?? options).parent;
  if (!typescript.isNewExpression(made)) return undefined;
  if (lastNameOf(made.expression) !== (table === undefined ? 'TableColumn' : 'Table')) return undefined;
  const [name, type] = [textAt(options, 'name'), textAt(options, 'type')];
  if (name === undefined || type === undefined) return undefined;
  const about = table === undefined ? undefined : textAt(table, 'name');
  return { about: about?.text ?? tableAround(made), fields: [{ ...textOf(name), holds: holdsOf(type.text) }] };
}

function textAt({ properties }: ts.ObjectLiteralExpression, key: string): ts.StringLiteralLike | undefined {
  const { isPropertyAssignment, isStringLiteralLike } = compiler();
  const value = properties.filter(isPropertyAssignment).find(({ name }) => name.getText() === key)?.initializer;
  return value !== undefined && isStringLiteralLike(value) ? value : undefined;
}

/** `knex.schema.createTable('cards', (table) => { … })`: the first call around it that takes a text. */
function tableAround(node: ts.Node): string {
  const typescript = compiler();
  for (let parent = node.parent; !typescript.isSourceFile(parent); parent = parent.parent) {
    const [first] = typescript.isCallExpression(parent) ? parent.arguments : [];
    if (first !== undefined && typescript.isStringLiteralLike(first)) return first.text;
  }
  return '';
}
