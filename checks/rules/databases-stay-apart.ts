import type { Repository } from '../repository/repository.ts';
import { isScript } from '../repository/source.ts';
import type { Breach, Rule } from '../rule.ts';
import { judgeSql } from '../sql/judge-sql.ts';
import { sharedTables, sharedVariables } from '../sql/shared.ts';
import { type SqlFacts, sqlFactsOf } from '../sql/sql-facts.ts';
import { showsUrls, type UrlName, urlNamesIn } from '../sql/url-names.ts';

/**
 * What a file says about tables, or, where it shows the URLs of databases, about their names. A script that may hold SQL
 * is only noted: whether it is worth parsing depends on whose it is.
 */
export type DatabaseFacts = { sql: SqlFacts } | { urls: UrlName[] } | { script: true };

const sqlWords = /\b(?:FROM|JOIN|INTO|UPDATE|TABLES?|VIEW|TRUNCATE|REFERENCES|ON|USE|CALL|COPY)\s/i;

const statementInCapitals =
  /["'`(]\s{0,80}(?:--|\/\*!\d*|SELECT|INSERT|UPDATE|DELETE|REPLACE|MERGE|WITH|CREATE|ALTER|DROP|TRUNCATE|RENAME|LOCK|GRANT|REVOKE|EXPLAIN)\s/;
const statement =
  /["'`(]\s{0,80}(?:select|insert|update|delete|replace|merge|with|create|alter|drop|truncate|rename|lock|grant|revoke|explain|use|call|copy|show|do|begin)\s/i;
const runsText =
  /\.(?:query|execute|raw|unsafe|prepare|batch)|\$(?:query|execute)Raw|sql|SQL|Sql|[qQ]uery|[sS]tatement/;
const sqlTag = /\bsql\s?[`<]|\$(?:query|execute)Raw/;

/** Asked of every script, so the cheapest and most telling comes first. */
function mayHoldSql(text: string): boolean {
  return statementInCapitals.test(text) || sqlTag.test(text) || (statement.test(text) && runsText.test(text));
}

/** No SQL, schema or URL of one database reaches into another. */
export const databasesStayApart: Rule<DatabaseFacts> = {
  id: 'databases-stay-apart',
  why:
    'A query that reaches across needs one login for both databases: the wall is then gone, and neither can be moved, ' +
    'restored or locked by itself.',
  reads: (path) => path.endsWith('.sql') || isScript(path) || showsUrls(path),
  mentions: (text, path) =>
    path.endsWith('.sql')
      ? sqlWords.test(text)
      : isScript(path)
        ? mayHoldSql(text) && sqlWords.test(text)
        : text.includes('://'),
  extract(source) {
    if (showsUrls(source.path)) return { urls: urlNamesIn(source.text) };
    if (isScript(source.path)) return { script: true };
    const sql = sqlFactsOf(source);
    return sql && { sql };
  },
  *judge(facts: ReadonlyMap<string, DatabaseFacts>, repository: Repository): Iterable<Breach> {
    if (repository.databases.length < 2) return;
    yield* sharedTables(repository.databases);
    yield* sharedVariables(repository.databases);
    const urls = [...facts.values()].flatMap((found) => ('urls' in found ? found.urls : []));
    const sql = new Map([...facts].flatMap(([path, found]) => ('sql' in found ? [[path, found.sql] as const] : [])));
    const scripts = [...facts].flatMap(([path, found]) => ('script' in found ? path : []));
    yield* judgeSql({ sql, scripts, urls }, repository);
  },
};
