import type { ts } from 'ts-morph';
import { compiler } from '../repository/source.ts';
import type { Constants } from '../syntax/constants.ts';
import { lastNameOf, withoutType } from '../syntax/expressions.ts';

/** A text of which parts are known: null stands for what only a run of the program can tell. */
export type Folded = readonly (string | null)[];

const unknown: Folded = [null];
const depthMax = 100;

/** The text that is known to be the whole; undefined where a part of it is not known. */
export function decided(folded: Folded): string | undefined {
  return folded.length === 1 ? (folded[0] ?? undefined) : undefined;
}

/**
 * Computes what an expression amounts to as a module's name: literals, templates, `+`, constants of the same file, and
 * the usual ways of writing a path beside the file (`path.join(__dirname, …)`, `new URL(…, import.meta.url)`).
 */
export function fold(expression: ts.Expression, constants: Constants, depth = 0): Folded {
  const ts = compiler();
  const deeper = (part: ts.Expression) => fold(part, constants, depth + 1);
  if (depth > depthMax) return unknown;
  if (ts.isStringLiteralLike(expression) || ts.isNumericLiteral(expression)) return [expression.text];
  if (ts.isTemplateExpression(expression)) {
    const spans = expression.templateSpans.flatMap((span) => [...deeper(span.expression), span.literal.text]);
    return joined([expression.head.text, ...spans]);
  }
  if (ts.isBinaryExpression(expression) && expression.operatorToken.kind === ts.SyntaxKind.PlusToken) {
    return joined([...deeper(expression.left), ...deeper(expression.right)]);
  }
  if (ts.isIdentifier(expression)) {
    if (expression.text === '__dirname') return ['.'];
    const initializer = constants.get(expression.text);
    return initializer === undefined ? unknown : deeper(initializer);
  }
  if (ts.isPropertyAccessExpression(expression)) {
    if (isImportMeta(expression.expression)) return expression.name.text === 'dirname' ? ['.'] : unknown;
    return ['href', 'pathname'].includes(expression.name.text) ? deeper(expression.expression) : unknown;
  }
  if (ts.isCallExpression(expression)) return foldCall(expression, deeper);
  if (ts.isNewExpression(expression)) return foldUrl(expression, deeper);
  const inner = withoutType(expression);
  return inner === expression ? unknown : deeper(inner);
}

/** Whether an expression is `import.meta`. */
export function isImportMeta(expression: ts.Expression): boolean {
  const ts = compiler();
  return ts.isMetaProperty(expression) && expression.keywordToken === ts.SyntaxKind.ImportKeyword;
}

function foldCall(call: ts.CallExpression, deeper: (part: ts.Expression) => Folded): Folded {
  const ts = compiler();
  const callee = call.expression;
  const name = lastNameOf(callee);
  const [first] = call.arguments;
  if (first === undefined) {
    return name === 'toString' && ts.isPropertyAccessExpression(callee) ? deeper(callee.expression) : unknown;
  }
  if (['pathToFileURL', 'fileURLToPath', 'String'].includes(name)) return deeper(first);
  if (name !== 'join' && name !== 'resolve') return unknown;
  const parts = joined(call.arguments.flatMap((part, index) => (index === 0 ? deeper(part) : ['/', ...deeper(part)])));
  const beside = parts[0]?.startsWith('.') === true;
  return name === 'join' || beside ? parts : joined([null, '/', ...parts]);
}

/** `new URL('./x.ts', import.meta.url)` */
function foldUrl(expression: ts.NewExpression, deeper: (part: ts.Expression) => Folded): Folded {
  const ts = compiler();
  const [path, base] = expression.arguments ?? [];
  if (path === undefined || base === undefined || !ts.isPropertyAccessExpression(base)) return unknown;
  if (!isImportMeta(base.expression) || base.name.text !== 'url') return unknown;
  return joined(['./', ...deeper(path)]);
}

/** Neighbouring texts become one, and so do neighbouring holes; empty texts vanish. */
function joined(parts: Folded): Folded {
  const result: (string | null)[] = [];
  for (const part of parts) {
    const last = result.at(-1);
    if (part === '' || (part === null && last === null)) continue;
    if (part !== null && typeof last === 'string') result[result.length - 1] = last + part;
    else result.push(part);
  }
  return result.length === 0 ? [''] : result;
}
