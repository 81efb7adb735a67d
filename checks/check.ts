import { realpathSync } from 'node:fs';
import { Command, Option } from 'commander';
import { withEvidence } from '../evidence-note.ts';
import { exitCode, Failure } from '../failure.ts';
import { broughtByChange } from './changed-since.ts';
import { configurationFileName } from './configuration/configuration.ts';
import type { LoadedConfiguration } from './configuration/load.ts';
import { configurationAtBase, initConfiguration, readConfiguration } from './configuration/read.ts';
import { explain } from './explain.ts';
import { defaultCacheFolder, openFileCache } from './file-cache.ts';
import { applyEdits } from './fix.ts';
import { evidenceOfRun } from './evidence-of-run.ts';
import { watchProgress } from './progress.ts';
import { formatNames } from './report/formats.ts';
import { writeReport } from './report/write.ts';
import { filesAtBase } from './repository/base.ts';
import type { Files } from './repository/files.ts';
import { filesInFolder } from './repository/folder.ts';
import { ruleOf } from './rule-of.ts';
import { rules } from './rules.ts';
import { type Run, run } from './run.ts';
import { inColour } from './terminal.ts';

interface CheckOptions {
  config?: string;
  format: string;
  output?: string;
  rule?: string[];
  changedSince?: string;
  fix?: boolean;
  explain?: string;
  init?: boolean;
  cache: boolean;
  cacheDir: string;
}

export const command = new Command()
  .description(
    'Reads a repository as text and fails where the wall between its databases is breached: imports that reach another ' +
      'database’s client, prisma commands that do not say which database they mean, fields that could hold card data.',
  )
  .argument('[path]', 'the repository’s root', '.')
  .option('--config <file>', `the configuration; ${configurationFileName} at the root unless it is named`)
  .addOption(new Option('--format <format>', 'how to report').choices(formatNames).default('pretty'))
  .option('--output <file>', 'write the report there instead of to the terminal')
  .option('--rule <id>', 'only this rule; may be given several times', (id: string, ids: string[] = []) => [...ids, id])
  .option('--changed-since <ref>', 'only what was brought since HEAD left this branch or commit')
  .option('--fix', 'pin the prisma commands whose database is beyond doubt, then check')
  .option('--explain <rule>', 'print a rule’s page: what it finds, how to mend it, why')
  .option('--init', `write a ${configurationFileName} that fits the schemas found here`)
  .option('--no-cache', 'read everything afresh')
  .addOption(
    new Option('--cache-dir <folder>', 'where facts are kept between runs').default(
      defaultCacheFolder(),
      'bulkhead/check under ~/.cache or XDG_CACHE_HOME',
    ),
  )
  .addHelpText(
    'after',
    `
Exit codes:
  0  nothing found
  1  findings: breaches, what cannot be decided from the text, what could not be read
  2  wrong use, or a configuration that cannot be used

Examples:
  bulkhead check
  bulkhead check --changed-since origin/main --format github
  bulkhead check --explain no-card-data`,
  )
  .action(async (path: string, options: CheckOptions) => {
    process.exitCode = await check(path, options);
  });

/** Returns the exit code. Throws a Failure for wrong use or a configuration that cannot be used. */
async function check(path: string, options: CheckOptions): Promise<number> {
  if (options.explain !== undefined) {
    process.stdout.write(explain(options.explain, rules, { colour: inColour(process.stdout) }));
    return exitCode.done;
  }
  const root = rootAt(path);
  const files = filesInFolder(root);
  if (options.init === true) {
    process.stdout.write(
      `${initConfiguration(root, files)}\nwritten to ${root}/${configurationFileName}: read it, then run bulkhead check\n`,
    );
    return exitCode.done;
  }
  const find = () => findAll(root, files, readConfiguration(root, files, options.config), options);
  // Part of the rules, or of the files, is no evidence of the whole.
  const isWhole = options.rule === undefined && options.changedSince === undefined;
  const { findings, waived, summary } = await (isWhole
    ? withEvidence({ kind: 'check', database: null }, find, evidenceOfRun)
    : find());
  writeReport({ findings, waived, summary }, options.format, options.output);
  return findings.length === 0 ? exitCode.done : exitCode.failed;
}

/** Checks; mends and checks again where that is asked for; takes out what was there before where that is. */
function findAll(root: string, files: Files, configuration: LoadedConfiguration, options: CheckOptions): Run {
  const chosen = options.rule === undefined ? rules : options.rule.map((id) => ruleOf(id, rules));
  const today = new Date().toISOString().slice(0, 10);
  const cache = options.cache ? openFileCache(options.cacheDir, root) : undefined;
  const progress = watchProgress(process.stderr);
  const findIn = (someFiles: Files, someConfiguration: LoadedConfiguration) =>
    run(someFiles, someConfiguration, { rules: chosen, today, onProgress: progress.update, ...(cache && { cache }) });
  try {
    let found = findIn(files, configuration);
    if (options.fix === true && pin(root, files, found)) found = findIn(files, configuration);
    if (options.changedSince === undefined) return found;
    const base = filesAtBase(root, options.changedSince, files);
    const before = findIn(base.files, configurationAtBase(base.files, configuration));
    return broughtByChange(found, before, (path) => base.nameNow(path));
  } finally {
    progress.end();
    cache?.save();
  }
}

/** Says which files it changed, and returns whether there were any. */
function pin(root: string, files: Files, found: Run): boolean {
  const pinned = applyEdits(root, files, found.breaches);
  for (const file of pinned) process.stderr.write(`pinned: ${file}\n`);
  return pinned.length > 0;
}

function rootAt(path: string): string {
  try {
    return realpathSync(path);
  } catch (cause) {
    throw new Failure(`there is no folder ${path}`, { fix: 'correct the path', cause, exitCode: exitCode.wrongUse });
  }
}
