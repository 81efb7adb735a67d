import { parseBytesMax } from '../../policies/check.ts';
import { pathMatcher } from '../repository/path-pattern.ts';
import type { Repository } from '../repository/repository.ts';
import { isScript, SyntaxFault } from '../repository/source.ts';
import { type FileImports, type ImportPlace, readImports } from './read-imports.ts';
import type { Resolver } from './resolve.ts';
import { decided } from './fold.ts';
import { type ScannedImports, scanImports } from './scan.ts';

/** The name under which the imports of a parsed file are cached. */
const confirmedImports = 'clients-stay-apart: confirmed imports';

/** An import, from the file it stands in to a file or a client. Without a place until the file is confirmed. */
export interface Edge {
  to: string;
  place: ImportPlace | undefined;
}

/**
 * Which file imports which. At first what a scan of the texts suggests; `confirm` replaces that, for one file, by what
 * its syntax says. So only the files that make up a suspicion are ever parsed.
 */
export class ImportGraph {
  readonly #repository: Repository;
  readonly #resolver: Resolver;
  readonly #ignored: (file: string) => boolean;
  readonly #edges = new Map<string, readonly Edge[]>();
  readonly #confirmed = new Map<string, FileImports>();
  /** Files that were suspects and cannot be parsed. */
  readonly faults = new Map<string, SyntaxFault>();

  constructor(facts: ReadonlyMap<string, ScannedImports>, repository: Repository, resolver: Resolver) {
    this.#repository = repository;
    this.#resolver = resolver;
    this.#ignored = pathMatcher(repository.configuration.ignore);
    for (const [file, { specifiers }] of facts) this.#scanned(file, specifiers);
    this.#follow([...this.#edges.values()].flat());
  }

  get files(): Iterable<[string, readonly Edge[]]> {
    return this.#edges;
  }

  edges(file: string): readonly Edge[] {
    return this.#edges.get(file) ?? [];
  }

  /** What the syntax of a confirmed file says; undefined for any other. */
  confirmed(file: string): FileImports | undefined {
    return this.#confirmed.get(file);
  }

  confirm(file: string): void {
    let found: FileImports = { imports: [], strings: [] };
    try {
      found = this.#repository.extract(confirmedImports, file, readImports) ?? found;
    } catch (error) {
      if (!(error instanceof SyntaxFault)) throw error;
      this.faults.set(file, error);
    }
    this.#confirmed.set(file, found);
    const edges = found.imports.flatMap((place) => {
      const specifier = decided(place.name);
      return specifier === undefined ? [] : this.#resolver.resolve(file, specifier).map((to) => ({ to, place }));
    });
    this.#edges.set(file, edges);
    this.#follow(edges);
  }

  #scanned(file: string, specifiers: readonly string[]): void {
    const targets = new Set(specifiers.flatMap((specifier) => this.#resolver.resolve(file, specifier)));
    targets.delete(file);
    this.#edges.set(
      file,
      [...targets].map((to) => ({ to, place: undefined })),
    );
  }

  /** Ignored files are not judged, but what is imported through them is reached all the same. */
  #follow(edges: readonly Edge[]): void {
    const pending = edges.map(({ to }) => to);
    for (let file = pending.pop(); file !== undefined; file = pending.pop()) {
      if (this.#edges.has(file) || !isScript(file) || !this.#ignored(file)) continue;
      const text = this.#repository.text(file) ?? '';
      this.#scanned(file, text.length > parseBytesMax ? [] : (scanImports(text)?.specifiers ?? []));
      pending.push(...this.edges(file).map(({ to }) => to));
    }
  }
}
