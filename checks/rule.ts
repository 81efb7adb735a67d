import type { Repository } from './repository/repository.ts';
import type { Source } from './repository/source.ts';

/**
 * breach: the rule is broken. unverifiable: the text alone cannot tell, and silence is never taken for safety.
 * unread: the file could not be read, so nobody knows what is in it. All three fail the check.
 */
export type Severity = 'breach' | 'unverifiable' | 'unread';

/** A place in a file: offsets in its text, `end` excluded. */
export interface Span {
  file: string;
  start: number;
  end: number;
}

/** What a rule says about one place. */
export interface Breach extends Span {
  /** What is wrong, with the value that is (never a secret or a card number). */
  problem: string;
  /** What to do about it, ready to type where that is possible. */
  fix: string;
  /** `breach` where it is left out. */
  severity?: Severity;
  /** For imports: the files that lead from `file` to what it must not reach, the last one included. */
  path?: readonly string[];
  /** The bridge of the configuration that allows this; the finding is then not reported, and the bridge is in use. */
  bridge?: string;
  /** What `--fix` puts in place; only where there is no doubt what was meant. Edits lie in `file`. */
  edits?: readonly Edit[];
}

/** Replaces the text from `start` up to `end`. */
export interface Edit {
  start: number;
  end: number;
  text: string;
}

/**
 * One rule, in two steps. `extract` looks at one file at a time; what it finds is cached under the file's text, so it
 * must be a function of path and text alone, and JSON. `judge` sees the facts of all files and the repository.
 */
export interface Rule<Facts = unknown> {
  /** Also the name of its file, its test and its page. */
  id: string;
  /** Why the rule exists: the harm it prevents, in a sentence or two. */
  why: string;
  /** Runs only where the configuration says `house`: a rule of Bulkhead's own repository. */
  house?: true;
  /** By its path alone, whether a file is to be read for this rule. */
  reads(path: string): boolean;
  /** By its text alone, whether the file can matter: a regexp or two, because it is asked of every file. */
  mentions(text: string, path: string): boolean;
  /** Null where the file turned out not to matter. */
  extract(source: Source): Facts | null;
  /** `facts` by path, in the order of the paths. `today` as YYYY-MM-DD. */
  judge(facts: ReadonlyMap<string, Facts>, repository: Repository, today: string): Iterable<Breach>;
}

/** A rule whose findings are made where files are read or exemptions applied: it has nothing to look for by itself. */
export function ruleOfTheRun(id: string, why: string): Rule {
  return { id, why, reads: () => false, mentions: () => false, extract: () => null, judge: () => [] };
}

/** What a rule that judges each file by itself says of one place in it. */
export type LocalBreach = Omit<Breach, 'file'>;

/** A rule for which each file is judged by itself. */
export function fileRule(
  rule: Omit<Rule, 'extract' | 'judge'> & { check(source: Source): Iterable<LocalBreach> },
): Rule<LocalBreach[]> {
  return {
    id: rule.id,
    why: rule.why,
    reads: rule.reads,
    mentions: rule.mentions,
    extract(source) {
      const breaches = [...rule.check(source)];
      return breaches.length === 0 ? null : breaches;
    },
    *judge(facts) {
      for (const [file, breaches] of facts) for (const breach of breaches) yield { ...breach, file };
    },
  };
}
