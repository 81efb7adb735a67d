import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { expect } from 'vitest';
import { openApiText } from '../api/open-api.ts';
import type { Reply } from './http.ts';

interface Media {
  schema: object;
}

/** An operation of the OpenAPI document, as far as tests read it. */
export interface Operation {
  operationId: string;
  method: string;
  path: string;
  parameters?: { in: string; name: string; required?: boolean; schema: object }[];
  requestBody?: { content: Record<string, Media> };
  responses: Record<string, { content?: Record<string, Media> }>;
}

/** The document as it is served. */
export const apiDocument = JSON.parse(openApiText()) as {
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, object> };
};

export const operations: readonly Operation[] = Object.entries(apiDocument.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({ ...operation, path, method: method.toUpperCase() })),
);

const ajv = new Ajv2020({ strict: false, allErrors: true });
addFormats.default(ajv);
ajv.addSchema(apiDocument, 'api');
const validators = new Map<string, ValidateFunction>();

/** A schema of the document with its references, ready to judge values. */
export function validatorOf(schema: object): ValidateFunction {
  const text = JSON.stringify(schema).replaceAll('"#/', '"api#/');
  const known = validators.get(text) ?? ajv.compile(JSON.parse(text) as object);
  validators.set(text, known);
  return known;
}

/** Asserts that a reply is one that the document says this operation may give: its status, its type, its body. */
export function expectDocumented(operationId: string, { status, headers, body }: Reply): void {
  const operation = operations.find((one) => one.operationId === operationId)!;
  const response = operation.responses[status];
  expect(response, `${operationId} answered ${status}, which is not in the document: ${body}`).toBeDefined();
  const type = String(headers['content-type'] ?? '');
  expect(type === '' ? [] : [type], `${operationId} ${status}`).toEqual(Object.keys(response?.content ?? {}));
  const media = response?.content?.[type];
  if (media === undefined) return expect(body).toBe('');
  const validate = validatorOf(media.schema);
  expect(validate(JSON.parse(body)), `${operationId} ${status}: ${JSON.stringify(validate.errors)} ${body}`).toBe(true);
}
