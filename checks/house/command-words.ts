import type { ts } from 'ts-morph';
import { compiler, type Source } from '../repository/source.ts';

/** What may follow a command's name: each module of the table says it to commander. */
export interface CommandWords {
  /** Of the command and of those below it. */
  flags: string[];
  /** Commands below it. */
  subcommands: string[];
}

/** The module of each command in the table of bulkhead.ts, by the command's name. */
export function commandTableIn({ nodes }: Source): Record<string, string> {
  const ts = compiler();
  const modules: Record<string, string> = {};
  for (const node of nodes) {
    if (!ts.isCallExpression(node) || node.expression.kind !== ts.SyntaxKind.ImportKeyword) continue;
    const [path] = node.arguments;
    const entry = entryAround(node);
    if (path !== undefined && ts.isStringLiteralLike(path) && entry !== undefined)
      modules[entry] = path.text.replace(/^\.\//, '');
  }
  return modules;
}

/** `serve: { load: () => import(…) }`: the outer of the two names. */
function entryAround(node: ts.Node): string | undefined {
  const ts = compiler();
  const names: string[] = [];
  for (let at: ts.Node = node; !ts.isSourceFile(at); at = at.parent) {
    if (ts.isPropertyAssignment(at) && (ts.isIdentifier(at.name) || ts.isStringLiteral(at.name))) {
      names.push(at.name.text);
    }
  }
  return names[0] === 'load' ? names[1] : undefined;
}

/** Reads `.option('--json')`, `new Option('--kind <kind>')`, `new Command('list')`, and functions that return one. */
export function commandWordsIn({ nodes }: Source): CommandWords {
  const ts = compiler();
  const flags = new Set<string>();
  const below = new Set<string>();
  const makers = new Set(['Command']);
  let hasBelow = false;
  for (const node of nodes) {
    if (ts.isVariableDeclaration(node) && node.initializer !== undefined && ts.isArrowFunction(node.initializer)) {
      if (/^new Command\(\w+\)/.test(node.initializer.body.getText())) makers.add(node.name.getText());
    }
    if (!ts.isCallExpression(node) && !ts.isNewExpression(node)) continue;
    const called = ts.isPropertyAccessExpression(node.expression)
      ? node.expression.name.text
      : node.expression.getText();
    const first = node.arguments?.[0];
    hasBelow ||= called === 'addCommand';
    if (first === undefined || !ts.isStringLiteralLike(first)) continue;
    if (['option', 'requiredOption', 'Option'].includes(called)) {
      for (const [flag] of first.text.matchAll(/--[\w-]+/g)) flags.add(flag);
    } else if (makers.has(called)) below.add(first.text);
  }
  return { flags: [...flags].sort(), subcommands: hasBelow ? [...below] : [] };
}
