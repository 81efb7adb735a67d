import { configurationFileName } from '../configuration/configuration.ts';
import { loadConfiguration } from '../configuration/load.ts';
import type { Finding } from '../finding.ts';
import { type Files, filesInMemory } from '../repository/files.ts';
import { rules } from '../rules.ts';
import { run } from '../run.ts';
import { usualConfiguration, usualTexts } from './test-rule.ts';

/** What all rules find in a repository with the usual two databases, the rules of this house included. */
export function foundByAll(files: Files): readonly Finding[] {
  const ids = rules.map(({ id }) => id);
  const configuration = JSON.stringify({ ...usualConfiguration, house: true });
  const loaded = loadConfiguration(configurationFileName, configuration, ids);
  return run(files, loaded, { rules, today: '2026-11-22' }).findings;
}

/** The same in the usual texts and these. */
export function foundIn(texts: Readonly<Record<string, string | Buffer>>): readonly Finding[] {
  return foundByAll(filesInMemory({ ...usualTexts, ...texts }));
}
