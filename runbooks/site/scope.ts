import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Control, FrameworkName } from '../../policies/controls.ts';
import { frameworks } from '../../policies/controls.ts';
import packageJson from '../../package.json' with { type: 'json' };
import type { ChainRecord } from '../../service/evidence/chains.ts';
import { readSnapshot, resourcesOf } from './snapshot.ts';

/** What the site is about, and what it is not about. */
export interface Scope {
  version: string;
  servers: readonly DeclaredServer[];
  /** From the first record to the last; null where there is none. */
  period: { from: string; to: string; records: number } | null;
  frameworks: readonly { name: FrameworkName; controls: number; chosen: string; leftOut: string }[];
}

/** A database server that the code declares. Whether it runs is not known from here. */
export interface DeclaredServer {
  stack: string;
  project: string;
  engine: string;
  region: string;
  /** Where its second copy of snapshots lies; null where it has none. */
  copyRegion: string | null;
}

/** By the code and the records. `records` are those that count. */
export function viewScope(controls: readonly Control[], records: readonly ChainRecord[], repository: string): Scope {
  const times = (of: (record: ChainRecord) => string) => records.map(of).sort();
  const [from, to] = [times(({ startedAt }) => startedAt)[0], times(({ endedAt }) => endedAt).at(-1)];
  return {
    version: packageJson.version,
    servers: readServers(repository),
    period: from === undefined || to === undefined ? null : { from, to, records: records.length },
    frameworks: frameworks.map((framework) => ({
      ...framework,
      controls: controls.filter((control) => control.framework === framework.name).length,
    })),
  };
}

/** From the snapshots of each stack’s infrastructure, which a check keeps equal to the code. */
export function readServers(repository: string): DeclaredServer[] {
  const folder = join(repository, 'infra/preview/snapshot');
  if (!existsSync(folder)) return [];
  return readdirSync(folder).flatMap((file) => {
    const [stack, project] = file.split('.') as [string, string];
    const snapshot = readSnapshot(repository, stack, project) ?? {};
    const servers = ['aws:rds/instance:Instance', 'aws:rds/cluster:Cluster'].flatMap((type) =>
      resourcesOf(snapshot, type),
    );
    const [, copies] = resourcesOf(snapshot, 'aws:backup/vault:Vault').find(([name]) => name === 'copies') ?? [];
    return servers.map(([, { region, properties }]) => ({
      ...{ stack, project, engine: `${String(properties['engine'])} ${String(properties['engineVersion'])}` },
      ...{ region: region ?? 'no region', copyRegion: (copies?.properties['region'] as string | undefined) ?? null },
    }));
  });
}
