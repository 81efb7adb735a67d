import type { Stripe } from 'stripe';
import type { z } from 'zod';
import type { Log } from '../log.ts';
import type { GroupCommit } from '../webhook/group-commit.ts';
import type { Seen } from './access-log.ts';
import type { Customers } from './customers.ts';
import type { ProblemName } from './problems.ts';
import type { Scope } from './scopes.ts';

/** What routes work with. */
export interface ApiTools {
  livemode: boolean;
  customers: Customers;
  commits: GroupCommit;
  /** Undefined where the service has no key of Stripe. */
  stripe: Stripe | undefined;
  log: Log;
}

/** One request of an app, read and proven to be of the shape that its route asks for. */
export interface Call<Query, Body> {
  app: string;
  /** What stands in the path for `{ref}`; empty where the path has none. */
  ref: string;
  query: Query;
  body: Body;
  /** Of a POST; empty otherwise. */
  idempotencyKey: string;
  tools: ApiTools;
  seen: Seen;
}

/**
 * A route of the API, as data: it is served as this says, it stands in the OpenAPI document as this says, and what does
 * not fit is refused as this says.
 */
export interface ApiRoute<Query = unknown, Body = unknown> {
  /** Its name in the document, in a client, in metrics and in the access log. */
  operation: string;
  method: 'GET' | 'POST' | 'DELETE';
  path: string;
  scope: Scope;
  title: string;
  description: string;
  query?: z.ZodType<Query>;
  body?: z.ZodType<Body>;
  answer: { status: number; description: string; schema: z.ZodType };
  /** What it may refuse with beside what every route may. */
  problems: readonly ProblemName[];
  /** Returns what is answered as JSON. Throws a Refusal, or DatabaseUnavailable. */
  handle: (call: Call<Query, Body>) => Promise<unknown>;
}

/** Lets the compiler infer what a route's schemas read; the table does not need to know it. */
export function defineRoute<Query, Body>(route: ApiRoute<Query, Body>): ApiRoute {
  return route as unknown as ApiRoute;
}

export function hasReference(route: ApiRoute): boolean {
  return route.path.includes('{ref}');
}
