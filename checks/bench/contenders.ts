import { join } from 'node:path';

/** A command as its users start it, on the pinned Node, and what its output shows once it has done its work. */
export interface Contestant {
  command: readonly [program: string, ...words: string[]];
  proof: RegExp;
}

const root = join(import.meta.dirname, '../..');
const bin = (name: string) => join(root, 'node_modules/.bin', name);
const beside = (name: string) => join(import.meta.dirname, name);

export const floor: Contestant = { command: [bin('node'), beside('floor.ts'), '.'], proof: /^\d+$/m };

export const depcruise: Contestant = {
  command: [bin('node'), bin('depcruise'), '--config', beside('peers/dependency-cruiser.json'), '.'],
  proof: /billing-stays-apart: services\/billing\//,
};

export const eslint: Contestant = {
  command: [
    ...([bin('node'), bin('eslint'), '--flag', 'unstable_native_nodejs_ts_config'] as const),
    ...['--config', beside('peers/eslint.config.ts'), '.'],
  ],
  proof: /boundaries\/dependencies/,
};

/** The check itself, with its cache in a folder of its own. */
export function check(cacheFolder: string): Contestant {
  return {
    command: [join(root, 'bulkhead'), 'check', '.', '--format', 'json', '--cache-dir', cacheFolder],
    proof: /"findings"/,
  };
}
