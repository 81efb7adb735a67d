import { at, entriesOf, type JsonNode, jsonTree } from '../../syntax/json.ts';
import type { Place } from '../command.ts';
import { directoryAt, directoryOf, repositoryRoot } from '../directory.ts';
import type { Excerpt } from '../excerpt.ts';
import { textOf } from './json.ts';

/**
 * The commands of an Nx project's targets. They run in the repository's root unless `cwd` says otherwise.
 * https://nx.dev/nx-api/nx/executors/run-commands
 */
export function nxProjectPlaces(source: Excerpt, path: string): Place[] {
  const tree = jsonTree(source.text);
  const root = directoryOf(path).base!;
  const known = source.replace(/\{(?:projectRoot|workspaceRoot)\}/g, ([name]) =>
    name === '{projectRoot}' ? root : '.',
  );
  return [
    ...targetPlaces(known, at(jsonTree(known.text), 'targets')),
    ...targetPlaces(known, at(tree, 'targetDefaults')),
  ];
}

export function targetPlaces(source: Excerpt, targets: JsonNode | undefined): Place[] {
  return entriesOf(targets).flatMap(({ value: target }) => {
    const options = [at(target, 'options'), ...entriesOf(at(target, 'configurations')).map(({ value }) => value)];
    const folder = textOf(source, at(target, 'options', 'cwd'))?.text;
    const directory = folder === undefined ? repositoryRoot : directoryAt(folder);
    return [target, ...options]
      .flatMap((node) => (node === undefined ? [] : commandsIn(source, node)))
      .map((script) => ({ script, directory }));
  });
}

/** `command`, and `commands` as strings or as objects. */
function commandsIn(source: Excerpt, options: JsonNode): Excerpt[] {
  const list = at(options, 'commands')?.children ?? [];
  const nodes = [at(options, 'command'), ...list.map((item) => (item.type === 'object' ? at(item, 'command') : item))];
  return nodes.flatMap((node) => textOf(source, node) ?? []);
}
