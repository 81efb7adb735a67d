import type { ts } from 'ts-morph';
import { compiler } from '../../repository/source.ts';
import { lastNameOf } from '../../syntax/expressions.ts';

/** Functions that start a program, by their own name, and objects whose `exec` does (a regexp has one too). */
const starters =
  /^(?:exec|execSync|execAsync|execPromise|execP|execFile|execFileSync|execFileAsync|spawn|spawnSync|spawnAsync|fork|execa|execaSync|execaCommand|execaCommandSync|\$|\$\$)$/;
const objects = /^(?:child_?process|cp|proc|shell|shelljs|sh|execa|Bun|zx|\$|exec|container|docker|ssh|this)$/i;
const methods = /^(?:sync|command|commandSync|\$)$/;

/** Programs that a function of any name, given one and a list of words, is sure to start. */
const runsOthers = /^(?:npx|pnpx|bunx|npm|pnpm|yarn|bun)(?:\.cmd)?$/;
/** What a test says of a call: `expect(spawn).toHaveBeenCalledWith('npx', ['prisma', …])`. */
const assertions = /^(?:to[A-Z]\w*|\w*[cC]alledWith\w*)$/;

/** Whether a function or a tag starts what it is given. */
export function starts(called: ts.Expression): boolean {
  const typescript = compiler();
  let callee = called;
  while (typescript.isCallExpression(callee)) callee = callee.expression;
  if (typescript.isIdentifier(callee)) return starters.test(callee.text);
  if (!typescript.isPropertyAccessExpression(callee)) return false;
  const name = callee.name.text;
  return name === '$' || (objects.test(ownerOf(callee.expression)) && (starters.test(name) || methods.test(name)));
}

/** The object whose method is called: `this`, `Bun`, `require('child_process')`. */
function ownerOf(owner: ts.Expression): string {
  const typescript = compiler();
  if (owner.kind === typescript.SyntaxKind.ThisKeyword) return 'this';
  const [required] = typescript.isCallExpression(owner) ? owner.arguments : [];
  if (required === undefined || !typescript.isStringLiteralLike(required)) return lastNameOf(owner);
  return /child_process|shelljs|execa/.test(required.text) ? 'cp' : '';
}

/**
 * The arguments of a call from the command on; none where it starts nothing. `handlers` are functions of the same file
 * that start what they are given: `const run = (command) => execSync(command)`.
 */
export function startedBy(
  { expression, arguments: given }: ts.CallExpression,
  handlers: ReadonlyMap<string, number>,
): readonly ts.Expression[] {
  const typescript = compiler();
  if (starts(expression)) return given;
  const handled = typescript.isIdentifier(expression) ? handlers.get(expression.text) : undefined;
  if (handled !== undefined) return given.slice(handled);
  const [program, list] = given;
  const isStart =
    program !== undefined &&
    list !== undefined &&
    typescript.isStringLiteralLike(program) &&
    runsOthers.test(program.text) &&
    typescript.isArrayLiteralExpression(list) &&
    !assertions.test(lastNameOf(expression));
  return isStart ? given : [];
}

/** What starts programs under a name of the file's own: name to the place of the parameter that is the command. */
export function handlersIn(nodes: readonly ts.Node[]): ReadonlyMap<string, number> {
  const typescript = compiler();
  const handlers = new Map<string, number>();
  for (const node of nodes) {
    const alias = aliasOf(node);
    if (alias !== undefined) handlers.set(alias, 0);
    if (!typescript.isCallExpression(node) || !starts(node.expression)) continue;
    const [command] = node.arguments;
    if (command === undefined || !typescript.isIdentifier(command)) continue;
    const found = handlerOf(node, command.text);
    if (found !== undefined) handlers.set(found.name, found.parameter);
  }
  return handlers;
}

/** `import { exec as run }`, `const sh = promisify(exec)` */
function aliasOf(node: ts.Node): string | undefined {
  const typescript = compiler();
  if (typescript.isImportSpecifier(node))
    return starters.test(node.propertyName?.text ?? '') ? node.name.text : undefined;
  if (!typescript.isVariableDeclaration(node) || !typescript.isIdentifier(node.name)) return undefined;
  const { initializer } = node;
  if (initializer === undefined || !typescript.isCallExpression(initializer)) return undefined;
  const [promised] = lastNameOf(initializer.expression) === 'promisify' ? initializer.arguments : [];
  return promised !== undefined && starters.test(lastNameOf(promised)) ? node.name.text : undefined;
}

/** The function around a call that has a parameter of this name, if it has a name itself. */
function handlerOf(call: ts.Node, parameter: string): { name: string; parameter: number } | undefined {
  const typescript = compiler();
  for (let node = call.parent; !typescript.isSourceFile(node); node = node.parent) {
    if (!typescript.isFunctionLike(node)) continue;
    const at = node.parameters.findIndex(({ name }) => typescript.isIdentifier(name) && name.text === parameter);
    if (at === -1) continue;
    const named = typescript.isVariableDeclaration(node.parent) ? node.parent.name : node.name;
    return named !== undefined && typescript.isIdentifier(named) ? { name: named.text, parameter: at } : undefined;
  }
  return undefined;
}
