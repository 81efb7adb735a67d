import type { Repository } from '../repository/repository.ts';
import type { Breach } from '../rule.ts';
import { unreadable } from '../rules/files-readable.ts';
import { SyntaxFault } from '../syntax/syntax-fault.ts';
import { reachOf } from './judge-reference.ts';
import { type Past, pastTables } from './past-tables.ts';
import { hole } from './quoting.ts';
import { scriptSuspicion } from './script-suspects.ts';
import { type SqlFacts, sqlFactsOf } from './sql-facts.ts';
import { sqlOwner } from './sql-owner.ts';
import type { TableReference } from './table-references.ts';
import { type Foreign, foreignTo } from './territories.ts';
import { type UrlName, urlNamesOf } from './url-names.ts';

/** What the files of a repository say: the SQL ones by path, the scripts that may hold SQL, the names in URLs. */
export interface SqlOfRepository {
  sql: ReadonlyMap<string, SqlFacts>;
  scripts: readonly string[];
  urls: readonly UrlName[];
}

/** The name under which the SQL of a parsed script is cached. */
const parsedScripts = 'databases-stay-apart: parsed scripts';

/** Judges what every file says about tables by the database whose file it is. Files of none are left alone. */
export function* judgeSql({ sql, scripts, urls }: SqlOfRepository, repository: Repository): Iterable<Breach> {
  const foreign = foreignTo(repository.databases, urlNamesOf(repository.databases, urls, repository));
  const ownerOfSql = sqlOwner(repository.databases);
  const past = pastTables(sql, (path) => ownerOfSql(path)?.name);
  for (const [file, found] of sql) {
    const owner = ownerOfSql(file)?.name;
    if (owner === undefined) continue;
    const side = { owner, foreign: foreign.get(owner)!, past: past.get(file) };
    yield* breachesOfFile(file, found, side, repository);
  }
  const suspicions = new Map([...foreign].map(([owner, beyond]) => [owner, scriptSuspicion(beyond)]));
  for (const file of scripts) {
    const owner = repository.ownerOf(file)?.name;
    if (owner === undefined || !suspicions.get(owner)!(repository.text(file) ?? '')) continue;
    yield* breachesOfScript(file, { owner, foreign: foreign.get(owner)!, past: undefined }, repository);
  }
}

function* breachesOfScript(file: string, side: Side, repository: Repository): Iterable<Breach> {
  try {
    const found = repository.extract(parsedScripts, file, sqlFactsOf);
    if (found) yield* breachesOfFile(file, found, side, repository);
  } catch (error) {
    if (!(error instanceof SyntaxFault)) throw error;
    yield unreadable(file, `cannot be parsed: ${error.message}`, error.offset);
  }
}

function* breachesOfFile(file: string, found: SqlFacts, side: Side, repository: Repository): Iterable<Breach> {
  const bridge = repository.bridgeOf(file);
  for (const breach of breachesIn(found, side)) yield { file, ...breach, ...(bridge !== undefined && { bridge }) };
}

interface Side {
  owner: string;
  foreign: Foreign;
  past: Past | undefined;
}

function* breachesIn({ references, strings, unread }: SqlFacts, side: Side): Iterable<Omit<Breach, 'file'>> {
  const written = new Set(strings);
  for (const reference of references) {
    if (side.past?.excuses(reference) === true) continue;
    const reach = reachOf(reference, side.foreign, written);
    if (reach === null) continue;
    const { start, end } = reference;
    yield reach.certain
      ? { start, end, ...breachOf(reference, side.owner, reach.database) }
      : { start, end, ...doubtOf(reference, side.owner, reach.database) };
  }
  const foreignWord = unread?.words.find((word) => side.foreign.tables.has(word) || side.foreign.qualifiers.has(word));
  if (unread !== null && foreignWord !== undefined) {
    yield {
      ...{ start: unread.start, end: unread.end, severity: 'unverifiable' },
      problem: `the quote or comment that opens here never closes, and ${foreignWord} follows, which is not ${side.owner}’s`,
      fix: 'close it, so that the rest can be read',
    };
  }
}

function breachOf(reference: TableReference, owner: string, database: string): Pick<Breach, 'problem' | 'fix'> {
  const name = shown(reference);
  if (reference.act === 'grants') {
    return {
      problem: `${owner}’s SQL gives or takes rights on ${name}, which is ${database}’s`,
      fix: `move it to a file of ${database}, for a user of ${database} alone`,
    };
  }
  return {
    problem: `${owner}’s SQL names ${name}, which is ${database}’s`,
    fix: `ask ${database} through its API, or let ${owner} keep what it needs in a table of its own`,
  };
}

function doubtOf(
  reference: TableReference,
  owner: string,
  database: string,
): Pick<Breach, 'problem' | 'fix' | 'severity'> {
  return {
    severity: 'unverifiable',
    problem: `${owner}’s SQL computes the name ${shown(reference)}, and it may be one of ${database}’s`,
    fix: 'write the table’s name in the SQL, or choose among constants that this file writes out',
  };
}

function shown({ parts }: TableReference): string {
  return parts.map((part) => part.replaceAll(hole, '${…}')).join('.');
}
