import type { Node } from 'jsonc-parser';
import type { Place } from '../command.ts';
import { directoryOf } from '../directory.ts';
import type { Excerpt } from '../excerpt.ts';
import { at, entriesOf, jsonOf, looseJsonOf, textsOf } from './json.ts';
import { targetPlaces } from './nx-project.ts';

/** Keys whose values are command lines, by pattern or by hook: of lint-staged, husky and their like. */
const hookKeys: readonly (readonly string[])[] = [['lint-staged'], ['simple-git-hooks'], ['husky', 'hooks']];

/** The scripts of a package.json, `prisma.seed`, hooks and Nx targets; they run in the package's folder. */
export function packageJsonPlaces(source: Excerpt, path: string): Place[] {
  return placesIn(source, jsonOf(source), path);
}

/** The same of JSON in Markdown, which may be anything; nothing that is no JSON object has commands. */
export function jsonFencePlaces(source: Excerpt, path: string): Place[] {
  const tree = looseJsonOf(source.text);
  return tree === undefined ? [] : placesIn(source, tree, path);
}

/** A lint-staged file of its own: patterns of files, each with a command or a list of them. */
export function lintStagedPlaces(source: Excerpt, path: string): Place[] {
  const scripts = entriesOf(looseJsonOf(source.text)).flatMap(({ value }) => textsOf(source, value));
  return scripts.map((script) => ({ script, directory: directoryOf(path) }));
}

function placesIn(source: Excerpt, tree: Node, path: string): Place[] {
  const directory = directoryOf(path);
  const variables = new Map(
    entriesOf(at(tree, 'config')).map(({ key, value }) => [`npm_package_config_${key}`, String(value.value)]),
  );
  const scripts = [
    ...entriesOf(at(tree, 'scripts')).map(({ value }) => value),
    at(tree, 'prisma', 'seed'),
    ...hookKeys.flatMap((keys) => entriesOf(at(tree, ...keys)).map(({ value }) => value)),
  ];
  return [
    ...scripts.flatMap((node) => textsOf(source, node)).map((script) => ({ script, directory, variables })),
    ...targetPlaces(source, at(tree, 'nx', 'targets')),
  ];
}
