import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { billingPrisma } from '../database/billing-prisma.ts';
import { apiDocument, expectDocumented, type Operation, operations } from '../testing/api-document.ts';
import { type ApiStage, askApi, newKey, startApiStage } from '../testing/api-stage.ts';
import { ask } from '../testing/http.ts';

const seed = Number(process.env['SEED'] ?? 1);

let stage: ApiStage;
let shop: string;
const known: { refs: string[]; prices: string[] } = { refs: [], prices: [] };

beforeAll(async () => {
  stage = await startApiStage();
  shop = await stage.app('shop');
  for (const reference of ['one', 'two', 'Ä/%2F?#']) {
    const made = await askApi(stage.service.port, shop, { path: '/v1/customers', body: { reference } });
    known.refs.push(reference, (JSON.parse(made.body) as { id: string }).id);
  }
  const client = stage.stripe.client();
  const { id: product } = await client.products.create({ name: 'Pro' });
  const recurring = { interval: 'month' } as const;
  known.prices.push((await client.prices.create({ product, currency: 'eur', unit_amount: 1, recurring })).id);
});
afterAll(async () => {
  await billingPrisma.$disconnect();
  const { exitCode } = await stage.service.end('SIGTERM');
  await stage.stop();
  expect(exitCode).toBe(0);
});

interface Schema {
  $ref?: string;
  type?: string;
  anyOf?: Schema[];
  properties?: Record<string, Schema>;
  required?: string[];
  items?: Schema;
  pattern?: string;
  minimum?: number;
  exclusiveMinimum?: number;
  maximum?: number;
  minItems?: number;
  maxItems?: number;
}

const oddText = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string({ unit: 'grapheme', maxLength: 40 }),
  fc.constantFrom(
    '\0',
    '\ud800',
    '\r\n',
    '"',
    '',
    ' ',
    '..',
    '%',
    '%00',
    '%ff',
    'cus_',
    '4242424242424242',
    'x'.repeat(3000),
  ),
  fc.constantFrom(
    'constructor',
    '__proto__',
    'null',
    'NaN',
    '1e999',
    "'; DROP TABLE x; --",
    '<script>',
    '../../healthz',
  ),
);
const oddValue = fc.oneof(
  ...[oddText, fc.double(), fc.boolean(), fc.constant(null), fc.maxSafeInteger()],
  fc.constantFrom<unknown>({}, [], [[[[]]]], { toString: 1 }, { id: 'cus_1' }, -1, 0, 2 ** 53, 1e308),
  fc.jsonValue({ maxDepth: 2, stringUnit: 'binary' }),
);

/** What the document allows, and names of things that are there, so that requests come through to the work. */
function fitting(schema: Schema, name = ''): fc.Arbitrary<unknown> {
  if (/^(ref|customer)$/.test(name))
    return fc.oneof(fc.constantFrom(...known.refs), fitting({ ...schema, type: 'string' }));
  if (name === 'price') return fc.constantFrom(...known.prices, 'price_none');
  if (schema.$ref !== undefined) {
    return fitting(apiDocument.components.schemas[schema.$ref.split('/').at(-1)!] as Schema, name);
  }
  if (schema.anyOf !== undefined) return fc.oneof(...schema.anyOf.map((one) => fitting(one, name)));
  if (schema.type === 'object') {
    const fields = Object.entries(schema.properties ?? {}).map(([field, one]) => [field, fitting(one, field)] as const);
    return fc.record(Object.fromEntries(fields), { requiredKeys: schema.required ?? [] });
  }
  if (schema.type === 'array') {
    return fc.array(fitting(schema.items!), {
      minLength: schema.minItems ?? 0,
      maxLength: Math.min(3, schema.maxItems ?? 3),
    });
  }
  if (schema.type === 'integer') {
    const min = schema.minimum ?? (schema.exclusiveMinimum ?? 0) + 1;
    return fc.integer({ min, max: Math.min(schema.maximum ?? 100, min + 100) });
  }
  if (/url/.test(name))
    return fc.constantFrom('https://app.example.com/a?b={CHECKOUT_SESSION_ID}', 'http://x', 'https://ä.example/ü');
  if (name === 'email') return fc.constantFrom('ada@example.com', 'ä@b');
  if (name === 'after') return fc.constantFrom('1.sub_1', '0', '12', '99999999999.x', '999999999999999999');
  return fc.string({ unit: 'grapheme', minLength: 1, maxLength: 20 });
}

