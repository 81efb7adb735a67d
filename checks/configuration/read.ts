import { readFileSync } from 'node:fs';
import { isAbsolute, join, relative, resolve } from 'node:path';
import { exitCode, Failure } from '../../failure.ts';
import type { Files } from '../repository/files.ts';
import { decode } from '../repository/text.ts';
import { rules } from '../rules.ts';
import { writeNew } from '../write-whole.ts';
import { configurationFileName } from './configuration.ts';
import { proposeConfiguration } from './discover.ts';
import { requireExistingPaths } from './existing-paths.ts';
import { type LoadedConfiguration, loadConfiguration } from './load.ts';

/**
 * The configuration of the repository at `root`: the file `given`, wherever it lies, or the one at the root.
 * Throws a Failure (exit 2) with every fault in it, or with a proposal where there is none.
 */
export function readConfiguration(root: string, files: Files, given: string | undefined): LoadedConfiguration {
  const path = given === undefined ? configurationFileName : relative(root, resolve(given));
  // Read from the disk and not from `files`: git may ignore it, and it may lie outside of the repository.
  const text = textAt(isAbsolute(path) ? path : join(root, path));
  if (text !== undefined) return parse(path, text, files);
  throw new Failure(given === undefined ? `${root} has no ${configurationFileName}` : `${given} cannot be read`, {
    fix: `write one with \`bulkhead check --init\`; this would fit the schemas found here:\n${proposeConfiguration(files)}`,
    exitCode: exitCode.wrongUse,
  });
}

/** The base is judged by its own rules; one that had none, by those of now: what was there before is no news then. */
export function configurationAtBase(base: Files, now: LoadedConfiguration): LoadedConfiguration {
  if (!base.paths.includes(now.path)) return now;
  try {
    return parse(now.path, decode(base.read(now.path)), base);
  } catch (error) {
    if (error instanceof Failure) return now;
    throw error;
  }
}

/** Writes a proposal to the root and returns it. Throws a Failure (exit 2) where there is a configuration already. */
export function initConfiguration(root: string, files: Files): string {
  const proposal = proposeConfiguration(files);
  try {
    writeNew(join(root, configurationFileName), `${proposal}\n`);
  } catch (cause) {
    throw new Failure(`${configurationFileName} cannot be written to ${root}: ${String(cause)}`, {
      fix: 'take the old one away first if there is one, and check that you may write there',
      cause,
      exitCode: exitCode.wrongUse,
    });
  }
  return proposal;
}

function parse(path: string, text: string, files: Files): LoadedConfiguration {
  const ids = rules.map(({ id }) => id);
  const configuration = loadConfiguration(path, text, ids);
  requireExistingPaths(configuration, files.paths);
  return configuration;
}

function textAt(path: string): string | undefined {
  try {
    return decode(readFileSync(path));
  } catch {
    return undefined;
  }
}
