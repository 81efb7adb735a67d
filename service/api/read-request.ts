import type { IncomingMessage } from 'node:http';
import { z } from 'zod';
import { bodyBytesMax } from '../../policies/api.ts';
import { scrub, TooDeep } from '../card-data/scrub.ts';
import { BodyIncomplete, BodyTooLarge, readBody } from '../webhook/body.ts';
import { Refusal } from './problems.ts';
import { type ApiRoute, type Call, hasReference } from './route.ts';
import { customerRef, idempotencyKey } from './schemas/fields.ts';

export type ReadRequest = Pick<Call<unknown, unknown>, 'ref' | 'query' | 'body' | 'idempotencyKey'>;

/** Reads a request as its route says. Throws a Refusal that names what does not fit, and never quotes it. */
export function readPath(route: ApiRoute, [ref]: readonly string[]): string {
  if (!hasReference(route)) return '';
  return parse(customerRef, decoded(ref!), 'the customer in the path');
}

export function readQuery(route: ApiRoute, request: IncomingMessage): unknown {
  const given = queryOf(request.url ?? '');
  if (route.query !== undefined) return parse(route.query, given, 'the query');
  const [name] = Object.keys(given);
  if (name !== undefined) throw new Refusal('invalid-request', 'The query has fields, but this route takes none.');
  return undefined;
}

export async function readJsonBody(route: ApiRoute, request: IncomingMessage): Promise<unknown> {
  if (route.body === undefined) return undefined;
  const type = request.headers['content-type'] ?? '';
  if (!/^application\/json\s*(;|$)/i.test(type)) throw new Refusal('not-json');
  const text = await textOf(request);
  const body = parseJson(text);
  if (countCardData(body) > 0) {
    throw new Refusal(
      'invalid-request',
      'The body holds what looks like card data: cards are entered on Stripe’s pages only.',
    );
  }
  return parse(route.body, body, 'the body');
}

export function readIdempotencyKey(route: ApiRoute, request: IncomingMessage): string {
  if (route.method !== 'POST') return '';
  const key = idempotencyKey.safeParse(request.headers['idempotency-key']);
  if (!key.success) throw new Refusal('idempotency-key-missing');
  return key.data;
}

async function textOf(request: IncomingMessage): Promise<string> {
  try {
    return (await readBody(request, bodyBytesMax)).toString('utf8');
  } catch (error) {
    if (error instanceof BodyTooLarge) throw new Refusal('body-too-large');
    if (error instanceof BodyIncomplete)
      throw new Refusal('invalid-request', 'The connection ended before the body was complete.');
    throw error;
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new Refusal('invalid-request', 'The body is not JSON.');
  }
}

function countCardData(body: unknown): number {
  try {
    // A text alone is no container, and no route takes one.
    return scrub(body);
  } catch (error) {
    if (error instanceof TooDeep) throw new Refusal('invalid-request', 'The body is nested too deep.');
    throw error;
  }
}

function queryOf(url: string): Record<string, string> {
  const at = url.indexOf('?');
  if (at === -1) return {};
  const pairs = [...new URLSearchParams(url.slice(at + 1))];
  const fields = Object.fromEntries(pairs);
  if (Object.keys(fields).length < pairs.length) {
    throw new Refusal('invalid-request', 'The query says one of its fields more than once.');
  }
  return fields;
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    throw new Refusal('invalid-request', 'The customer in the path is not percent-encoded UTF-8.');
  }
}

const fieldNamesMax = 5;
const fieldNameCharactersMax = 64;

function parse<Schema extends z.ZodType>(schema: Schema, given: unknown, what: string): z.output<Schema> {
  const parsed = schema.safeParse(given);
  if (parsed.success) return parsed.data;
  const faults = parsed.error.issues.slice(0, fieldNamesMax).map(faultOf);
  throw new Refusal('invalid-request', `Mend ${what}: ${faults.join('; ')}.`);
}

/** The field's name and what was expected of it. Names are the sender's as well, so they are cut and made printable. */
function faultOf(issue: z.core.$ZodIssue): string {
  const field = issue.path.map(String).join('.');
  if (issue.code === 'unrecognized_keys') {
    return `there is no field ${issue.keys.slice(0, fieldNamesMax).map(printable).join(', ')}`;
  }
  return field === '' ? issue.message : `${printable(field)}: ${issue.message}`;
}

function printable(name: string): string {
  return JSON.stringify(name.slice(0, fieldNameCharactersMax)).replace(/[^\x20-\x7e]/g, '?');
}
