import type { ts } from 'ts-morph';
import { compiler } from '../repository/source.ts';
import type { Declaration, Field, Holds, Name } from './declaration.ts';
import { holdsOf } from './holds.ts';
import { aboutOf, nameOf } from './typescript-names.ts';

/** The properties of an interface, a type literal or a class; those that its constructor declares are among them. */
export function declarationOfType(
  node: ts.InterfaceDeclaration | ts.TypeLiteralNode | ts.ClassLikeDeclaration,
): Declaration {
  const typescript = compiler();
  const fields = node.members.flatMap((member: ts.TypeElement | ts.ClassElement) => {
    if (typescript.isPropertySignature(member) || typescript.isPropertyDeclaration(member)) {
      return fieldOf(member) ?? [];
    }
    if (!typescript.isConstructorDeclaration(member)) return [];
    return member.parameters.flatMap((parameter) =>
      typescript.isParameterPropertyDeclaration(parameter, member) ? (fieldOf(parameter) ?? []) : [],
    );
  });
  return { about: aboutOf(node), fields };
}

function fieldOf(member: ts.PropertySignature | ts.PropertyDeclaration | ts.ParameterDeclaration): Field | undefined {
  const name = nameOf(member.name);
  if (name === undefined) return undefined;
  const initializer = 'initializer' in member ? member.initializer : undefined;
  return {
    ...name,
    holds: member.type === undefined ? holdsOfValue(initializer) : holdsOfType(member.type),
    alias: columnOf(member),
  };
}

/** `@Column({ name: 'card_number' })` */
function columnOf(member: ts.Node): Name | undefined {
  const typescript = compiler();
  if (!typescript.canHaveDecorators(member)) return undefined;
  for (const { expression } of typescript.getDecorators(member) ?? []) {
    if (!typescript.isCallExpression(expression)) continue;
    for (const argument of expression.arguments) {
      const name = typescript.isObjectLiteralExpression(argument) ? columnNamedIn(argument) : undefined;
      if (name !== undefined) return name;
    }
  }
  return undefined;
}

/** The column that an ORM's options name: `name` in TypeORM and MikroORM, `field` in Sequelize. */
export function columnNamedIn(options: ts.ObjectLiteralExpression): Name | undefined {
  const typescript = compiler();
  for (const property of options.properties) {
    if (!typescript.isPropertyAssignment(property) || !typescript.isStringLiteralLike(property.initializer)) continue;
    if (['name', 'field', 'fieldName'].includes(nameOf(property.name)?.name ?? '')) return nameOf(property.initializer);
  }
  return undefined;
}

function holdsOfValue(value: ts.Expression | undefined): Holds {
  const typescript = compiler();
  if (value === undefined) return 'unknown';
  if (typescript.isStringLiteralLike(value)) return 'text';
  const { TrueKeyword, FalseKeyword, ArrowFunction, FunctionExpression } = typescript.SyntaxKind;
  return [TrueKeyword, FalseKeyword, ArrowFunction, FunctionExpression].includes(value.kind) ? 'other' : 'unknown';
}

/** Last words of types that belong to a screen or describe a value, and are none: `StripeCardNumberElement`. */
const describing =
  /(?:Element|Ref|RefObject|Event|Props|Errors?|Options|Component|Node|Handler|Validator|Style|Config|Status|Result|State|Check)$/;

function holdsOfType(type: ts.TypeNode): Holds {
  const typescript = compiler();
  const { SyntaxKind } = typescript;
  if (typescript.isUnionTypeNode(type) || typescript.isIntersectionTypeNode(type)) {
    return widest(type.types.map(holdsOfType));
  }
  if (typescript.isParenthesizedTypeNode(type) || typescript.isTypeOperatorNode(type)) return holdsOfType(type.type);
  if (typescript.isArrayTypeNode(type)) return holdsOfType(type.elementType);
  if (typescript.isTypeReferenceNode(type)) {
    const name = type.typeName.getText().split('.').at(-1)!;
    if (describing.test(name)) return 'other';
    const known = holdsOf(name);
    const [argument] = type.typeArguments ?? [];
    return known === 'unknown' && argument !== undefined ? holdsOfType(argument) : known;
  }
  const { StringKeyword, TemplateLiteralType, NumberKeyword, BigIntKeyword } = SyntaxKind;
  if ([StringKeyword, TemplateLiteralType].includes(type.kind)) return 'text';
  if ([NumberKeyword, BigIntKeyword].includes(type.kind)) return 'number';
  const { AnyKeyword, UnknownKeyword, TypeQuery, IndexedAccessType } = SyntaxKind;
  // What is left are literals, functions, flags, null, and type literals, whose properties are judged by themselves.
  return [AnyKeyword, UnknownKeyword, TypeQuery, IndexedAccessType].includes(type.kind) ? 'unknown' : 'other';
}

function widest(all: readonly Holds[]): Holds {
  return (['text', 'wide', 'number', 'small', 'unknown'] as const).find((one) => all.includes(one)) ?? 'other';
}
