import { posix } from 'node:path';
import { subpathTargets } from '../imports/subpaths.ts';
import { asRecord, looseJson } from '../syntax/json.ts';

/** What a specifier names: a path of the repository, or a package (or one of Node's own modules). */
export type Target = { path: string } | { package: string };

/**
 * Where an import of `file` leads: relative paths, and `#names` through the `imports` of the root's package.json, whose
 * text is `packageJson`. Conditions lead to builds of one and the same module, so the first of them says which. A name
 * that is listed nowhere stays a package's. Paths outside the repository begin with `..`.
 */
export function resolveImport(specifier: string, file: string, packageJson: string | undefined): Target {
  if (/^\.\.?(\/|$)/.test(specifier)) return { path: posix.join(posix.dirname(file), specifier) };
  if (!specifier.startsWith('#')) return { package: specifier };
  const [target] = subpathTargets(asRecord(looseJson(packageJson ?? ''))['imports'], specifier);
  return target?.startsWith('./') === true ? { path: posix.normalize(target) } : { package: target ?? specifier };
}
