import type { z } from 'zod';
import type { Account } from '../state/account.ts';
import type { Platform } from '../state/platform.ts';
import type { Deliveries } from '../webhooks/deliveries.ts';
import type { EndpointRegistry } from '../webhooks/endpoint-registry.ts';
import type { FormFields } from './form.ts';
import { readParameters } from './parameters.ts';

/** What a route may reach. */
export interface ApiContext {
  readonly account: Account;
  readonly endpoints: EndpointRegistry;
  /** The accounts beside this one, and the platform's own. */
  readonly platform: Platform;
  readonly deliveries: Deliveries;
  /** Tells the server of work that goes on after the answer, so that `idle()` waits for it. */
  readonly goesOn: (work: Promise<void>) => void;
}

export type Method = 'GET' | 'POST' | 'DELETE';

export interface Route {
  readonly method: Method;
  readonly segments: readonly string[];
  /** Answers a request whose path matched; `id` is what stood in place of :id. */
  readonly answer: (context: ApiContext, fields: FormFields, id: string) => object;
}

/** One route: method and path in Stripe's notation, the parameters it knows, and what it does. */
export function route<T>(
  line: `${Method} /${'v1' | 'v2'}/${string}`,
  schema: z.ZodType<T>,
  answer: (context: ApiContext, parameters: T, id: string) => object,
): Route {
  const [method = 'GET', path = ''] = line.split(' ') as [Method, string];
  return {
    method,
    segments: path.split('/').slice(1),
    answer: (context, fields, id) => answer(context, readParameters(schema, fields), id),
  };
}

/** The route for a path, and the id in it. */
export function findRoute(
  routes: readonly Route[],
  method: string,
  path: string,
): { route: Route; id: string } | undefined {
  const parts = path.replace(/\/$/, '').split('/').slice(1);
  for (const each of routes) {
    if (each.method !== method || each.segments.length !== parts.length) continue;
    if (!each.segments.every((segment, index) => segment === ':id' || segment === parts[index])) continue;
    const encoded = parts[each.segments.indexOf(':id')] ?? '';
    try {
      return { route: each, id: decodeURIComponent(encoded) };
    } catch {
      return { route: each, id: encoded };
    }
  }
  return undefined;
}
