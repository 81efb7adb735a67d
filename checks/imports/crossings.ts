import type { Repository } from '../repository/repository.ts';
import type { ClientGroup } from './clients.ts';
import type { Edge, ImportGraph } from './graph.ts';
import { type Importers, importersIn, type Reach, reachOf, wayFrom } from './reach.ts';
import type { ImportPlace } from './read-imports.ts';

/** An import that leads code of one database to the client of another. */
export interface Crossing {
  file: string;
  /** Missing until the file is confirmed. */
  place: ImportPlace | undefined;
  /** From what is imported to the client, both included; one and the same where the client itself is imported. */
  way: readonly string[];
  group: ClientGroup;
  /** The database whose code this is; for code of none, the one whose client it reaches as well. */
  own: { database: string; owned: boolean };
  /** For code of no database: the way to that one's client. */
  ownWay: readonly string[];
  /** The bridge without which this would not be reached. */
  bridge: string | undefined;
  /** False for a module whose name is computed: it can be the one that crosses, and only a run can tell. */
  certain: boolean;
}

/** What one group of clients is reached from. */
export interface GroupReach {
  group: ClientGroup;
  /** Without bridges. */
  plain: Reach;
  /** With them. */
  bridged: Reach;
}

/**
 * From which files each group of clients is reached: through code of its own databases and code of none. Code of another
 * database ends the way, because that is where it is reported; so each way is reported once, where it crosses.
 */
export function reachOfGroups(
  graph: ImportGraph,
  groups: readonly ClientGroup[],
  repository: Repository,
): GroupReach[] {
  const importers: Importers = importersIn(graph.files);
  return groups.map((group) => {
    const passes = (file: string) => {
      const owner = repository.ownerOf(file);
      return owner === undefined || group.owners.includes(owner.name);
    };
    const bridged = reachOf(importers, group.clients, passes);
    if (repository.configuration.bridges.length === 0) return { group, plain: bridged, bridged };
    const plain = reachOf(importers, group.clients, (file) => repository.bridgeOf(file) === undefined && passes(file));
    return { group, plain, bridged };
  });
}

/** The way from a node to the clients of a group, and the bridge that it needs. */
export function wayTo({ plain, bridged }: GroupReach, node: string, from: string, repository: Repository) {
  const way = wayFrom(node, plain.has(node) ? plain : bridged);
  return { way, bridge: [from, ...way].map((file) => repository.bridgeOf(file)).find((one) => one !== undefined) };
}

/** Every import that crosses, as far as the graph knows. */
export function* crossingsIn(
  graph: ImportGraph,
  reaches: readonly GroupReach[],
  repository: Repository,
): Generator<Crossing> {
  for (const [file, edges] of graph.files) {
    const reached = reaches.filter(({ bridged }) => edges.some(({ to }) => bridged.has(to)));
    if (reached.length === 0) continue;
    const owner = repository.ownerOf(file);
    if (owner === undefined) yield* joinsIn(file, edges, reached, repository);
    else yield* ownedCrossings(file, edges, reached, owner.name, repository);
  }
}

/** The groups that code of a database must not reach. A default client of nobody is foreign to all who have a client. */
export function foreignGroups<Reached extends { group: ClientGroup }>(
  reaches: readonly Reached[],
  owner: string,
  { databases }: Repository,
): Reached[] {
  const hasClient = databases.some(
    ({ name, clients }) => name === owner && clients.some(({ outputUnknown }) => outputUnknown !== true),
  );
  return reaches.filter(({ group: { owners } }) => (owners.length === 0 ? hasClient : !owners.includes(owner)));
}

function* ownedCrossings(
  file: string,
  edges: readonly Edge[],
  reached: readonly GroupReach[],
  owner: string,
  repository: Repository,
): Generator<Crossing> {
  const own = { database: owner, owned: true };
  const seen = new Set<string>();
  for (const reach of foreignGroups(reached, owner, repository)) {
    for (const { to, place } of edges) {
      if (!reach.bridged.has(to)) continue;
      const { way, bridge } = wayTo(reach, to, file, repository);
      const key = `${place?.start} ${way.at(-1)}`;
      if (place !== undefined && seen.has(key)) continue;
      seen.add(key);
      yield { file, place, way, group: reach.group, own, ownWay: [], bridge, certain: true };
    }
  }
}

/** Code of no database that reaches two of them by different imports: the second is reported. */
function* joinsIn(
  file: string,
  edges: readonly Edge[],
  reached: readonly GroupReach[],
  repository: Repository,
): Generator<Crossing> {
  const nexts = reached
    .filter(({ group }) => group.owners.length > 0)
    .flatMap((reach) => {
      const next = reach.plain.get(file) ?? reach.bridged.get(file);
      const edge = edges.find(({ to }) => to === next);
      return edge === undefined ? [] : [{ reach, edge }];
    })
    .sort((a, b) => (a.edge.place?.start ?? 0) - (b.edge.place?.start ?? 0));
  const [first, ...others] = nexts;
  for (const { reach, edge } of others) {
    const { owners } = first!.reach.group;
    if (edge.to === first!.edge.to || owners.some((owner) => reach.group.owners.includes(owner))) continue;
    const own = { database: owners.join(' and '), owned: false };
    const { way, bridge } = wayTo(reach, edge.to, file, repository);
    const ownWay = wayTo(first!.reach, first!.edge.to, file, repository).way;
    yield { file, place: edge.place, way, group: reach.group, own, ownWay, bridge, certain: true };
  }
}
