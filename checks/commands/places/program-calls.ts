import type { ts } from 'ts-morph';
import { compiler, type Source } from '../../repository/source.ts';
import { literalWord, type Place, type Word } from '../command.ts';
import { anywhere, changed, type Directory } from '../directory.ts';
import { constantsIn, textOf, unknownAt } from './program-text.ts';

/** Functions that start a program, by their own name, and objects whose `exec` does (a regexp has one too). */
const starters =
  /^(?:exec|execSync|execAsync|execPromise|execP|execFile|execFileSync|execFileAsync|spawn|spawnSync|spawnAsync|fork|execa|execaSync|execaCommand|execaCommandSync|\$|\$\$)$/;
const objects = /^(?:child_?process|cp|proc|shell|shelljs|sh|execa|Bun|zx|\$|exec|container|docker|ssh|this)$/i;
const methods = /^(?:sync|command|commandSync|\$)$/;

/** The commands that a TypeScript or JavaScript file starts: arguments of exec, spawn, execa, zx, Bun and shelljs. */
export function programCallPlaces(source: Source): Place[] {
  const typescript = compiler();
  const constants = constantsIn(source.syntax);
  const places: Place[] = [];
  const visit = (node: ts.Node): void => {
    if (typescript.isCallExpression(node) && starts(node.expression)) places.push(...callPlaces(node));
    else if (typescript.isTaggedTemplateExpression(node) && starts(node.tag)) {
      const script = textOf(node.template, constants);
      if (script !== null) places.push({ script, directory: anywhere });
    }
    typescript.forEachChild(node, visit);
  };
  visit(source.syntax);
  return places;

  function starts(callee: ts.Expression): boolean {
    if (typescript.isIdentifier(callee)) return starters.test(callee.text);
    if (typescript.isCallExpression(callee)) return starts(callee.expression);
    if (!typescript.isPropertyAccessExpression(callee)) return false;
    const owner = callee.expression;
    const name = typescript.isIdentifier(owner)
      ? owner.text
      : typescript.isPropertyAccessExpression(owner)
        ? owner.name.text
        : owner.kind === typescript.SyntaxKind.ThisKeyword
          ? 'this'
          : typescript.isCallExpression(owner) && /child_process|shelljs|execa/.test(owner.getText())
            ? 'cp'
            : '';
    return objects.test(name) && (starters.test(callee.name.text) || methods.test(callee.name.text));
  }

  /** A line of shell, a list of words, or a program and a list of its arguments. */
  function callPlaces({ arguments: [first, second, third] }: ts.CallExpression): Place[] {
    if (first === undefined) return [];
    const directory = directoryIn([second, third, first]);
    if (typescript.isArrayLiteralExpression(first)) return [{ script: wordsIn(first), directory }];
    const command = textOf(first, constants);
    if (command === null) return [];
    if (second !== undefined && typescript.isArrayLiteralExpression(second)) {
      const words = wordsIn(second);
      if (words.length > 0 || !/\s/.test(command.text))
        return [{ script: [literalWord(command), ...words], directory }];
    }
    return [{ script: command, directory }];
  }

  function wordsIn(list: ts.ArrayLiteralExpression): Word[] {
    return list.elements.map((element) => {
      const text = textOf(element, constants) ?? unknownAt(element);
      return literalWord(text, !text.text.includes('${'));
    });
  }

  /** The `cwd` of the options, where it is written out. */
  function directoryIn(given: readonly (ts.Expression | undefined)[]): Directory {
    for (const options of given) {
      if (options === undefined || !typescript.isObjectLiteralExpression(options)) continue;
      for (const property of options.properties) {
        if (!typescript.isPropertyAssignment(property) || property.name.getText() !== 'cwd') continue;
        const folder = textOf(property.initializer, constants);
        if (folder !== null && !folder.text.includes('$')) return changed(anywhere, folder.text);
      }
    }
    return anywhere;
  }
}
