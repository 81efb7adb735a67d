import { posix } from 'node:path';
import type { Clients } from './clients.ts';
import type { Packages } from './packages.ts';

const scriptExtensions = ['.ts', '.tsx', '.mts', '.cts', '.d.ts', '.d.mts', '.d.cts', '.js', '.jsx', '.mjs', '.cjs'];
/** What stands in a source file's place once it is built, and what it may have been built from. */
const sources: Readonly<Record<string, readonly string[]>> = {
  '.js': ['.ts', '.tsx', '.d.ts'],
  '.jsx': ['.tsx', '.d.ts'],
  '.mjs': ['.mts', '.d.mts'],
  '.cjs': ['.cts', '.d.cts'],
};
const builtFolder = /^(?:dist|build|built|lib|out|output|es|esm|cjs|umd|types|typings|commonjs|module)$/;

/** The file that a path without a promise of its extension means: itself, what it is built from, or with an extension. */
function fileAt(path: string, paths: ReadonlySet<string>): string | undefined {
  if (paths.has(path)) return path;
  const extension = posix.extname(path);
  const stem = path.slice(0, path.length - extension.length);
  const candidates = [
    ...(sources[extension] ?? []).map((source) => stem + source),
    ...scriptExtensions.map((added) => path + added),
  ];
  return candidates.find((candidate) => paths.has(candidate));
}

/** Where the source of a package's unbuilt entry may lie: `dist/esm/x.js` in `src/x.js`, or in `x.js`. */
export function sourcesOf(target: string): string[] {
  const parts = posix.normalize(target).split('/');
  let built = 0;
  while (built < parts.length - 1 && builtFolder.test(parts[built]!)) built += 1;
  const path = parts
    .slice(built)
    .join('/')
    .replace(/\.d\.([cm]?)ts$/, '.$1js');
  return [posix.join('src', path), path];
}

/** What a path relative to the root leads to: a file, the client that it is or lies in, or a folder's entry. */
export function targetsAt(
  path: string,
  { paths, clients, packages }: { paths: ReadonlySet<string>; clients: Clients; packages: Packages },
): string[] {
  const normal = path.replace(/(?<=.)\/$/, '');
  const client = clients.at(normal);
  if (client !== undefined && client !== normal) return [client];
  const entries = packages.in(normal)?.entries ?? [];
  return first(
    () => (normal === '.' || path.endsWith('/') ? [] : asList(fileAt(normal, paths))),
    () => asList(client),
    () => entries.flatMap((entry) => fileAt(posix.join(normal, entry), paths) ?? []).slice(0, 1),
    () => asList(fileAt(posix.join(normal, 'index'), paths)),
  );
}

/** What the first way that leads anywhere finds. */
export function first(...ways: (() => string[])[]): string[] {
  for (const way of ways) {
    const found = way();
    if (found.length > 0) return found;
  }
  return [];
}

export function asList(found: string | undefined): string[] {
  return found === undefined ? [] : [found];
}
