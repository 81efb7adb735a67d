import type { Configuration, DatabaseConfiguration } from '../configuration/configuration.ts';
import type { Database } from '../configuration/databases.ts';
import type { Source } from './source.ts';

/** What a rule may ask beyond the facts it extracted. */
export interface Repository {
  readonly configuration: Configuration;
  readonly databases: readonly Database[];
  /** Every file that is checked, and those that are ignored: an import may well lead to one of these. */
  readonly paths: ReadonlySet<string>;
  /** The text of a file; undefined where there is none, or none that can be read. */
  text(path: string): string | undefined;
  /**
   * What `extract` finds in a file, cached under `name` as the facts of a rule are: it must be a function of path and
   * text alone. Undefined where there is no such file. Throws what `extract` throws.
   */
  extract<Facts>(name: string, path: string, extract: (source: Source) => Facts): Facts | undefined;
  /** The database whose code this file is, by the most specific `code` pattern; undefined where no pattern matches. */
  ownerOf(path: string): DatabaseConfiguration | undefined;
  /** The bridge that covers a file, as its `path` is written in the configuration. */
  bridgeOf(path: string): string | undefined;
}
