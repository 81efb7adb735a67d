import { describe, expect, test } from 'vitest';
import { configurationShape } from '../configuration/configuration.ts';
import { filesInMemory } from './files.ts';
import { openRepository } from './open.ts';

function ownerOf(path: string, code: Record<string, string[]>): string | undefined {
  const databases = Object.fromEntries(
    Object.entries(code).map(([name, patterns]) => [name, { schema: 's', code: patterns }]),
  );
  return openRepository(filesInMemory({}), configurationShape.parse({ databases })).ownerOf(path)?.name;
}

describe('a file is owned by', () => {
  test.each<[string, string, Record<string, string[]>, string | undefined]>([
    [
      'the more specific pattern',
      'packages/billing/a.ts',
      { main: ['**'], billing: ['packages/billing/**'] },
      'billing',
    ],
    ['whoever has the rest', 'packages/web/a.ts', { main: ['**'], billing: ['packages/billing/**'] }, 'main'],
    ['the longer of two folders', 'src/a/b/c.ts', { x: ['src/a/**'], y: ['src/a/b/**'] }, 'y'],
    ['the file that is named itself', 'src/a.ts', { x: ['src/**/*.ts'], y: ['src/a.ts'] }, 'y'],
    ['the longer pattern, where the fixed parts are as long', 'src/a.sql', { x: ['src/**'], y: ['src/**/*.sql'] }, 'y'],
    ['the first, where nothing tells them apart', 'src/a.ts', { x: ['src/*.ts'], y: ['src/?.ts'] }, 'x'],
    ['the database of a folder without wildcard', 'src/billing/deep/a.ts', { x: ['**'], y: ['src/billing'] }, 'y'],
    ['the same with a slash', 'src/billing/a.ts', { x: ['**'], y: ['src/billing/'] }, 'y'],
    ['the same with a dot', 'src/billing/a.ts', { x: ['**'], y: ['./src/billing/**'] }, 'y'],
    ['no folder that only begins alike', 'src/billing-old/a.ts', { x: ['**'], y: ['src/billing'] }, 'x'],
    ['the file whose name is a glob', 'app/[id]/page.ts', { x: ['**'], y: ['app/[id]/page.ts'] }, 'y'],
    ['the pattern that matches hidden files too', '.github/a.yml', { x: ['**'] }, 'x'],
    ['nobody, where no pattern matches', 'other/a.ts', { x: ['src/**'] }, undefined],
  ])('%s', (_title, path, code, owner) => {
    expect(ownerOf(path, code)).toBe(owner);
  });
});

describe('a repository', () => {
  const configuration = configurationShape.parse({
    databases: { main: { schema: 's', code: ['**'] } },
    bridges: [{ path: 'test/**', reason: 'x', expires: '2027-01-01' }],
  });

  test('says which bridge covers a file', () => {
    const repository = openRepository(filesInMemory({}), configuration);
    expect(repository.bridgeOf('test/a/b.ts')).toBe('test/**');
    expect(repository.bridgeOf('src/a.ts')).toBeUndefined();
  });

  test('has no text for a file that is missing or cannot be read', () => {
    const files = {
      paths: ['a', 'b'],
      read: (path: string) => {
        if (path === 'a') return Buffer.from('text');
        throw new Error('gone');
      },
    };
    const repository = openRepository({ ...filesInMemory({}), ...files }, configuration);
    expect([repository.text('a'), repository.text('b'), repository.text('c')]).toEqual(['text', undefined, undefined]);
  });
});
