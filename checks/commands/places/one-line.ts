import type { Place } from '../command.ts';
import { anywhere } from '../directory.ts';
import type { Excerpt } from '../excerpt.ts';
import { linesOf } from '../lines.ts';

/** A Procfile: `name: command` on each line. */
export function procfilePlaces(source: Excerpt): Place[] {
  return linesOf(source).flatMap((line) => {
    const found = /^[\w-]+:[ \t]*/.exec(line.text);
    return found === null ? [] : [{ script: line.part(found[0].length, line.text.length), directory: anywhere }];
  });
}

/** Commands of fly.toml, netlify.toml, railway.toml and mise.toml, written on one line. */
export function tomlPlaces(source: Excerpt): Place[] {
  let section = '';
  return linesOf(source).flatMap((line) => {
    section = /^\s*\[+([\w.-]+)\]/.exec(line.text)?.[1] ?? section;
    const found = /^(\s*([\w.-]+)\s*=\s*)("(?:[^"\\\n]|\\.)*"|'[^'\n]*')/.exec(line.text);
    if (found === null || !(section === 'processes' || tomlKeys.test(found[2]!))) return [];
    const [, before, , quoted] = found;
    const text = quoted!.slice(1, -1);
    const value = quoted!.startsWith('"') ? text.replaceAll(/\\(["\\])/g, '$1') : text;
    const from = before!.length + 1;
    return [{ script: line.decoded(from, from + text.length, value), directory: anywhere }];
  });
}

const tomlKeys = /^(?:release_command|command|buildCommand|startCommand|preDeployCommand|cmd|run)$/;
