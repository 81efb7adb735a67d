import { clientOf, Clients } from '../imports/clients.ts';
import { computedCrossings, computedSuspects } from '../imports/computed.ts';
import { type Crossing, crossingsIn, reachOfGroups } from '../imports/crossings.ts';
import { ImportGraph } from '../imports/graph.ts';
import { Resolver } from '../imports/resolve.ts';
import { type ScannedImports, scanImports } from '../imports/scan.ts';
import { sharedOutputs, unknownOutputs } from '../imports/outputs.ts';
import type { Database } from '../configuration/databases.ts';
import type { Repository } from '../repository/repository.ts';
import { isScript } from '../repository/source.ts';
import { jsonTree } from '../syntax/json.ts';
import type { Breach, Rule } from '../rule.ts';
import { unreadable } from './files-readable.ts';

/** After so many rounds of comments and strings that look like imports, everything that is left is parsed. */
const roundsMax = 10;

/**
 * Code of one database never reaches the generated client of another: directly, or through any chain of files. Each
 * breach stands where the chain leaves the code of its database.
 */
export const clientsStayApart: Rule<ScannedImports> = {
  id: 'clients-stay-apart',
  why: 'A client reaches the whole of its database: one import in the wrong place, and the wall between the two is gone.',
  reads: (path) => isScript(path) || decidesNames(path),
  mentions: (text, path) =>
    isScript(path)
      ? /\b(?:import|require|from)|[mM]ock|<reference/.test(text)
      : /"(?:name|main|module|exports|imports|paths|baseUrl|extends|references)"/.test(text),
  extract({ path, text }) {
    if (isScript(path)) return scanImports(text);
    // What a name leads to is looked up where an import asks for it; by then it has to be certain that it can be read.
    jsonTree(text);
    return null;
  },
  *judge(facts, repository) {
    yield* sharedOutputs(repository.databases);
    yield* unknownOutputs(repository.databases);
    const clients = new Clients(repository.databases);
    const resolver = new Resolver(repository, clients);
    const graph = new ImportGraph(facts, repository, resolver);
    for (const crossing of confirmedCrossings(facts, graph, { clients, resolver, repository })) {
      yield breachOf(crossing, repository.databases);
    }
    for (const [file, fault] of graph.faults) {
      if (facts.has(file)) yield unreadable(file, `cannot be parsed: ${fault.message}`, fault.offset);
    }
  },
};

/** Whether a file decides what a name in an import leads to. */
function decidesNames(path: string): boolean {
  return /(?:^|\/)(?:package|(?:ts|js)config(?:\.[\w-]{1,60}){0,4})\.json$/.test(path);
}

/** Suspects by the scan, until the syntax of every file on the way of each has been read. */
function confirmedCrossings(
  facts: ReadonlyMap<string, ScannedImports>,
  graph: ImportGraph,
  { clients, resolver, repository }: { clients: Clients; resolver: Resolver; repository: Repository },
): Crossing[] {
  const groups = clients.groups();
  for (let round = 1; ; round += 1) {
    const reaches = reachOfGroups(graph, groups, repository);
    const search = { graph, reaches, repository, resolver };
    const crossings = [...crossingsIn(graph, reaches, repository), ...computedCrossings(facts, search)];
    const suspects = [
      ...crossings.flatMap(({ file, way, ownWay }) => [file, ...way, ...ownWay]),
      ...computedSuspects(facts, search),
    ];
    if (round > roundsMax) suspects.push(...reaches.flatMap(({ bridged }) => [...bridged.keys()]));
    const unconfirmed = new Set(suspects.filter((node) => !clients.has(node) && graph.confirmed(node) === undefined));
    if (unconfirmed.size === 0) return crossings;
    for (const file of unconfirmed) graph.confirm(file);
  }
}

function breachOf(crossing: Crossing, databases: readonly Database[]): Breach {
  const { file, place, way, group, own, bridge, certain } = crossing;
  const client = way.at(-1)!;
  const subject = own.owned ? `code of ${own.database}` : `code of no database, which also reaches ${own.database},`;
  const verb = !certain
    ? 'imports a module whose name is computed, and it can be'
    : way.length === 1
      ? 'imports'
      : 'reaches';
  const target =
    group.owners.length === 0
      ? `the default client (${client}), which no configured database generates`
      : `the client of ${group.owners.join(' and ')} (${client})`;
  return {
    ...{ file, start: place!.start, end: place!.end, path: way },
    problem: `${subject} ${verb} ${target}${way.length === 1 ? '' : ` through ${way[0]}`}`,
    fix: fixOf(crossing, databases),
    ...(certain ? {} : { severity: 'unverifiable' as const }),
    ...(bridge === undefined ? {} : { bridge }),
  };
}

function fixOf({ own, group, certain }: Crossing, databases: readonly Database[]): string {
  if (!certain) return 'write the names of the modules out, so that each can be checked';
  if (!own.owned) return 'split this file, so that each part reaches one database';
  const clients = databases.find(({ name }) => name === own.database)?.clients ?? [];
  const client = clients.find(({ outputUnknown }) => outputUnknown !== true);
  const instead = `import ${client === undefined ? 'its own client' : clientOf(client.output)} instead`;
  const [other] = group.owners;
  return other === undefined ? instead : `${instead}, or ask the code of ${other} for the data over its API`;
}
