import type { Span } from '../rule.ts';
import type { DatabaseConfiguration } from './configuration.ts';

/** A configured database as its Prisma schema describes it. */
export interface Database extends DatabaseConfiguration {
  /** The files that form its schema, in order. */
  schemaFiles: readonly string[];
  /** The engine that its datasource names: mysql, postgresql, sqlite; null where the schema says nothing. */
  provider: string | null;
  clients: readonly Client[];
  tables: readonly Table[];
  /** The environment variables that are its URL, in the schema's datasource or in the prisma.config file. */
  urlVariables: readonly (Span & { variable: string })[];
}

/** What one `generator` block of a schema makes. */
export interface Client extends Span {
  /**
   * The folder the client is generated into, relative to the root and with slashes; null for the default client, which
   * every schema without an `output` overwrites: `@prisma/client`. One that is absolute in the schema stays so here: it
   * lies outside of the repository, wherever that is.
   */
  output: string | null;
  /** The schema takes the output from the environment, so nobody can tell where this client lies. */
  outputUnknown?: true;
  provider: string;
}

/** One model of a schema and the table it stands for. */
export interface Table extends Span {
  model: string;
  /** The name in the database: `@@map`, or else the model's own. */
  name: string;
  /** The schema of the database server it lies in, where `@@schema` says so. */
  namespace: string | undefined;
}
