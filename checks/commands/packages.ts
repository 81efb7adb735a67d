import { posix } from 'node:path';
import picomatch from 'picomatch';
import type { Repository } from '../repository/repository.ts';
import { ancestors, clean } from './directory.ts';
import { asRecord, looseJson } from '../syntax/json.ts';
import { majorDefault } from './prisma-flags.ts';

type Texts = Pick<Repository, 'paths' | 'text'>;
type Manifest = Readonly<Record<string, unknown>>;

/** What the package.json files of a repository say, read when asked. */
export class Packages {
  readonly #texts: Texts;
  readonly #manifests = new Map<string, Manifest | null>();
  #folders: readonly string[] | undefined;

  constructor(texts: Texts) {
    this.#texts = texts;
  }

  /** The folders that hold a package.json. */
  get folders(): readonly string[] {
    this.#folders ??= [...this.#texts.paths]
      .filter((path) => posix.basename(path) === 'package.json')
      .map((path) => clean(posix.dirname(path)));
    return this.#folders;
  }

  /** The folder of the package that a folder belongs to; undefined where there is none. */
  folderOf(folder: string): string | undefined {
    return ancestors(folder).find((at) => this.#manifest(at) !== null);
  }

  /** A script of the package in a folder. */
  script(folder: string, name: string): string | undefined {
    const scripts = asRecord(this.#manifest(folder)?.['scripts']);
    return Object.hasOwn(scripts, name) && typeof scripts[name] === 'string' ? scripts[name] : undefined;
  }

  /** The folder of a workspace package, by its name, its folder, or a pattern that only one package matches. */
  workspace(selector: string): string | undefined {
    const wanted = selector.replace(/^\.\.\.|\.\.\.$/g, '').replace(/^\{(.*)\}$/, '$1');
    if (/^\.{0,2}\//.test(wanted)) return this.folders.find((folder) => folder === clean(wanted));
    const matches = /[*?]/.test(wanted) ? picomatch(wanted) : (name: string) => name === wanted;
    const named = this.folders.filter((folder) => {
      const name = this.#manifest(folder)?.['name'];
      return typeof name === 'string' && matches(name);
    });
    const found = named.length > 0 ? named : this.folders.filter((folder) => folder === clean(wanted));
    return found.length === 1 ? found[0] : undefined;
  }

  /**
   * The major version of Prisma that a folder's package installs, or one above it. Where none says, the one version
   * that the repository's packages agree on, and else the default.
   */
  prismaMajor(folder: string): number {
    const near = ancestors(folder).flatMap((at) => this.#major(at) ?? [])[0];
    if (near !== undefined) return near;
    const all = new Set(this.folders.flatMap((at) => this.#major(at) ?? []));
    return all.size === 1 ? [...all][0]! : majorDefault;
  }

  #major(folder: string): number | undefined {
    const manifest = this.#manifest(folder);
    for (const name of ['prisma', '@prisma/client']) {
      for (const kind of ['devDependencies', 'dependencies', 'peerDependencies', 'optionalDependencies']) {
        const range = asRecord(manifest?.[kind])[name];
        const major =
          typeof range === 'string' ? majorOf(range.startsWith('catalog:') ? this.#catalog(name) : range) : undefined;
        if (major !== undefined) return major;
      }
    }
    return undefined;
  }

  /** The range that pnpm's catalog gives a package, `catalog:` in a package.json. */
  #catalog(name: string): string {
    const text = this.#texts.text('pnpm-workspace.yaml') ?? '';
    return new RegExp(`^\\s*["']?${name}["']?:[ \\t]*(\\S+)`, 'm').exec(text)?.[1] ?? '';
  }

  #manifest(folder: string): Manifest | null {
    const known = this.#manifests.get(folder);
    if (known !== undefined) return known;
    const text = this.#texts.text(clean(`${folder}/package.json`.replace(/^\//, '')));
    const manifest = text === undefined ? null : asRecord(looseJson(text));
    this.#manifests.set(folder, manifest);
    return manifest;
  }
}

/** The first number of a version or range: `^6.14.0`, `7`, `npm:prisma@6.1.0`; undefined for `latest` and its like. */
export function majorOf(range: string): number | undefined {
  const found = /(?:^|@|[\s^~>=v"'])(\d{1,3})(?:\.|$|[\s"'-])/.exec(range)?.[1];
  return found === undefined ? undefined : Number(found);
}
