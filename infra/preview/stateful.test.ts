import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { stateful } from './stateful.ts';

/** The properties that a resource of @pulumi/aws may be given. */
function inputsOf(type: string): string[] {
  const [, path = ''] = type.split(':');
  const file = join(import.meta.dirname, '../../node_modules/@pulumi/aws', `${path}.d.ts`);
  const text = readFileSync(file, 'utf8');
  return [...text.slice(text.lastIndexOf('Args {')).matchAll(/^ {4}(\w+)\??: /gm)].map(([, name]) => name!);
}

test.each(Object.entries(stateful))('%s has the properties that replace it, each once', (type, { replacedBy }) => {
  expect(inputsOf(type)).toEqual(expect.arrayContaining([...replacedBy]));
  expect(new Set(replacedBy).size).toBe(replacedBy.length);
});
