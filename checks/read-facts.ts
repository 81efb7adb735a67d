import { parseBytesMax } from '../policies/check.ts';
import type { FactsCache } from './cache.ts';
import { plainFacts } from './plain-facts.ts';
import type { Files } from './repository/files.ts';
import { pathMatcher } from './repository/path-pattern.ts';
import type { Repository } from './repository/repository.ts';
import { Source, SyntaxFault } from './repository/source.ts';
import { decode, isBinary } from './repository/text.ts';
import type { Breach, Rule } from './rule.ts';
import { unreadable } from './rules/files-readable.ts';

/** What the rules found in the files, one map a rule, and what could not be read. */
export interface RepositoryFacts {
  facts: ReadonlyMap<string, ReadonlyMap<string, unknown>>;
  unread: readonly Breach[];
  fileCount: number;
}

interface ReadOptions {
  rules: readonly Rule[];
  cache: FactsCache;
  onProgress?: ((done: number, total: number) => void) | undefined;
}

/** Reads every file that a rule wants once, and lets each of these rules extract its facts. */
export function readFacts(files: Files, repository: Repository, options: ReadOptions): RepositoryFacts {
  const facts = new Map(options.rules.map((rule) => [rule.id, new Map<string, unknown>()]));
  const unread: Breach[] = [];
  const ignored = ignoredFiles(repository);
  const wanted = files.paths.flatMap((path) => {
    const rules = ignored(path) ? [] : options.rules.filter((rule) => rule.reads(path));
    return rules.length === 0 ? [] : [{ path, rules }];
  });
  for (const [done, { path, rules }] of wanted.entries()) {
    options.onProgress?.(done, wanted.length);
    const fault = readFile(files, path, rules, options.cache, (rule, found) => facts.get(rule.id)!.set(path, found));
    if (fault !== undefined) unread.push(fault);
  }
  options.onProgress?.(wanted.length, wanted.length);
  return { facts, unread, fileCount: wanted.length };
}

/**
 * Hands what each rule finds in a file to `keep`. Returns why the file could not be read, where that was so: a rule that
 * could not read it does not keep the others from it.
 */
function readFile(
  files: Files,
  path: string,
  rules: readonly Rule[],
  cache: FactsCache,
  keep: (rule: Rule, facts: unknown) => void,
): Breach | undefined {
  let bytes: Buffer;
  try {
    bytes = files.read(path);
  } catch (error) {
    return unreadable(path, `cannot be read: ${reasonOf(error)}`);
  }
  const known = cache.entry(path, bytes);
  let source: Source | undefined;
  let fault: Breach | undefined;
  for (const rule of rules) {
    let found = known.get(rule.id);
    if (found === undefined) {
      if (source === undefined && isBinary(bytes))
        return unreadable(path, 'is binary, although its name says it is text');
      source ??= new Source(path, decode(bytes));
      try {
        found = extract(rule, source, bytes.length);
      } catch (error) {
        fault ??= parseFault(path, error);
        continue;
      }
      known.set(rule.id, found);
    }
    if (found !== null) keep(rule, found);
  }
  return fault;
}

/** A system error names the file by its absolute path, which is another one on each machine. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return 'syscall' in error ? error.message.split(',', 1)[0]! : error.message;
}

/** Throws the error itself where it is not the text's fault. */
function parseFault(path: string, error: unknown): Breach {
  if (error instanceof SyntaxFault) return unreadable(path, `cannot be parsed: ${error.message}`, error.offset);
  throw error;
}

function extract(rule: Rule, source: Source, bytes: number): unknown {
  if (!rule.mentions(source.text, source.path)) return null;
  if (bytes > parseBytesMax) throw new SyntaxFault(`it has ${bytes} bytes, more than ${parseBytesMax}`, 0);
  return plainFacts(() => rule.extract(source));
}

/** What the configuration ignores, and what the schemas generate. */
function ignoredFiles(repository: Repository): (path: string) => boolean {
  const patterns = pathMatcher(repository.configuration.ignore);
  const outputs = repository.databases.flatMap(({ clients }) => clients.flatMap(({ output }) => output ?? []));
  return (path) => patterns(path) || outputs.some((output) => path.startsWith(`${output}/`));
}
