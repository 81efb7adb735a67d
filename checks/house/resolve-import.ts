import { posix } from 'node:path';
import { z } from 'zod';

/** What a specifier names: a path of the repository, or a package (or one of Node's own modules). */
export type Target = { path: string } | { package: string };

/**
 * Where an import of `file` leads: relative paths, and `#names` through the `imports` of the root's package.json, whose
 * text is `packageJson`. A name that is listed nowhere stays a package's. Paths outside the repository begin with `..`.
 */
export function resolveImport(specifier: string, file: string, packageJson: string | undefined): Target {
  if (/^\.\.?(\/|$)/.test(specifier)) return { path: posix.join(posix.dirname(file), specifier) };
  if (!specifier.startsWith('#')) return { package: specifier };
  const target = packageImport(specifier, packageJson);
  return target?.startsWith('./') === true ? { path: posix.normalize(target) } : { package: target ?? specifier };
}

const importsShape = z.object({ imports: z.record(z.string(), z.unknown()) });

/** The most specific entry decides, as Node does it: an exact name, or the pattern with the longest part before `*`. */
function packageImport(specifier: string, packageJson: string | undefined): string | undefined {
  const { data } = importsShape.safeParse(json(packageJson));
  if (data === undefined) return undefined;
  if (data.imports[specifier] !== undefined) return firstTarget(data.imports[specifier]);
  const patterns = Object.keys(data.imports)
    .filter((key) => key.includes('*') && specifier.startsWith(key.slice(0, key.indexOf('*'))))
    .filter((key) => specifier.endsWith(key.slice(key.indexOf('*') + 1)))
    .sort((a, b) => b.indexOf('*') - a.indexOf('*'));
  const [key] = patterns;
  if (key === undefined) return undefined;
  const star = specifier.slice(key.indexOf('*'), specifier.length - (key.length - key.indexOf('*') - 1));
  return firstTarget(data.imports[key])?.replaceAll('*', () => star);
}

/** Conditions lead to builds of one and the same module: the first says which. */
function firstTarget(target: unknown): string | undefined {
  if (typeof target === 'string') return target;
  if (typeof target !== 'object' || target === null) return undefined;
  return Object.values(target)
    .map(firstTarget)
    .find((found) => found !== undefined);
}

function json(text: string | undefined): unknown {
  try {
    return JSON.parse(text ?? '');
  } catch {
    return undefined;
  }
}
