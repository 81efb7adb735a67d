import type { Database } from '../configuration/databases.ts';
import { foldersAbove } from './packages.ts';

/** How the default client is called: what `@prisma/client` and `.prisma/client` lead to. */
export const defaultClient = '@prisma/client';

const modules = 'node_modules/';
/** The names by which the default client is imported. */
export const defaultNames = ['@prisma/client', '.prisma/client'];
// What the package holds besides the generated client: https://www.prisma.io/docs/orm/prisma-client
const tooling = /^@prisma\/client\/(?:(?:runtime|scripts|generator-build)(?:\/|$)|extension(?:\.|$)|package\.json$)/;

/** Clients of the same databases: they may be used by the same code. */
export interface ClientGroup {
  /** The databases that generate them; none for a default client that no configured database generates. */
  owners: readonly string[];
  clients: readonly string[];
}

/**
 * The generated clients of a repository. Each is called by the folder it is generated into, whether or not that folder
 * is there: a client is seldom committed. The default client is called `@prisma/client`.
 */
export class Clients {
  readonly #owners = new Map<string, Set<string>>([[defaultClient, new Set()]]);
  /** All but the default client, whose name is no path. */
  readonly #folders: ReadonlySet<string>;
  /** Clients in a node_modules folder: the folder around that one, and the name by which packages are imported there. */
  readonly #installed: { around: string; name: string; client: string }[] = [];

  constructor(databases: readonly Database[]) {
    for (const { name, clients } of databases) {
      for (const { output, outputUnknown } of clients) {
        // The root is no client's folder: everything lies in it.
        if (output === '.' || outputUnknown === true) continue;
        const client = clientOf(output);
        this.#owners.set(client, (this.#owners.get(client) ?? new Set()).add(name));
      }
    }
    this.#folders = new Set([...this.#owners.keys()].filter((client) => client !== defaultClient));
    for (const client of this.#folders) {
      const at = client.lastIndexOf(modules);
      if (at === -1) continue;
      const name = client.slice(at + modules.length);
      const names = defaultNames.includes(name) ? defaultNames : [name];
      this.#installed.push(...names.map((one) => ({ around: client.slice(0, at), name: one, client })));
    }
    this.#installed.sort((a, b) => b.around.length - a.around.length || b.name.length - a.name.length);
  }

  has(client: string): boolean {
    return this.#owners.has(client);
  }

  /** All clients, those of the same databases together. */
  groups(): ClientGroup[] {
    const groups = new Map<string, { owners: string[]; clients: string[] }>();
    for (const [client, owners] of this.#owners) {
      const key = [...owners].sort().join(' ');
      const group = groups.get(key) ?? { owners: [...owners], clients: [] };
      group.clients.push(client);
      groups.set(key, group);
    }
    return [...groups.values()];
  }

  /** The client that a path is, or lies in. */
  at(path: string): string | undefined {
    if (this.#folders.has(path)) return path;
    for (const folder of foldersAbove(path)) if (this.#folders.has(folder)) return folder;
    const installed = path.lastIndexOf(modules);
    return installed === -1 ? undefined : defaultNamed(path.slice(installed + modules.length));
  }

  /** The client that a package's name or a path in it leads to, from a file: the nearest node_modules counts. */
  named(specifier: string, from: string): string | undefined {
    if (tooling.test(specifier)) return undefined;
    const found = this.#installed.find(
      ({ around, name }) => from.startsWith(around) && (specifier === name || specifier.startsWith(`${name}/`)),
    );
    return found?.client ?? defaultNamed(specifier);
  }
}

/** How the client of a generator with this output is called. */
export function clientOf(output: string | null): string {
  const isDefault = output === null || defaultNames.some((name) => output === `${modules}${name}`);
  return isDefault ? defaultClient : output;
}

function defaultNamed(specifier: string): string | undefined {
  const named = defaultNames.some((name) => specifier === name || specifier.startsWith(`${name}/`));
  return named && !tooling.test(specifier) ? defaultClient : undefined;
}
