import type { Database } from '../configuration/databases.ts';
import type { Repository } from '../repository/repository.ts';

/** The names in the URL that a file gives a variable: the database's, and the namespace's in `?schema=`. */
export interface UrlName {
  variable: string;
  names: string[];
}

const scheme = String.raw`(?:mysql|mariadb|postgres(?:ql)?|cockroachdb|sqlserver)`;
const nameInUrl = new RegExp(
  String.raw`\b${scheme}://(?:[^\s"'\`/;]{0,300}/([A-Za-z_][\w-]{0,127})(?:\?[^\s"'\`]{0,300}?\bschema=([\w-]{1,128}))?|[^\s"'\`]{0,300};database=([\w-]{1,128}))`,
  'gi',
);

/** Files in which repositories show the URLs of their databases. */
export function showsUrls(path: string): boolean {
  return /(?:^|\/)(?:\.env[^/]*|[^/]*\.env|(?:docker-)?compose[^/]*\.ya?ml)$/.test(path);
}

/** The names in the URLs that a text gives to variables: `BILLING_DATABASE_URL="mysql://…/billing"`, or with a colon. */
export function urlNamesIn(text: string): UrlName[] {
  return [...text.matchAll(nameInUrl)].flatMap((found) => {
    const before = text.slice(Math.max(0, found.index - 128), found.index);
    const variable = /([A-Z][A-Z0-9_]{0,100})["']?[ \t]*[=:][ \t]*["']?$/.exec(before)?.[1];
    return variable === undefined ? [] : [{ variable, names: namesOf(found) }];
  });
}

/** By database, the names that URLs in the repository give it: in its schema, its config, and for its variables. */
export function urlNamesOf(
  databases: readonly Database[],
  shown: readonly UrlName[],
  repository: Repository,
): ReadonlyMap<string, ReadonlySet<string>> {
  return new Map(
    databases.map(({ name, schemaFiles, config, urlVariables }) => {
      const files = config === undefined ? schemaFiles : [...schemaFiles, config];
      const written = files.flatMap((file) => [...(repository.text(file) ?? '').matchAll(nameInUrl)]);
      const variables = new Set(urlVariables.map(({ variable }) => variable));
      return [
        name,
        new Set([
          ...written.flatMap(namesOf),
          ...shown.flatMap((one) => (variables.has(one.variable) ? one.names : [])),
        ]),
      ];
    }),
  );
}

function namesOf([, ...names]: RegExpExecArray): string[] {
  return names.filter((name) => name !== undefined);
}
