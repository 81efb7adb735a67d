import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseDocument } from 'yaml';
import { align } from './align.ts';

const seed = Number(process.env['SEED'] ?? 1);

test('every plain character of a JSON string is found at its place', () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom('a', 'b', ' ', '"', '\\', '\n', '\t', '/', 'é') }), (value) => {
      const source = JSON.stringify(value).slice(1, -1);
      for (const [index, place] of align(source, value).entries()) {
        const decoded = JSON.parse(`"${source.slice(place, place + (source[place] === '\\' ? 2 : 1))}"`);
        expect(decoded).toBe(value[index]);
      }
    }),
    { seed },
  );
});

test.each([
  ['a folded block', '>-\n  npx\n  prisma\n\n  generate\n'],
  ['a literal block', '|\n  npx \\\n    prisma\n  generate\n'],
  ['a plain scalar over lines', 'npx\n  prisma\n  generate\n'],
  ['single quotes', "'it''s npx prisma generate'"],
  ['double quotes over lines', '"npx \\\n  prisma \\"x\\"\n  generate"'],
])('every word of %s is found at its place', (_title, source) => {
  const value = String(parseDocument(source).toJS());
  const places = align(source, value);
  for (const word of ['npx', 'prisma', 'generate']) {
    const place = places[value.indexOf(word)]!;
    expect(source.slice(place, place + word.length)).toBe(word);
  }
});

test('a source that does not hold the value is walked once', () => {
  align('a'.repeat(100_000), 'b'.repeat(100_000));
});
