import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import { describe, expect, test } from 'vitest';
import { configurationJsonSchema } from './json-schema.ts';

const published: object = JSON.parse(readFileSync(new URL('configuration.schema.json', import.meta.url), 'utf8'));

/** The example of the documentation. */
const example = {
  $schema: '…',
  databases: {
    billing: {
      schema: 'packages/billing/prisma/schema.prisma',
      config: 'packages/billing/prisma.config.ts',
      code: ['packages/billing/**'],
    },
    main: { schema: 'packages/db/prisma/schema.prisma', code: ['**'] },
  },
  bridges: [
    { path: 'packages/testkit/src/index.ts', reason: 'starts both databases for tests', expires: '2027-03-31' },
  ],
  waivers: [{ rule: 'no-card-data', path: 'src/legacy.ts', match: 'cardNumber', reason: '…', expires: '2027-01-31' }],
  ignore: ['**/generated/**'],
};

describe('the published JSON Schema', () => {
  test('is the one that the code makes', () => {
    expect(published, 'run `node checks/configuration/write-schema.ts`').toEqual(
      JSON.parse(JSON.stringify(configurationJsonSchema())),
    );
  });

  const validate = new Ajv({ validateFormats: false }).compile(published);

  test('takes the documentation’s example', () => {
    expect(validate(example), JSON.stringify(validate.errors)).toBe(true);
  });

  test.each<[string, object]>([
    ['no databases', { ...example, databases: undefined }],
    ['an unknown key', { ...example, waiver: [] }],
    ['a waiver without an end', { ...example, waivers: [{ rule: 'a', path: 'b', reason: 'c' }] }],
    ['a day that is none', { ...example, bridges: [{ path: 'b', reason: 'c', expires: '2027-02-30' }] }],
    ['a name in capitals', { databases: { Main: { schema: 'a', code: ['**'] } } }],
  ])('refuses %s', (_title, configuration) => {
    expect(validate(JSON.parse(JSON.stringify(configuration)))).toBe(false);
  });
});
