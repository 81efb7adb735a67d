import { normalPath } from '../repository/normal-path.ts';
import type { LoadedConfiguration } from './load.ts';
import { schemaFilesOf } from './read-databases.ts';
import { unusable } from './unusable.ts';

/**
 * Throws a Failure (exit 2) that lists every schema and prisma.config of the configuration that is not among `paths`:
 * a database whose schema is not read has no client and no tables, and every rule about it would pass.
 */
export function requireExistingPaths({ path, value }: LoadedConfiguration, paths: readonly string[]): void {
  const all = new Set(paths);
  const faults = Object.entries(value.databases).flatMap(([name, { schema, config }]) => [
    ...(schemaFilesOf(schema, all).length > 0 ? [] : [`databases.${name}.schema: ${missingSchema(schema, paths)}`]),
    ...(config === undefined || all.has(config)
      ? []
      : [`databases.${name}.config: there is no file ${config}${listed(paths, /(?:^|\/)prisma\.config\.\w+$/)}`]),
  ]);
  if (faults.length > 0) throw unusable(path, faults);
}

function missingSchema(schema: string, paths: readonly string[]): string {
  const folder = `${normalPath(schema)}/`;
  const seen = listed(paths, /\.prisma$/);
  return paths.some((file) => file.startsWith(folder))
    ? `the folder ${schema} has no .prisma file in it${seen}`
    : `there is no file or folder ${schema}${seen}`;
}

const listedMax = 5;

/** The files that may have been meant. */
function listed(paths: readonly string[], pattern: RegExp): string {
  const found = paths.filter((path) => pattern.test(path));
  const more = found.length > listedMax ? ' and others' : '';
  return found.length === 0 ? '' : `; there are ${found.slice(0, listedMax).join(', ')}${more}`;
}
