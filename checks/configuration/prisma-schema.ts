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
const blockLine = /^(\s*)(@@\w+|\w+)(\s*=?\s*)([^\n]*)$/;

/** Reads every block of a schema file. Never throws: lines that look like nothing known are passed over. */
export function readPrismaSchema(text: string): PrismaBlock[] {
  const blocks: PrismaBlock[] = [];
  let open: { kind: string; name: PrismaText; lines: PrismaLine[] } | undefined;
  let offset = 0;
  let depth = 0;
  for (const line of withoutComments(text).split('\n')) {
    const found = depth === 0 ? blockStart.exec(line) : null;
    // Blocks do not nest: where one begins inside another, that one was never closed.
    if (found !== null && open !== undefined) {
      blocks.push(open);
      open = undefined;
    }
    if (open === undefined) {
      if (found !== null) {
        const start = offset + line.indexOf(found[2]!, line.indexOf(found[1]!) + found[1]!.length);
        open = { kind: found[1]!, name: { text: found[2]!, start, end: start + found[2]!.length }, lines: [] };
        if (line.trimEnd().endsWith('}')) {
          blocks.push(open);
          open = undefined;
        }
      }
    } else if (line.trim() === '}') {
      blocks.push(open);
      open = undefined;
      depth = 0;
    } else {
      // The lines of a list in brackets go on with the line that opened it, and are no fields.
      const field = depth > 0 ? null : blockLine.exec(line);
      depth = Math.max(0, depth + bracketsIn(line));
      if (field !== null) {
        const [, indent = '', name = '', between = '', rest = ''] = field;
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

/** How many more brackets a line opens than it closes, outside of its texts. */
function bracketsIn(line: string): number {
  let depth = 0;
  for (const [bracket] of line.replaceAll(/"(?:[^"\\]|\\.)*"?/g, '').matchAll(/[[\](){}]/g)) {
    depth += '[({'.includes(bracket) ? 1 : -1;
  }
  return depth;
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

/** Comments become spaces, so that everything else stays where it was. One that never closes is none: what follows counts. */
function withoutComments(text: string): string {
  const lastEnd = text.includes('*/') ? text.lastIndexOf('*/') + 2 : 0;
  const closed = text.slice(0, lastEnd) + text.slice(lastEnd).replaceAll('/*', '  ');
  return closed.replaceAll(
    /("(?:[^"\\\n]|\\[^\n])*"?)|\/\/[^\n]*|\/\*[\s\S]*?\*\//g,
    (match, kept: string | undefined) => kept ?? match.replaceAll(/[^\n]/g, ' '),
  );
}
