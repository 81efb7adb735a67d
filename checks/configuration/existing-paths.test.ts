import { describe, expect, test } from 'vitest';
import { requireExistingPaths } from './existing-paths.ts';
import { loadConfiguration } from './load.ts';

const of = (schema: string, config?: string) =>
  loadConfiguration(
    'bulkhead.config.json',
    JSON.stringify({ databases: { main: { schema, config, code: ['none/**'] } } }),
    [],
  );

describe('a configuration’s schemas and configs exist', () => {
  test.each([
    ['a file', 'db/schema.prisma'],
    ['a file of another name', 'db/model.txt'],
    ['a folder of files', 'multi'],
    ['a folder with its slash', 'multi/'],
  ])('%s passes', (_title, schema) => {
    const paths = ['db/schema.prisma', 'db/model.txt', 'multi/a.prisma', 'prisma.config.ts'];
    expect(() => requireExistingPaths(of(schema, 'prisma.config.ts'), paths)).not.toThrow();
  });

  test('what does not is named, all at once, with what there is', () => {
    const paths = ['other/schema.prisma', 'other/prisma.config.ts'];
    expect(() => requireExistingPaths(of('db/schema.prisma', 'db/prisma.config.ts'), paths)).toThrow(
      expect.objectContaining({
        exitCode: 2,
        message: [
          'bulkhead.config.json cannot be used:',
          '  databases.main.schema: there is no file or folder db/schema.prisma; there are other/schema.prisma',
          '  databases.main.config: there is no file db/prisma.config.ts; there are other/prisma.config.ts',
        ].join('\n'),
      }) as Error,
    );
  });

  test('a folder without a schema file is no schema', () => {
    expect(() => requireExistingPaths(of('db'), ['db/readme.md'])).toThrow(/the folder db has no \.prisma file in it/);
  });
});
