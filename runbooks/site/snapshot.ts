import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A resource as the program would make it; what AWS chooses is said to be unknown. */
export interface SnapshotResource {
  region?: string;
  /** Whose outputs a property is made of, as `type name`. */
  from?: Readonly<Record<string, readonly string[]>>;
  properties: Readonly<Record<string, unknown>>;
}

/** What the code of one stack would make, by `type name`. A check keeps it equal to the code. */
export type Snapshot = Readonly<Record<string, SnapshotResource>>;

/** Null where there is none. */
export function readSnapshot(repository: string, stack: string, project: string): Snapshot | null {
  const path = join(repository, `infra/preview/snapshot/${stack}.${project}.json`);
  if (!existsSync(path)) return null;
  return (JSON.parse(readFileSync(path, 'utf8')) as { resources: Snapshot }).resources;
}

/** Those of one type, each with its name. */
export function resourcesOf(snapshot: Snapshot, type: string): [name: string, resource: SnapshotResource][] {
  return Object.entries(snapshot).flatMap(([key, resource]) => {
    const [kind, name] = key.split(' ') as [string, string];
    return kind === type ? [[name, resource]] : [];
  });
}
