import type { PrismaBlock } from './prisma-schema.ts';

/** An environment variable, and where its name stands. */
export interface UrlVariable {
  variable: string;
  start: number;
  end: number;
}

/** A variable's name after `env`: `env("NAME")`, `env<Env>('NAME')`, `process.env.NAME`, `process.env['NAME']`. */
const environmentName = /\benv(?:<[^>]{0,80}>)?(?:\(\s*|\??\.\[?\s*|\[\s*)(["'`]?)([A-Z][A-Z0-9_]*)\1/g;

/** The datasource's `url`, and those beside it: `directUrl`, `shadowDatabaseUrl`. */
export function urlVariablesInSchema(datasource: PrismaBlock): UrlVariable[] {
  return datasource.lines.flatMap(({ name, rest }) =>
    /url$/i.test(name.text) ? variablesIn(rest.text, rest.start) : [],
  );
}

/**
 * The variables that a prisma.config file takes a URL from: those in the value of a key that ends in `url`, or in the
 * constant that this value names. Read as text, because it is asked at every start: loading a parser would cost more.
 */
export function urlVariablesInConfig(text: string): UrlVariable[] {
  const code = withoutComments(text);
  const found: UrlVariable[] = [];
  const constants = new Set<string>();
  let read = 0;
  for (const key of code.matchAll(/\b(?:url|\w{1,60}Url)\b(?:\s*:\s*|(?=\s*[,}]))/g)) {
    if (key.index < read) continue;
    const start = key.index + key[0].length;
    read = endOfValue(code, start);
    const value = code.slice(start, read).trim();
    if (value === '') constants.add(key[0].trim());
    else if (/^[A-Za-z_$][\w$]*$/.test(value)) constants.add(value);
    else found.push(...variablesIn(code.slice(start, read), start));
  }
  return [...found, ...[...constants].flatMap((name) => variablesOfConstant(code, name))];
}

function variablesOfConstant(code: string, name: string): UrlVariable[] {
  const found = new RegExp(`\\b(?:const|let|var)\\s+${name.replaceAll('$', '\\$')}\\b[^=;\\n]{0,80}=`).exec(code);
  if (found === null) return [];
  const start = found.index + found[0].length;
  return variablesIn(code.slice(start, endOfValue(code, start)), start);
}

/** A variable in the middle of a template is a part of the URL, such as its host: two databases may share that. */
function variablesIn(text: string, from: number): UrlVariable[] {
  return [...text.matchAll(environmentName)].flatMap((found) => {
    if (/\$\{\s*(?:process\.|Bun\.|import\.meta\.)?$/.test(text.slice(Math.max(0, found.index - 20), found.index)))
      return [];
    const start = from + found.index + found[0].lastIndexOf(found[2]!);
    return [{ variable: found[2]!, start, end: start + found[2]!.length }];
  });
}

const valueCharactersMax = 2000;

/** Where the value that begins at `start` ends: at the comma, semicolon or bracket that is outside of its own. */
function endOfValue(code: string, start: number): number {
  const end = Math.min(code.length, start + valueCharactersMax);
  let depth = 0;
  for (let at = start; at < end; at++) {
    const character = code[at]!;
    if ('([{'.includes(character)) depth++;
    else if (')]}'.includes(character) && --depth < 0) return at;
    else if (',;'.includes(character) && depth === 0) return at;
  }
  return end;
}

/** Comments become spaces, so that everything stays where it was. */
function withoutComments(text: string): string {
  return text.replaceAll(
    /("(?:[^"\\\n]|\\.)*"?|'(?:[^'\\\n]|\\.)*'?|`(?:[^`\\]|\\[\s\S])*`?)|\/\/[^\n]*|\/\*[\s\S]*?(?:\*\/|$)/g,
    (match, kept: string | undefined) => kept ?? match.replaceAll(/[^\n]/g, ' '),
  );
}
