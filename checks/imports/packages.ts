import { posix } from 'node:path';
import type { Repository } from '../repository/repository.ts';
import { asRecord, looseJson } from '../syntax/json.ts';

/** A package.json of the repository, as far as it decides what a name leads to. */
export interface Package {
  /** Its folder; '.' at the root. */
  folder: string;
  name: string | undefined;
  exports: unknown;
  imports: unknown;
  /** What it names as its entries when it has no `exports`: built or not. */
  entries: readonly string[];
  /** `dependencies` and the like: name to version. */
  dependencies: ReadonlyMap<string, string>;
}

/**
 * The packages of a repository. Each package.json with a name counts, whichever tool lists it as a workspace, because a
 * name that no tool links is a name that nobody can import. Of two with one name the one nearer to the root counts.
 */
export class Packages {
  readonly #byFolder = new Map<string, Package>();
  readonly #byName = new Map<string, Package>();

  constructor({ paths, text }: Pick<Repository, 'paths' | 'text'>) {
    const found = [...paths].filter((path) => path === 'package.json' || path.endsWith('/package.json'));
    for (const path of found.sort((a, b) => a.split('/').length - b.split('/').length)) {
      const one = readPackage(posix.dirname(path), text(path) ?? '');
      this.#byFolder.set(one.folder, one);
      if (one.name !== undefined && !this.#byName.has(one.name)) this.#byName.set(one.name, one);
    }
  }

  in(folder: string): Package | undefined {
    return this.#byFolder.get(folder);
  }

  /** The package that a file belongs to. */
  around(file: string): Package | undefined {
    for (const folder of foldersAbove(file)) {
      const found = this.#byFolder.get(folder);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  named(name: string): Package | undefined {
    return this.#byName.get(name);
  }
}

/** The folders around a path, the nearest first and the root ('.') last. */
export function* foldersAbove(path: string): Generator<string> {
  for (let folder = posix.dirname(path); folder !== '.'; folder = posix.dirname(folder)) yield folder;
  yield '.';
}

/** The package's name at the beginning of `@scope/name/sub/path`, and what follows it, as `./sub/path` or `.`. */
export function splitName(specifier: string): { name: string; subpath: string } {
  const parts = specifier.split('/');
  const length = specifier.startsWith('@') ? 2 : 1;
  const rest = parts.slice(length).join('/');
  return { name: parts.slice(0, length).join('/'), subpath: rest === '' ? '.' : `./${rest}` };
}

function readPackage(folder: string, text: string): Package {
  const json = asRecord(looseJson(text));
  const strings = (...keys: string[]) => keys.flatMap((key) => (typeof json[key] === 'string' ? [json[key]] : []));
  const dependencies = ['devDependencies', 'optionalDependencies', 'peerDependencies', 'dependencies'].flatMap((key) =>
    Object.entries(asRecord(json[key])).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  );
  return {
    folder,
    name: strings('name')[0],
    exports: json['exports'],
    imports: json['imports'],
    entries: strings('source', 'main', 'module', 'browser', 'types', 'typings'),
    dependencies: new Map(dependencies),
  };
}
