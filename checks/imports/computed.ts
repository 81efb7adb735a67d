import type { Repository } from '../repository/repository.ts';
import { type ClientGroup, defaultClient, defaultNames } from './clients.ts';
import { type Crossing, foreignGroups, type GroupReach, wayTo } from './crossings.ts';
import { decided, type Folded } from './fold.ts';
import type { ImportGraph } from './graph.ts';
import type { Resolver } from './resolve.ts';
import type { ScannedImports } from './scan.ts';

interface Search {
  graph: ImportGraph;
  reaches: readonly GroupReach[];
  repository: Repository;
  resolver: Resolver;
}

/** What a computed import can lead to. */
interface Lead {
  node: string;
  certain: boolean;
}

// The modules of a generated client that code imports, both generators together.
const entries = ['', '/index', '/client', '/browser', '/enums', '/models', '/edge', '/wasm', '/default', '/sql'];
const scriptExtension = /(?:\.d)?\.[cm]?[jt]sx?$/;

/**
 * Files whose computed imports may matter, by the scan alone: they are to be confirmed. In code that may use a client
 * these are only imports that may lead to the client itself, because others may reach it through that file.
 */
export function computedSuspects(facts: ReadonlyMap<string, ScannedImports>, search: Search): string[] {
  const { graph, reaches, repository } = search;
  return [...facts].flatMap(([file, { specifiers, computed }]) => {
    if (computed === undefined || graph.confirmed(file) !== undefined) return [];
    const owner = repository.ownerOf(file);
    const foreign = owner === undefined ? [] : foreignGroups(reaches, owner.name, repository);
    const names = specifiers.map((specifier) => [specifier, null]);
    const matters =
      foreign.some((reach) =>
        [[null], ...names].some((name) => leadOf(name, specifiers, file, reach, search) !== undefined),
      ) ||
      specifiers.some((beginning) => {
        if (search.resolver.resolve(file, beginning).some((node) => isClient(node, reaches))) return false;
        const starts = search.resolver.beginnings(file, beginning);
        return reaches.some(({ group }) => leadToClient(beginning, '', starts, group) !== undefined);
      });
    return matters ? [file] : [];
  });
}

/**
 * Imports whose module is computed at run time and can be another database's client. One with a known beginning leads
 * to what begins and ends as it does; one without is taken seriously where a string of its file names such a client,
 * because plugin loaders are everywhere.
 */
export function* computedCrossings(facts: ReadonlyMap<string, ScannedImports>, search: Search): Generator<Crossing> {
  const { graph, reaches, repository } = search;
  for (const file of facts.keys()) {
    const { imports, strings } = graph.confirmed(file) ?? { imports: [], strings: [] };
    const open = imports.filter(({ name }) => decided(name) === undefined);
    const owner = open.length === 0 ? undefined : repository.ownerOf(file);
    if (owner === undefined) continue;
    const foreign = foreignGroups(reaches, owner.name, repository);
    for (const place of open) {
      const [found] = foreign.flatMap((reach) => {
        const lead = leadOf(place.name, strings, file, reach, search);
        return lead === undefined ? [] : [{ reach, lead }];
      });
      if (found === undefined) continue;
      const { reach, lead } = found;
      const { way, bridge } = wayTo(reach, lead.node, file, repository);
      const own = { database: owner.name, owned: true };
      yield { file, place, way, group: reach.group, own, ownWay: [], bridge, certain: lead.certain };
    }
  }
}

function leadOf(
  name: Folded,
  strings: readonly string[],
  file: string,
  reach: GroupReach,
  { resolver }: Search,
): Lead | undefined {
  const [beginning] = name;
  if (typeof beginning === 'string') {
    return leadByBeginning(beginning, name.at(-1) ?? '', resolver.beginnings(file, beginning), reach);
  }
  for (const text of strings) {
    const node =
      resolver.resolve(file, text).find((target) => reach.bridged.has(target)) ??
      reach.group.clients.find((client) => endsLike(text, client));
    if (node !== undefined) return { node, certain: false };
  }
  return undefined;
}

function leadByBeginning(
  beginning: string,
  ending: string,
  starts: readonly string[],
  reach: GroupReach,
): Lead | undefined {
  const client = leadToClient(beginning, ending, starts, reach.group);
  if (client !== undefined) return client;
  if (starts.length === 0) return undefined;
  for (const node of reach.bridged.keys()) {
    if (startsAndEnds(node, starts, ending)) return { node, certain: false };
  }
  return undefined;
}

function leadToClient(
  beginning: string,
  ending: string,
  starts: readonly string[],
  { clients }: ClientGroup,
): Lead | undefined {
  for (const client of clients) {
    if (starts.some((start) => start.startsWith(`${client}/`))) return { node: client, certain: true };
    const names = client === defaultClient ? defaultNames : [];
    const named = names.some((name) => `${name}/`.startsWith(beginning) && beginning.includes('/'));
    const fits = entries.some((entry) => startsAndEnds(client + entry, starts, ending));
    if (named || fits) return { node: client, certain: false };
  }
  return undefined;
}

function startsAndEnds(path: string, starts: readonly string[], ending: string): boolean {
  if (!starts.some((start) => path.startsWith(start))) return false;
  const stem = ending.replace(scriptExtension, '');
  const pathStem = path.replace(scriptExtension, '');
  return pathStem.endsWith(stem) || pathStem.replace(/\/index$/, '').endsWith(stem);
}

function isClient(node: string, reaches: readonly GroupReach[]): boolean {
  return reaches.some(({ group }) => group.clients.includes(node));
}

/** Whether a text holds the last two folders of a client's path: `/main/client/client.ts`. */
function endsLike(text: string, client: string): boolean {
  const tail = client.split('/').slice(-2);
  return tail.length === 2 && !/\s/.test(text) && `/${text}/`.includes(`/${tail.join('/')}/`);
}
