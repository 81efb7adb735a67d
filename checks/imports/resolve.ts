import { posix } from 'node:path';
import type { Repository } from '../repository/repository.ts';
import type { Clients } from './clients.ts';
import { type Package, Packages, splitName } from './packages.ts';
import { asList, first, sourcesOf, targetsAt } from './probe.ts';
import { matchPattern, subpathTargets } from './subpaths.ts';
import { TsConfigs } from './tsconfig.ts';

const aliasDepthMax = 5;

/**
 * Says what an imported name leads to, as Node, TypeScript and bundlers agree on it, without installed packages and
 * without anything built: files of the repository and generated clients (by their names). Nothing for all else.
 */
export class Resolver {
  readonly #paths: ReadonlySet<string>;
  readonly #clients: Clients;
  readonly #packages: Packages;
  readonly #tsConfigs: TsConfigs;
  readonly #known = new Map<string, readonly string[]>();

  constructor(repository: Pick<Repository, 'paths' | 'text'>, clients: Clients) {
    this.#paths = repository.paths;
    this.#clients = clients;
    this.#packages = new Packages(repository);
    this.#tsConfigs = new TsConfigs(repository, this.#packages);
  }

  resolve(from: string, specifier: string): readonly string[] {
    const key = `${posix.dirname(from)}\n${specifier}`;
    let found = this.#known.get(key);
    if (found === undefined) {
      found = this.#resolve(from, specifier.replace(/\?.*$/s, ''), 0);
      this.#known.set(key, found);
    }
    return found;
  }

  /** The paths with which everything begins that a name with this beginning can lead to; ends in / where it did. */
  beginnings(from: string, beginning: string): string[] {
    if (beginning.startsWith('.')) return inside(posix.join(posix.dirname(from), beginning));
    const { paths, baseUrl } = this.#tsConfigs.around(from);
    const aliased = [...paths].flatMap(([pattern, targets]) => {
      const [head = '', tail] = pattern.split('*');
      if (tail === undefined || !beginning.startsWith(head)) return [];
      return targets.map((target) => target.split('*')[0] + beginning.slice(head.length));
    });
    const { name, subpath } = splitName(beginning);
    const folder = subpath === '.' && !beginning.endsWith('/') ? undefined : this.#packages.named(name)?.folder;
    const rest = subpath === '.' ? '' : subpath.slice(2);
    return [
      ...aliased,
      ...(folder === undefined ? [] : [posix.join(folder, '/', rest), posix.join(folder, 'src/', rest)]),
      ...(baseUrl === undefined || baseUrl === '.' ? [] : [posix.join(baseUrl, beginning)]),
    ].flatMap(inside);
  }

  #resolve(from: string, specifier: string, depth: number): string[] {
    if (depth > aliasDepthMax || specifier.startsWith('node:')) return [];
    if (/^\.{1,2}(?:\/|$)/.test(specifier)) return this.#path(posix.join(posix.dirname(from), specifier));
    const own = this.#packages.around(from);
    if (specifier.startsWith('#') && own !== undefined) {
      const targets = subpathTargets(own.imports, specifier).flatMap((target) =>
        target.startsWith('./') ? this.#target(own, target) : this.#resolve(from, target, depth + 1),
      );
      if (targets.length > 0) return distinct(targets);
    }
    return first(
      () => this.#alias(from, specifier),
      () => asList(this.#clients.named(specifier, from)),
      () => this.#dependency(from, own, specifier, depth),
      () => this.#package(specifier),
    );
  }

  /** By `paths` and `baseUrl` of the tsconfig: the most specific pattern, and its first target that exists. */
  #alias(from: string, specifier: string): string[] {
    const { paths, baseUrl } = this.#tsConfigs.around(from);
    const exact = paths.get(specifier);
    const [best] = [...paths.keys()]
      .flatMap((pattern) => matchPattern(pattern, specifier) ?? [])
      .sort((a, b) => b.pattern.indexOf('*') - a.pattern.indexOf('*'));
    const targets = exact ?? (best && paths.get(best.pattern)!.map((target) => target.replace('*', () => best.star)));
    return first(...(targets ?? []).map((target) => () => this.#path(posix.normalize(target))), () =>
      baseUrl === undefined ? [] : this.#path(posix.join(baseUrl, specifier)),
    );
  }

  /** A dependency with another name or a folder: `npm:@prisma/client@7`, `workspace:@acme/db@*`, `link:../client`. */
  #dependency(from: string, own: Package | undefined, specifier: string, depth: number): string[] {
    const { name, subpath } = splitName(specifier);
    const version = own?.dependencies.get(name);
    const [, protocol, target] = /^(npm|file|link|portal|workspace):(.+)$/.exec(version ?? '') ?? [];
    if (own === undefined || protocol === undefined || target === undefined) return [];
    if (protocol === 'npm' || (protocol === 'workspace' && /^@?[a-z]/i.test(target))) {
      const renamed = target.replace(/(?<=.)@.*$/, '');
      return renamed === name ? [] : this.#resolve(from, posix.join(renamed, subpath), depth + 1);
    }
    return target.startsWith('.') ? this.#inPackage(posix.join(own.folder, target), subpath) : [];
  }

  #package(specifier: string): string[] {
    const { name, subpath } = splitName(specifier);
    const found = this.#packages.named(name);
    return found === undefined ? [] : this.#inPackage(found.folder, subpath);
  }

  #inPackage(folder: string, subpath: string): string[] {
    const found = this.#packages.in(folder);
    const targets = found === undefined ? [] : subpathTargets(found.exports, subpath);
    if (found !== undefined && targets.length > 0) {
      const exported = targets.flatMap((target) => this.#target(found, target));
      if (exported.length > 0) return distinct(exported);
    }
    if (subpath !== '.') {
      return first(...['', 'src'].map((below) => () => this.#path(posix.join(folder, below, subpath))));
    }
    const entries = (found?.entries ?? []).flatMap((entry) => (found === undefined ? [] : this.#target(found, entry)));
    return entries.length > 0
      ? distinct(entries)
      : first(...['', 'src', 'src/main'].map((entry) => () => this.#path(posix.join(folder, entry))));
  }

  /** A file that package.json names; where it is not there because it is not built, its source. */
  #target({ folder }: Package, target: string): string[] {
    return first(...[target, ...sourcesOf(target)].map((path) => () => this.#path(posix.join(folder, path))));
  }

  #path(path: string): string[] {
    return targetsAt(path, { paths: this.#paths, clients: this.#clients, packages: this.#packages });
  }
}

function distinct(found: readonly string[]): string[] {
  return [...new Set(found)];
}

function inside(path: string): string[] {
  return path.startsWith('../') || path === '..' ? [] : [path === './' || path === '.' ? '' : path];
}