/** The same with something in it that does not fit, or that nobody expects. */
const hostile = (schema: Schema, name: string) =>
  fc.oneof({ arbitrary: fitting(schema, name), weight: 3 }, { arbitrary: oddValue, weight: 1 });

function messages(operation: Operation) {
  const parameters = operation.parameters ?? [];
  const of = (place: string) => {
    const fields = parameters
      .filter((one) => one.in === place)
      .map(({ name, schema }) => [name, hostile(schema as Schema, name)] as const);
    return fc.record(Object.fromEntries(fields), { requiredKeys: [] });
  };
  const body = operation.requestBody?.content['application/json']?.schema as Schema | undefined;
  const broken = (given: unknown, [at, value]: [string, unknown]) =>
    typeof given === 'object' && given !== null && !Array.isArray(given) ? { ...given, [at]: value } : given;
  const fields = Object.keys(
    (body && (apiDocument.components.schemas[body.$ref!.split('/').at(-1)!] as Schema | undefined))?.properties ?? {},
  );
  const mutation = fc.tuple(fc.constantFrom(...fields, 'x', '__proto__'), oddValue);
  const bodies =
    body === undefined
      ? fc.constant(undefined)
      : fc.oneof(
          fitting(body),
          fc.tuple(fitting(body), mutation).map(([one, change]) => broken(one, change)),
          oddValue,
        );
  return fc.record({ path: of('path'), query: of('query'), header: of('header'), body: bodies });
}

const wellFormed = (value: unknown) => (typeof value === 'string' ? value : JSON.stringify(value)).toWellFormed();
/** node:http refuses to send anything else in a header. */
const sendable = (text: unknown) => wellFormed(text).replace(/[^\x20-\x7e]/g, '?');

/** Erasing comes last: it takes the customers away. */
const inOrder = [...operations].sort(
  (one, other) => Number(one.method === 'DELETE') - Number(other.method === 'DELETE'),
);

test.each(inOrder.map((operation) => [operation.operationId, operation] as const))(
  'whatever is sent to %s, the answer is in the document, and never 500',
  async (operationId, operation) => {
    const counts = new Map<number, number>();
    await fc.assert(
      fc.asyncProperty(fc.array(messages(operation), { minLength: 12, maxLength: 12 }), async (some) => {
        await Promise.all(
          some.map(async ({ path, query, header, body }) => {
            const ref = 'ref' in path ? wellFormed(path['ref']) : 'one';
            const at = operation.path.replace('{ref}', encodeURIComponent(ref) || '%20');
            const asked = new URLSearchParams(
              Object.entries(query).map(([name, value]): [string, string] => [name, wellFormed(value)]),
            );
            const headers = Object.fromEntries(Object.entries(header).map(([name, value]) => [name, sendable(value)]));
            const reply = await ask(stage.service.port, {
              method: operation.method,
              path: `${at}${asked.size > 0 ? `?${asked.toString()}` : ''}`,
              headers: {
                Authorization: `Bearer ${shop}`,
                'Content-Type': 'application/json',
                'Idempotency-Key': newKey(),
                ...headers,
              },
              ...(body !== undefined && { body: JSON.stringify(body) ?? '' }),
            });
            expectDocumented(operationId, reply);
            expect(reply.status, reply.body).not.toBe(500);
            counts.set(reply.status, (counts.get(reply.status) ?? 0) + 1);
          }),
        );
      }),
      { seed, numRuns: 15, endOnFailure: true },
    );
    // Else the fuzz would have tested the refusals alone.
    const done = operation.method === 'DELETE' ? 202 : Number(Object.keys(operation.responses)[0]);
    expect(counts.get(done) ?? 0, JSON.stringify([...counts])).toBeGreaterThan(0);
    expect([...counts.keys()].filter((status) => status >= 500)).toEqual([]);
  },
  60_000,
);
