import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createConfig, lintFromString } from '@redocly/openapi-core';
import { expect, test } from 'vitest';
import { allRoutes } from './all-routes.ts';
import { openApiText } from './open-api.ts';

const root = join(import.meta.dirname, '../..');

test('the committed document and client are what the code makes; npm run api:client writes both', () => {
  expect(readFileSync(join(import.meta.dirname, 'openapi.json'), 'utf8')).toBe(openApiText());
  const generate = join(root, 'node_modules/.bin/openapi-typescript');
  const client = execFileSync(generate, [join(import.meta.dirname, 'openapi.json')], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  expect(readFileSync(join(root, 'service/sdk/api.ts'), 'utf8')).toBe(client);
});

test('it is valid OpenAPI 3.1, and every operation stands in it once', async () => {
  const config = await createConfig({ extends: ['spec'] });
  const problems = await lintFromString({ source: openApiText(), config, absoluteRef: 'openapi.json' });
  expect(problems.map(({ ruleId, message, location }) => [ruleId, message, location[0]?.pointer])).toEqual([]);
  const broken = openApiText().replace('"operationId"', '"operationNumber"');
  expect(await lintFromString({ source: broken, config, absoluteRef: 'openapi.json' })).not.toEqual([]);
  const operations = allRoutes.map(({ operation }) => operation);
  expect(new Set(operations).size).toBe(operations.length);
});
