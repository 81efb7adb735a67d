import { type FactsCache, noCache } from './cache.ts';
import type { LoadedConfiguration } from './configuration/load.ts';
import { applyExemptions, type RuledBreach } from './exemptions.ts';
import type { CheckResult, Finding } from './finding.ts';
import { readFacts } from './read-facts.ts';
import type { Files } from './repository/files.ts';
import { openRepository } from './repository/open.ts';
import { Lines } from './repository/position.ts';
import type { Repository } from './repository/repository.ts';
import type { Breach, Rule } from './rule.ts';
import { filesReadable } from './rules/files-readable.ts';

export interface RunOptions {
  rules: readonly Rule[];
  /** The day that dates are compared with, as YYYY-MM-DD. */
  today: string;
  cache?: FactsCache;
  /** Called for each file, for whoever watches. */
  onProgress?: (done: number, total: number) => void;
}

/** What a run has to say, and the breaches behind its findings, in the same order, for those who mend them. */
export interface Run extends CheckResult {
  breaches: readonly RuledBreach[];
}

/**
 * Checks a repository: read every file that a rule wants, let each rule judge what it found there, take out what the
 * configuration allows. A function of the files, the configuration and the day; a cache never changes its answer.
 */
export function run(files: Files, configuration: LoadedConfiguration, options: RunOptions): Run {
  const startedAt = performance.now();
  const { onProgress, cache = noCache } = options;
  const repository = openRepository(files, configuration.value, cache);
  const rules = options.rules.filter(({ house }) => house === undefined || configuration.value.house === house);
  const { facts, unread, fileCount } = readFacts(files, repository, { rules, cache, onProgress });
  const judged = rules.flatMap((rule) =>
    [...rule.judge(facts.get(rule.id)!, repository, options.today)].map((breach) => ({ ...breach, rule: rule.id })),
  );
  const breaches = [
    ...unreadOnce([...unread, ...judged.filter(isUnread)]),
    ...judged.filter((breach) => !isUnread(breach)),
  ];
  const { reported, waived } = applyExemptions(breaches, configuration, repository, { ...options, rules });
  const describe = describer(repository, configuration, rules);
  const described = reported.map((breach) => ({ breach, finding: describe(breach) })).sort(byPlace);
  return {
    findings: described.map(({ finding }) => finding),
    waived: waived
      .map(({ breach, waiver: { path, reason, expires } }) => ({
        ...describe(breach),
        waiver: { path, reason, expires },
      }))
      .sort((a, b) => byPlace({ finding: a }, { finding: b })),
    summary: { files: fileCount, rules: rules.length, milliseconds: Math.round(performance.now() - startedAt) },
    breaches: described.map(({ breach }) => breach),
  };
}

function isUnread({ severity }: Breach): boolean {
  return severity === 'unread';
}

/** A file that several rules could not read is one finding, and no rule's own. */
function unreadOnce(breaches: readonly Breach[]): RuledBreach[] {
  const byFile = new Map<string, Breach>();
  for (const breach of breaches) if (!byFile.has(breach.file)) byFile.set(breach.file, breach);
  return [...byFile.values()].map((breach) => ({ ...breach, rule: filesReadable.id }));
}

/** Turns breaches into findings: offsets into lines and columns, and the rule's reason beside them. */
function describer(
  repository: Repository,
  configuration: LoadedConfiguration,
  rules: readonly Rule[],
): (breach: RuledBreach) => Finding {
  // The configuration may lie outside of what is checked.
  const lines = new Map([[configuration.path, new Lines(configuration.text)]]);
  const linesOf = (file: string) => {
    const known = lines.get(file) ?? new Lines(repository.text(file) ?? '');
    lines.set(file, known);
    return known;
  };
  const why = new Map([filesReadable, ...rules].map((rule) => [rule.id, rule.why]));
  return ({ rule, file, start, end, severity = 'breach', problem, fix, path = [] }) => {
    const from = linesOf(file).at(start);
    const to = linesOf(file).at(end);
    return {
      ...{ rule, file, line: from.line, column: from.column, endLine: to.line, endColumn: to.column },
      ...{ severity, problem, fix, why: why.get(rule) ?? '', path },
    };
  };
}

function byPlace({ finding: a }: { finding: Finding }, { finding: b }: { finding: Finding }): number {
  return compare(a.file, b.file) || a.line - b.line || a.column - b.column || compare(a.rule, b.rule);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
