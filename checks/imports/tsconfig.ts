import { posix } from 'node:path';
import type { Repository } from '../repository/repository.ts';
import { asRecord, looseJson } from '../syntax/json.ts';
import { foldersAbove, type Packages, splitName } from './packages.ts';

/** What the tsconfig or jsconfig of a folder says about names. Folders are relative to the root. */
export interface PathAliases {
  baseUrl: string | undefined;
  /** Pattern to targets, each relative to the root. */
  paths: ReadonlyMap<string, readonly string[]>;
}

const none: PathAliases = { baseUrl: undefined, paths: new Map() };
const configsMax = 50;

/** Reads `paths` and `baseUrl` of the nearest tsconfig.json or jsconfig.json, with what it extends and refers to. */
export class TsConfigs {
  readonly #repository: Pick<Repository, 'paths' | 'text'>;
  readonly #packages: Packages;
  readonly #byFolder = new Map<string, PathAliases>();

  constructor(repository: Pick<Repository, 'paths' | 'text'>, packages: Packages) {
    this.#repository = repository;
    this.#packages = packages;
  }

  /** The aliases that hold in a file. */
  around(file: string): PathAliases {
    const passed: string[] = [];
    let found: PathAliases = none;
    for (const folder of foldersAbove(file)) {
      const known = this.#byFolder.get(folder) ?? this.#configIn(folder);
      passed.push(folder);
      if (known === undefined) continue;
      found = known;
      break;
    }
    for (const folder of passed) this.#byFolder.set(folder, found);
    return found;
  }

  #configIn(folder: string): PathAliases | undefined {
    const file = ['tsconfig.json', 'jsconfig.json']
      .map((name) => posix.join(folder, name))
      .find((path) => this.#repository.paths.has(path));
    if (file === undefined) return undefined;
    const own = this.#read(file, folder, new Set());
    if (own.paths.size > 0 || own.baseUrl !== undefined) return own;
    return this.#referencesOf(file, folder).find(({ paths, baseUrl }) => paths.size > 0 || baseUrl) ?? own;
  }

  /** The usual tsconfig.json of Vite and Nx has no options of its own and refers to tsconfig.app.json. */
  #referencesOf(file: string, folder: string): PathAliases[] {
    const { references } = asRecord(looseJson(this.#repository.text(file) ?? ''));
    return (Array.isArray(references) ? references.slice(0, configsMax) : []).flatMap((reference: unknown) => {
      const { path } = asRecord(reference);
      if (typeof path !== 'string' || !path.endsWith('.json')) return [];
      const referred = posix.join(folder, path);
      return posix.dirname(referred) === folder ? [this.#read(referred, folder, new Set())] : [];
    });
  }

  /** One configuration over those it extends. `leaf` is the folder that `${configDir}` stands for. */
  #read(file: string, leaf: string, seen: Set<string>): PathAliases {
    if (seen.has(file) || seen.size > configsMax) return none;
    seen.add(file);
    const json = asRecord(looseJson(this.#repository.text(file) ?? ''));
    const options = asRecord(json['compilerOptions']);
    const folder = posix.dirname(file);
    const from = (base: string, path: string) =>
      path.startsWith('${configDir}') ? posix.join(leaf, path.slice('${configDir}'.length)) : posix.join(base, path);
    const extended = [json['extends']].flat().flatMap((parent) => {
      const path = typeof parent === 'string' ? this.#extended(parent, file) : undefined;
      return path === undefined ? [] : [this.#read(path, leaf, seen)];
    });
    const ownBase = typeof options['baseUrl'] === 'string' ? from(folder, options['baseUrl']) : undefined;
    const inherited = (key: keyof PathAliases) =>
      extended.findLast((one) => (key === 'paths' ? one.paths.size : one.baseUrl));
    const baseUrl = ownBase ?? inherited('baseUrl')?.baseUrl;
    const ownPaths = Object.entries(asRecord(options['paths'])).map(([pattern, targets]) => {
      const texts = (Array.isArray(targets) ? targets : []).filter((target) => typeof target === 'string');
      return [pattern, texts.map((target) => from(baseUrl ?? folder, target))] as const;
    });
    return { baseUrl, paths: ownPaths.length > 0 ? new Map(ownPaths) : (inherited('paths')?.paths ?? none.paths) };
  }

  /** The file that `extends` names: beside the file, or in a package of the repository. */
  #extended(name: string, from: string): string | undefined {
    const candidates = (path: string) => [path, `${path}.json`, `${path}/tsconfig.json`];
    const { name: packageName, subpath } = splitName(name);
    const folder = this.#packages.named(packageName)?.folder;
    const path = name.startsWith('.')
      ? posix.join(posix.dirname(from), name)
      : folder === undefined
        ? undefined
        : posix.join(folder, subpath);
    return path === undefined ? undefined : candidates(path).find((one) => this.#repository.paths.has(one));
  }
}
