import type { Place } from '../command.ts';
import { directoryOf } from '../directory.ts';
import type { Excerpt } from '../excerpt.ts';
import { continuedLinesOf } from '../lines.ts';

const assignment = /^(?:export[ \t]+)?([\w.-]+)[ \t]*(\+|\?|::?:?)?=[ \t]*([^\n]*)/;

/** The recipe lines of a Makefile: a shell each, in the Makefile's folder. Simple variables are put in place. */
export function makefilePlaces(source: Excerpt, path: string): Place[] {
  const lines = continuedLinesOf(source);
  const variables = variablesOf(lines.map(({ text }) => text));
  const directory = directoryOf(path);
  return lines.flatMap((line) => {
    const recipe = line.text.startsWith('\t') ? line : afterColon(line);
    return recipe === null ? [] : [{ script: filled(withoutPrefix(recipe), variables), directory }];
  });
}

/** `target: needs; command` on one line. */
function afterColon(line: Excerpt): Excerpt | null {
  const found = /^[^\s:=;#][^:=;#\n]*:[^=;#\n]*;/.exec(line.text);
  return found === null ? null : line.part(found[0].length, line.text.length);
}

/** Without make's own signs for silence, for failures that are passed over, and for dry runs. */
function withoutPrefix(recipe: Excerpt): Excerpt {
  return recipe.part(/^[\s@+-]*/.exec(recipe.text)![0].length, recipe.text.length);
}

/** Values that do not change: those set twice, added to, or left to the environment (`?=`) are not known. */
function variablesOf(lines: readonly string[]): Map<string, string | null> {
  const variables = new Map<string, string | null>();
  for (const line of lines) {
    const [, name, operator, value] = assignment.exec(line) ?? [];
    if (name === undefined) continue;
    const known = !variables.has(name) && operator !== '+' && operator !== '?';
    variables.set(name, known ? value!.replace(/\s#.*/, '').trim() : null);
  }
  return variables;
}

/** A variable may hold others; not deeper than this, lest one holds itself. */
const nestedMax = 5;

function filled(recipe: Excerpt, variables: ReadonlyMap<string, string | null>): Excerpt {
  let text = recipe;
  for (let depth = 0; depth < nestedMax && text.text.length < 10_000; depth += 1) {
    text = text.replace(/\$(?:\(([\w.-]+)\)|\{([\w.-]+)\})/g, ([reference, round, curly]) => {
      const name = (round ?? curly)!;
      return name === 'CURDIR' || name === 'PWD' ? '.' : (variables.get(name) ?? reference);
    });
  }
  return text.replace(/\$\$/g, () => '$');
}
