import { createDocument, type ZodOpenApiOperationObject, type ZodOpenApiResponseObject } from 'zod-openapi';
import { z } from 'zod';
import packageJson from '../../package.json' with { type: 'json' };
import { allRoutes } from './all-routes.ts';
import { type ProblemName, problemPath, problems } from './problems.ts';
import { type ApiRoute, hasReference } from './route.ts';
import { customerRef, idempotencyKey } from './schemas/fields.ts';
import { problem } from './schemas/resources.ts';

/** What any route may refuse with. */
const everywhere: readonly ProblemName[] = [
  ...(['invalid-request', 'unauthorized', 'forbidden', 'too-many-requests'] as const),
  ...(['internal-error', 'database-unavailable'] as const),
];
const withBody: readonly ProblemName[] = ['body-too-large', 'not-json'];
const withKey: readonly ProblemName[] = [
  ...(['idempotency-key-missing', 'idempotency-key-reused'] as const),
  ...(['stripe-unavailable', 'stripe-not-configured'] as const),
];

let text: string | undefined;

/** The OpenAPI 3.1 document of the API, as it is served: made once, from the table of routes. */
export function openApiText(): string {
  return (text ??= `${JSON.stringify(openApiDocument(), null, 2)}\n`);
}

function openApiDocument() {
  return createDocument({
    openapi: '3.1.1',
    info: {
      title: 'Bulkhead billing',
      version: packageJson.version,
      description:
        'What apps ask billing. Each answer is of one app: what is another app’s is not there. Errors are problem ' +
        'details (RFC 9457) whose `detail` says the mend.',
    },
    security: [{ key: [] }],
    paths: pathsOf(allRoutes),
    components: {
      securitySchemes: {
        key: { type: 'http', scheme: 'bearer', description: 'A key that an operator made: ./bulkhead apps add' },
      },
    },
  });
}

function pathsOf(routes: readonly ApiRoute[]): Record<string, Record<string, ZodOpenApiOperationObject>> {
  const paths: Record<string, Record<string, ZodOpenApiOperationObject>> = {};
  for (const route of routes) (paths[route.path] ??= {})[route.method.toLowerCase()] = operationOf(route);
  return paths;
}

function operationOf(route: ApiRoute): ZodOpenApiOperationObject {
  const header =
    route.method === 'POST'
      ? z.object({ 'Idempotency-Key': idempotencyKey })
      : route.method === 'GET'
        ? z.object({ 'If-None-Match': z.string().optional() })
        : undefined;
  return {
    operationId: route.operation,
    summary: route.title,
    description: `${route.description}\n\nNeeds the scope \`${route.scope}\`.`,
    requestParams: {
      ...(hasReference(route) && { path: z.object({ ref: customerRef }) }),
      ...(route.query !== undefined && { query: route.query as unknown as z.ZodObject }),
      ...(header !== undefined && { header }),
    },
    ...(route.body !== undefined && {
      requestBody: { required: true, content: { 'application/json': { schema: route.body } } },
    }),
    responses: responsesOf(route),
  };
}

function responsesOf(route: ApiRoute): Record<`${1 | 2 | 3 | 4 | 5}${string}`, ZodOpenApiResponseObject> {
  const { status, description, schema } = route.answer;
  const names = [
    ...everywhere,
    ...(route.body === undefined ? [] : withBody),
    ...(route.method === 'POST' ? withKey : []),
    ...route.problems,
  ];
  const byStatus = Map.groupBy(names, (name) => problems[name].status);
  return {
    [`${status}`]: {
      description,
      headers: z.object(route.method === 'GET' ? { ...limited, ETag: z.string() } : limited),
      content: { 'application/json': { schema } },
    },
    ...(route.method === 'GET' && { '304': { description: 'As If-None-Match knows it.' } }),
    ...Object.fromEntries([...byStatus].sort(([one], [other]) => one - other).map(refusalOf)),
  };
}

const limited = {
  'Request-Id': z.string(),
  RateLimit: z.string().meta({ description: 'What is left: r requests in the next t seconds.' }),
  'RateLimit-Policy': z.string().meta({ description: 'The limit: q requests in w seconds, in each process.' }),
};

function refusalOf([status, names]: [number, ProblemName[]]): [string, ZodOpenApiResponseObject] {
  const description = names.map((name) => `- \`${problemPath}${name}\`: ${problems[name].title}`);
  return [
    String(status),
    { description: description.join('\n'), content: { 'application/problem+json': { schema: problem } } },
  ];
}
