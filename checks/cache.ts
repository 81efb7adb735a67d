import { hash } from 'node:crypto';

/** Facts by the text they were found in. A run with it and one without end in the same answer. */
export interface FactsCache {
  /** What is known of a file with these bytes, to be added to: facts by rule, null where it does not matter to it. */
  entry(path: string, bytes: Buffer): Map<string, unknown>;
}

/** Remembers nothing. */
export const noCache: FactsCache = { entry: () => new Map() };

/** The key of a file: rules may look at its path as well as at its bytes. */
export function keyOf(path: string, bytes: Buffer): string {
  return `${hash('sha256', bytes, 'base64url')} ${path}`;
}
