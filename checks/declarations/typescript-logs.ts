import type { ts } from 'ts-morph';
import { judgementOf, makesCardContext } from '../../policies/card-data/field-names.ts';
import { compiler } from '../repository/source.ts';
import { lastNameOf } from '../syntax/expressions.ts';
import type { Declaration, Field } from './declaration.ts';
import { nameOf } from './typescript-names.ts';

const levels = /^(?:log|trace|debug|verbose|silly|http|info|notice|warn|warning|error|fatal|critical|dir|table)$/;
const loggers = /(?:^|[a-z])(?:console|[lL]og|[lL]ogger|[lL]ogging|winston|pino|bunyan)$/;

/** Calls that write the very value they are given. */
const transparent = new Set(['stringify', 'String', 'inspect', 'toString', 'format', 'trim']);

/** What a log call writes: `logger.info({ cardNumber })`, `console.log(card.number)`; undefined for any other call. */
export function declarationsOfLog(call: ts.CallExpression): Declaration[] {
  const typescript = compiler();
  const { expression } = call;
  if (!typescript.isPropertyAccessExpression(expression) || !levels.test(expression.name.text)) return [];
  if (!loggers.test(lastNameOf(expression.expression))) return [];
  const found: Declaration[] = [];
  for (const argument of call.arguments) visit(argument, found);
  return found;
}

/** Finds what is written of an expression. A list and not recursion: a sum of ten thousand texts nests as deep. */
function visit(argument: ts.Expression, found: Declaration[]): void {
  const nodes = [argument];
  for (let node = nodes.pop(); node !== undefined; node = nodes.pop()) nodes.push(...partsOf(node, found));
}

/** The parts that are written too. A comparison, a literal or the result of some call says nothing of the value. */
function partsOf(node: ts.Expression, found: Declaration[]): readonly ts.Expression[] {
  const typescript = compiler();
  const name = writtenName(node);
  if (name !== undefined) {
    found.push(name);
    return [];
  }
  if (typescript.isObjectLiteralExpression(node)) {
    visitObject(node, '', found);
    return [];
  }
  if (typescript.isTemplateExpression(node)) return node.templateSpans.map(({ expression }) => expression);
  if (typescript.isConditionalExpression(node)) return [node.whenTrue, node.whenFalse];
  if (typescript.isBinaryExpression(node)) return passesOn(node) ? [node.left, node.right] : [];
  if (typescript.isArrayLiteralExpression(node)) return node.elements;
  if (typescript.isCallExpression(node)) {
    if (!transparent.has(lastNameOf(node.expression))) return [];
    const { expression } = node;
    return [...node.arguments, ...(typescript.isPropertyAccessExpression(expression) ? [expression.expression] : [])];
  }
  const wraps =
    typescript.isParenthesizedExpression(node) ||
    typescript.isAsExpression(node) ||
    typescript.isNonNullExpression(node) ||
    typescript.isAwaitExpression(node) ||
    typescript.isSpreadElement(node);
  return wraps ? [node.expression] : [];
}

/** Whether the result of `a + b`, `a ?? b` or `a || b` may be one of its sides. */
function passesOn({ operatorToken: { kind } }: ts.BinaryExpression): boolean {
  const { PlusToken, QuestionQuestionToken, BarBarToken, AmpersandAmpersandToken } = compiler().SyntaxKind;
  return [PlusToken, QuestionQuestionToken, BarBarToken, AmpersandAmpersandToken].includes(kind);
}

/** `cvv`, `card.number`, `card['number']`; `cvv.value` is the cvv. */
function writtenName(node: ts.Expression): Declaration | undefined {
  const typescript = compiler();
  if (typescript.isIdentifier(node)) return logged('', [nameOf(node)!]);
  const name = typescript.isPropertyAccessExpression(node)
    ? nameOf(node.name)
    : typescript.isElementAccessExpression(node)
      ? nameOf(node.argumentExpression)
      : undefined;
  if (name === undefined) return undefined;
  const { expression } = node as ts.PropertyAccessExpression | ts.ElementAccessExpression;
  if (name.name === 'value') return writtenName(expression);
  return logged(lastNameOf(expression), [name]);
}

function visitObject(object: ts.ObjectLiteralExpression, about: string, found: Declaration[]): void {
  const typescript = compiler();
  const fields: Omit<Field, 'holds'>[] = [];
  for (const property of object.properties) {
    if (typescript.isSpreadAssignment(property)) visit(property.expression, found);
    const name = nameOf(property.name);
    if (name === undefined) continue;
    if (typescript.isShorthandPropertyAssignment(property)) fields.push(name);
    if (!typescript.isPropertyAssignment(property)) continue;
    const { initializer } = property;
    if (typescript.isObjectLiteralExpression(initializer)) {
      visitObject(initializer, name.name, found);
      continue;
    }
    const written: Declaration[] = [];
    visit(initializer, written);
    if (written.length > 0) fields.push(name);
    // Where the key says enough, what is put there is the same finding again.
    const { verdict } = judgementOf(name.name);
    if (verdict === 'clean' || (verdict === 'contextual' && !makesCardContext(about))) found.push(...written);
  }
  found.push(logged(about, fields));
}

function logged(about: string, fields: readonly Omit<Field, 'holds'>[]): Declaration {
  return { about, logged: true, fields: fields.map((field) => ({ ...field, holds: 'text' })) };
}
