import { at, entriesOf, type JsonNode, jsonTree, looseJsonTree } from '../../syntax/json.ts';
import type { Place } from '../command.ts';
import { directoryOf } from '../directory.ts';
import { Excerpt } from '../excerpt.ts';
import { textsOf } from './json.ts';
import { targetPlaces } from './nx-project.ts';

/** Keys whose values are command lines, by pattern or by hook: of lint-staged, husky and their like. */
const hookKeys: readonly (readonly string[])[] = [['lint-staged'], ['simple-git-hooks'], ['husky', 'hooks']];

/** The scripts of a package.json, `prisma.seed`, hooks and Nx targets; they run in the package's folder. */
export function packageJsonPlaces(source: Excerpt, path: string): Place[] {
  return placesIn(source, jsonTree(source.text), path);
}

/** The same of JSON in Markdown, which may be anything; nothing that is no JSON object has commands. */
export function jsonFencePlaces(source: Excerpt, path: string): Place[] {
  // Pages leave the outer braces out where they show a few keys.
  const whole = /^\s*"/.test(source.text)
    ? Excerpt.join([source.part(0, 0).as('{'), source, source.part(source.text.length, source.text.length).as('}')])
    : source;
  const tree = looseJsonTree(whole.text);
  return tree === undefined ? [] : placesIn(whole, tree, path);
}

/** A lint-staged file of its own: patterns of files, each with a command or a list of them. */
export function lintStagedPlaces(source: Excerpt, path: string): Place[] {
  const scripts = entriesOf(looseJsonTree(source.text)).flatMap(({ value }) => textsOf(source, value));
  return scripts.map((script) => ({ script, directory: directoryOf(path) }));
}

function placesIn(source: Excerpt, tree: JsonNode, path: string): Place[] {
  const directory = directoryOf(path);
  const variables = new Map(
    entriesOf(at(tree, 'config')).map(({ key, value }) => [`npm_package_config_${key}`, String(value.value)]),
  );
  const scripts = [
    ...entriesOf(at(tree, 'scripts')).map(({ value }) => value),
    at(tree, 'prisma', 'seed'),
    ...entriesOf(at(tree, 'wireit')).map(({ value }) => at(value, 'command')),
    ...hookKeys.flatMap((keys) => entriesOf(at(tree, ...keys)).map(({ value }) => value)),
  ];
  return [
    ...scripts.flatMap((node) => textsOf(source, node)).map((script) => ({ script, directory, variables })),
    ...targetPlaces(source, at(tree, 'nx', 'targets')),
  ];
}
