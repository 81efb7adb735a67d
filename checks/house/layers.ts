/** A part of this repository, and what its files may import. */
export interface Layer {
  name: string;
  /** A folder, or a file without its extension; of two rows that match a path the lower one decides. */
  at: string;
  /** Layers, by name, besides itself; 'anything' for those who may import what they need. */
  mayImport: readonly string[] | 'anything';
  /** The packages it may import, where not every package will do: scopes, each with its slash. */
  packages?: readonly string[];
}

/** What every layer may import that imports anything of ours at all. */
const everyones = ['failure.ts', 'evidence-note.ts', 'package.json'];

/** What nothing imports but the command table and the tools beside it, at the root. */
const topmost = ['infra', 'infra/preview', 'infra/testing', 'checks', 'policies/pack', 'policies/pack/testing'];

/** Who may import whom: the table of the design, as data. Imports point down, from the command table to the policies. */
export const layers: readonly Layer[] = [
  { name: 'policies', at: 'policies', mayImport: [], packages: [] },
  {
    name: 'policies/pack',
    at: 'policies/pack',
    mayImport: ['policies', 'policies/pack/testing', ...everyones],
    packages: ['@pulumi/'],
  },
  { name: 'policies/pack/testing', at: 'policies/pack/testing', mayImport: ['policies', 'policies/pack'] },
  { name: 'prisma', at: 'prisma', mayImport: [] },
  { name: 'billing client', at: 'prisma/billing/client', mayImport: [] },
  { name: 'main client', at: 'prisma/main/client', mayImport: [] },
  {
    name: 'service',
    at: 'service',
    mayImport: ['policies', 'billing client', 'environment names', 'public routes', 'api types', ...everyones],
  },
  // What apps take with them: it leans on nothing of the service. Two of its tests do, to have one to ask.
  { name: 'sdk', at: 'service/sdk', mayImport: ['api types'] },
  { name: 'sdk tests', at: 'service/sdk/billing.test', mayImport: ['sdk', 'service'] },
  { name: 'sdk tests', at: 'service/sdk/example.test', mayImport: ['sdk', 'service'] },
  // Made from the API's own document: types, and nothing that runs.
  { name: 'api types', at: 'service/sdk/api', mayImport: [] },
  // An app like any other, with a database of its own: it reaches billing by the SDK beside it.
  { name: 'example app', at: 'service/sdk/example', mayImport: ['sdk', 'main client'] },
  { name: 'environment names', at: 'service/config', mayImport: ['service', 'policies', ...everyones] },
  { name: 'public routes', at: 'service/routes', mayImport: [] },
  {
    name: 'infra',
    at: 'infra',
    mayImport: ['policies', 'environment names', 'public routes', 'infra/testing', ...everyones],
  },
  {
    name: 'infra/testing',
    at: 'infra/testing',
    mayImport: ['infra', 'infra/preview', 'policies/pack', 'policies', ...everyones],
  },
  {
    name: 'infra/preview',
    at: 'infra/preview',
    mayImport: ['infra', 'policies/pack', 'policies', ...everyones],
  },
  { name: 'checks', at: 'checks', mayImport: ['policies', ...everyones] },
  { name: 'failure.ts', at: 'failure', mayImport: [] },
  { name: 'evidence-note.ts', at: 'evidence-note', mayImport: ['policies'] },
  { name: 'package.json', at: 'package.json', mayImport: [] },
];

/** The command table, the root's tests and the tools' settings import what they need; nothing below imports them. */
const root: Layer = { name: 'the root’s files', at: '', mayImport: 'anything' };

/** Files in folders that no row names: scripts beside the runbooks, say. They may import all but what stands above them. */
const elsewhere: Layer = {
  name: 'other folders',
  at: '',
  mayImport: layers.map(({ name }) => name).filter((name) => !topmost.includes(name)),
};

/** The layer that a file or folder of the repository belongs to. */
export function layerOf(path: string): Layer {
  const plain = path.replace(/\.[cm]?[jt]sx?$/, '');
  const named = layers.findLast(({ at }) => plain === at || path.startsWith(`${at}/`));
  return named ?? (path.includes('/') ? elsewhere : root);
}

/** Every layer that something in a folder may belong to. */
export function layersIn(folder: string): Layer[] {
  return [layerOf(folder), ...layers.filter(({ at }) => folder === '.' || at.startsWith(`${folder}/`))];
}

/** Whether files of a layer may import files of another. */
export function mayImport(from: Layer, to: Layer): boolean {
  return from.mayImport === 'anything' || from === to || from.mayImport.includes(to.name);
}
