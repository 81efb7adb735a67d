/**
 * A Prisma schema as far as the checks need it, with places. Read line by line, as Prisma's own grammar is built, and
 * tolerant of what it does not know: a check must read the schemas of Prisma versions that do not exist yet.
 * https://www.prisma.io/docs/orm/prisma-schema/overview
 */
export interface PrismaBlock {
  /** generator, datasource, model, view, type, enum, and whatever comes. */
  kind: string;
  name: PrismaText;
  lines: readonly PrismaLine[];
}

/** One line of a block: `provider = "mysql"`, `email String? @map("mail")`, `@@map("users")`. */
export interface PrismaLine {
  /** The first word: a key, a field's name, or an attribute such as `@@map`. */
  name: PrismaText;
  /** What follows it, without comment. */
  rest: PrismaText;
}

export interface PrismaText {
  text: string;
  start: number;
  end: number;
}

const blockStart = /^\s*(\w+)\s+(\w+)\s*\{/;
const blockLine = /^(\s*)(@@\w+|\w+)(\s*=?\s*)(.*)$/;

/** Reads every block of a schema file. Never throws: lines that look like nothing known are passed over. */
export function readPrismaSchema(text: string): PrismaBlock[] {
  const blocks: PrismaBlock[] = [];
  let open: { kind: string; name: PrismaText; lines: PrismaLine[] } | undefined;
  let offset = 0;
  for (const line of withoutBlockComments(text).split('\n')) {
    const code = withoutComment(line);
    if (open === undefined) {
      const found = blockStart.exec(code);
      if (found !== null) {
        const start = offset + code.indexOf(found[2]!, code.indexOf(found[1]!) + found[1]!.length);
        open = { kind: found[1]!, name: { text: found[2]!, start, end: start + found[2]!.length }, lines: [] };
        if (code.trimEnd().endsWith('}')) {
          blocks.push(open);
          open = undefined;
        }
      }
    } else if (code.trim() === '}') {
      blocks.push(open);
      open = undefined;
    } else {
      const found = blockLine.exec(code);
      if (found !== null) {
        const [, indent = '', name = '', between = '', rest = ''] = found;
        const start = offset + indent.length;
        const restStart = start + name.length + between.length;
        open.lines.push({
          name: { text: name, start, end: start + name.length },
          rest: { text: rest.trimEnd(), start: restStart, end: restStart + rest.trimEnd().length },
        });
      }
    }
    offset += line.length + 1;
  }
  if (open !== undefined) blocks.push(open);
  return blocks;
}

/** The text of a quoted value; null for anything else (`env("…")`, a number). */
export function quoted(text: string): string | null {
  return /^"((?:[^"\\]|\\.)*)"/.exec(text)?.[1]?.replaceAll(/\\(.)/g, '$1') ?? null;
}

/** The first argument of an attribute such as `@map("users")` or `@@map(name: "users")` in a line's text. */
export function attributeText(text: string, attribute: string): string | null {
  const found = new RegExp(`${attribute}\\(\\s*(?:(?:name|map)\\s*:\\s*)?("(?:[^"\\\\]|\\\\.)*")`).exec(text);
  return found === null ? null : quoted(found[1]!);
}

/** Block comments become spaces, so that everything after them stays where it was. */
function withoutBlockComments(text: string): string {
  return text.replaceAll(/("(?:[^"\\\n]|\\.)*"|\/\/[^\n]*)|\/\*[\s\S]*?\*\//g, (match, kept: string | undefined) =>
    kept === undefined ? match.replaceAll(/[^\n]/g, ' ') : match,
  );
}

function withoutComment(line: string): string {
  return line.replace(
    /("(?:[^"\\]|\\.)*")|\/\/.*$/g,
    (match, kept: string | undefined) => kept ?? ' '.repeat(match.length),
  );
}
