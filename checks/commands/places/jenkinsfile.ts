import type { Place } from '../command.ts';
import { anywhere } from '../directory.ts';
import type { Excerpt } from '../excerpt.ts';

const groovyToken =
  /\/\/[^\n]*|\/\*[\s\S]*?(?:\*\/|$)|'''([\s\S]*?)'''|"""([\s\S]*?)"""|'((?:[^'\\\n]|\\.)*)'|"((?:[^"\\\n]|\\.)*)"/g;

/** The `sh` steps of a Jenkinsfile, in each of Groovy's four kinds of string. */
export function jenkinsfilePlaces(source: Excerpt): Place[] {
  return [...source.text.matchAll(groovyToken)].flatMap((match) => {
    const text = match.slice(1).find((group) => group !== undefined);
    if (text === undefined) return [];
    const before = source.text.slice(Math.max(0, match.index - 200), match.index);
    if (!/\b(?:sh|bat)(?:\s*\(?\s*|\b[^\n]*\bscript\s*:\s*)$/.test(before)) return [];
    const from = match.index + (/^(?:'''|""")/.test(match[0]) ? 3 : 1);
    const decoded = text.replaceAll(/\\(\r?\n|[\\'"$])/g, (_all, character: string) =>
      /\n/.test(character) ? '' : character,
    );
    return [{ script: source.decoded(from, from + text.length, decoded), directory: anywhere }];
  });
}
