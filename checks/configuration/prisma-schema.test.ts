import { describe, expect, test } from 'vitest';
import { attributeText, quoted, readPrismaSchema } from './prisma-schema.ts';

const schema = `// model Commented { id Int }
generator client {
  provider = "prisma-client" // not { this }
  output   = "../made/client"
}
/* model Hidden {
   id Int
} */
model User {
  id         Int     @id
  /// the name, "quoted // slashes"
  name       String? @map("full_name") @default("a // b")
  @@map("users")
  @@schema("auth")
}
enum Empty {}
view Report {
  id Int
}`;

describe('a Prisma schema is read', () => {
  const blocks = readPrismaSchema(schema);

  test('into its blocks, without those in comments', () => {
    expect(blocks.map(({ kind, name }) => `${kind} ${name.text}`)).toEqual([
      'generator client',
      'model User',
      'enum Empty',
      'view Report',
    ]);
  });

  test('with the place of every name and value', () => {
    for (const { name, lines } of blocks) {
      for (const { text, start, end } of [name, ...lines.flatMap((line) => [line.name, line.rest])]) {
        expect(schema.slice(start, end)).toBe(text);
      }
    }
  });

  test('with values, attributes and no comments', () => {
    const [generator, user] = blocks;
    expect(generator!.lines.map(({ name, rest }) => [name.text, quoted(rest.text)])).toEqual([
      ['provider', 'prisma-client'],
      ['output', '../made/client'],
    ]);
    expect(user!.lines.map(({ name }) => name.text)).toEqual(['id', 'name', '@@map', '@@schema']);
    expect(attributeText(user!.lines[1]!.rest.text, '@map')).toBe('full_name');
    expect(user!.lines[1]!.rest.text).toContain('"a // b"');
  });

  test('also where it is cut off', () => {
    expect(readPrismaSchema('model A {\n  id Int\n')).toHaveLength(1);
    expect(readPrismaSchema('')).toEqual([]);
  });

  test('with Windows’ line ends', () => {
    const [first] = readPrismaSchema(schema.replaceAll('\n', '\r\n'));
    expect(first!.lines.map(({ rest }) => quoted(rest.text))).toEqual(['prisma-client', '../made/client']);
  });

  test('without the lines of a list in brackets, which are no fields', () => {
    const [block] = readPrismaSchema(
      'model A {\n  id Int @default("[(")\n  @@index([\n    number,\n  ])\n  pan Int\n}\n',
    );
    expect(block!.lines.map(({ name }) => name.text)).toEqual(['id', '@@index', 'pan']);
  });

  test.each(['"', '"\\', '/*', '//', '{', '[\n', 'a ', ' ', '\\', '}\nmodel A {\n'])(
    'soon, if it is %j 50,000 times',
    (text) => {
      readPrismaSchema(`model A {\n${text.repeat(50_000)}`);
    },
  );
});
