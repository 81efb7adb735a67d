import type { Place } from '../command.ts';
import { directoryOf } from '../directory.ts';
import { Excerpt } from '../excerpt.ts';
import { continuedLinesOf } from '../lines.ts';

/**
 * The recipes of a justfile: a shell for each line, or one for the whole recipe where it begins with `#!`. They run in
 * the justfile's folder. https://just.systems/man/en/
 */
export function justfilePlaces(source: Excerpt, path: string): Place[] {
  const lines = continuedLinesOf(source);
  const variables = new Map(
    lines.flatMap(({ text }): [string, string][] => {
      const [, name, value] = /^(?:export\s+)?([\w-]+)\s*:=\s*["']([^"'\n]*)["']\s*$/.exec(text) ?? [];
      return name === undefined ? [] : [[name, value!]];
    }),
  );
  const fill = (script: Excerpt) =>
    script.replace(/\{\{\s*([\w-]*)[^{}\n]{0,200}\}\}/g, ([whole, name]) =>
      /^\{\{\s*[\w-]+\s*\}\}$/.test(whole) ? (variables.get(name!) ?? '$UNKNOWN') : '$UNKNOWN',
    );
  const directory = directoryOf(path);
  return scriptsOf(lines).map((script) => ({ script: fill(script), directory }));
}

function scriptsOf(lines: readonly Excerpt[]): Excerpt[] {
  const scripts: Excerpt[] = [];
  let whole: Excerpt[] | null = null;
  const close = () => {
    if (whole !== null) scripts.push(Excerpt.join(whole));
    whole = null;
  };
  for (const line of lines) {
    const indented = /^[ \t]+\S/.test(line.text);
    if (!indented && line.text.trim() !== '') close();
    if (!indented) continue;
    if (/^\s+#!/.test(line.text)) whole = [];
    if (whole !== null) whole.push(line);
    else scripts.push(line.part(/^[\s@-]*/.exec(line.text)![0].length, line.text.length));
  }
  close();
  return scripts;
}
