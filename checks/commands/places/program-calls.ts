import type { ts } from 'ts-morph';
import { compiler, type Source } from '../../repository/source.ts';
import { constantsIn } from '../../syntax/constants.ts';
import { literalWord, type Place, type Word } from '../command.ts';
import { anywhere, changed, type Directory } from '../directory.ts';
import { roundsAt } from './program-rounds.ts';
import { handlersIn, startedBy, starts } from './program-starters.ts';
import { alternativesOf, type Known, textOf, unknownAt } from './program-text.ts';

/** The commands that a TypeScript or JavaScript file starts: arguments of exec, spawn, execa, zx, Bun and shelljs. */
export function programCallPlaces(source: Source): Place[] {
  const typescript = compiler();
  const { nodes } = source;
  const constants = constantsIn(nodes);
  const handlers = handlersIn(nodes);
  return nodes.flatMap((node) => {
    if (typescript.isCallExpression(node)) {
      const started = startedBy(node, handlers);
      return started.length === 0 ? [] : roundsAt(node, constants).flatMap((known) => callPlaces(started, known));
    }
    if (!typescript.isTaggedTemplateExpression(node) || !starts(node.tag)) return [];
    return roundsAt(node, constants).flatMap((known): Place[] => {
      const script = textOf(node.template, known);
      return script === null ? [] : [{ script, directory: anywhere }];
    });
  });
}

/** A line of shell, a list of words, or a program and a list of its arguments. */
function callPlaces([first, second, third]: readonly ts.Expression[], known: Known): Place[] {
  const { isArrayLiteralExpression, isObjectLiteralExpression } = compiler();
  if (first === undefined) return [];
  const directory = directoryIn([second, third, first], known);
  const whole = isObjectLiteralExpression(first) ? valueOf(first, 'cmd') : first;
  if (whole !== undefined && isArrayLiteralExpression(whole)) return [{ script: wordsIn(whole, known), directory }];
  const [list] = second === undefined ? [] : alternativesOf(second, known);
  const words = list !== undefined && isArrayLiteralExpression(list) ? wordsIn(list, known) : undefined;
  return alternativesOf(first, known).flatMap((alternative): Place[] => {
    const command = textOf(alternative, known);
    if (command === null) return [];
    const isProgram = words !== undefined && (words.length > 0 || !/\s/.test(command.text));
    return [{ script: isProgram ? [literalWord(command), ...words] : command, directory }];
  });
}

function wordsIn(list: ts.ArrayLiteralExpression, known: Known): Word[] {
  return list.elements.map((element) => {
    const text = textOf(element, known) ?? unknownAt(element);
    return literalWord(text, !text.text.includes('${'));
  });
}

/** The `cwd` of the options, where it is written out. */
function directoryIn(given: readonly (ts.Expression | undefined)[], known: Known): Directory {
  for (const options of given) {
    if (options === undefined || !compiler().isObjectLiteralExpression(options)) continue;
    const cwd = valueOf(options, 'cwd');
    const folder = cwd === undefined ? null : textOf(cwd, known);
    if (folder !== null && !folder.text.includes('$')) return changed(anywhere, folder.text);
  }
  return anywhere;
}

function valueOf({ properties }: ts.ObjectLiteralExpression, key: string): ts.Expression | undefined {
  const { isPropertyAssignment } = compiler();
  return properties.filter(isPropertyAssignment).find(({ name }) => name.getText() === key)?.initializer;
}
