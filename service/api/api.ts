import { randomUUID } from 'node:crypto';
import type { IncomingMessage, OutgoingHttpHeaders } from 'node:http';
import { type Answer, answer, json } from '../answer.ts';
import { DatabaseUnavailable } from '../database/lane.ts';
import type { Log } from '../log.ts';
import { publicRoutes } from '../routes.ts';
import type { Route, Routes } from '../server.ts';
import { type Access, AccessLog, accessOf, type Seen } from './access-log.ts';
import { allRoutes } from './all-routes.ts';
import { Customers } from './customers.ts';
import { commonHeaders, entityTagOf, isKnown, revalidated } from './headers.ts';
import { type Caller, KeyRing } from './key-ring.ts';
import { observeRequests } from './observe-requests.ts';
import { openApiText } from './open-api.ts';
import { answerOf, problemPath, problems, Refusal } from './problems.ts';
import { takeAllowance } from './rate-limit.ts';
import { readIdempotencyKey, readJsonBody, readPath, readQuery } from './read-request.ts';
import type { ApiRoute, ApiTools } from './route.ts';

export type ApiOptions = Pick<ApiTools, 'livemode' | 'commits' | 'stripe' | 'log'>;

/**
 * The one door of apps to billing. A request goes through it step by step: whose key is it, is there allowance left, is
 * it in the key's scope, is it well formed; then its route does the work, the access log is written, and only then is
 * it answered.
 */
export class Api {
  readonly #keys: KeyRing;
  readonly #accessLog = new AccessLog();
  readonly #customers = new Customers();
  readonly #tools: ApiTools;
  readonly #log: Log;

  constructor(options: ApiOptions) {
    this.#log = options.log;
    this.#keys = new KeyRing(options.livemode ? 'live' : 'test', options.log);
    this.#tools = { ...options, customers: this.#customers };
  }

  /** Its routes, for the server: those of the table, and what explains them, which needs no key. */
  routes(): Routes {
    const routes: Routes = {
      [publicRoutes.openApi.path]: { GET: () => openApi() },
      [publicRoutes.explainProblem.path]: { GET: (_request, [name]) => explain(name!) },
    };
    for (const route of allRoutes) {
      (routes[route.path] ??= {})[route.method] = this.#serve(route);
    }
    return routes;
  }

  /** Waits for what was asked of the database, then closes the connections. */
  async close(): Promise<void> {
    await Promise.all([this.#keys.close(), this.#accessLog.close(), this.#customers.close()]);
  }

  #serve(route: ApiRoute): Route {
    const observe = observeRequests(route.operation);
    return async (request, parameters) => {
      const start = performance.now();
      const answered = await this.#answer(route, request, parameters);
      observe(answered.status, (performance.now() - start) / 1000);
      return answered;
    };
  }

  async #answer(route: ApiRoute, request: IncomingMessage, parameters: readonly string[]): Promise<Answer> {
    const headers: OutgoingHttpHeaders = { ...commonHeaders, 'Request-Id': randomUUID() };
    try {
      const caller = await this.#keys.open(request);
      return await this.#answerCaller(caller, { route, request, parameters, headers });
    } catch (error) {
      return answerOf(this.#refusalOf(error, headers), headers);
    }
  }

  async #answerCaller(caller: Caller, asked: Asked): Promise<Answer> {
    const { route, request, headers } = asked;
    const seen: Seen = { actor: `${caller.app}/${caller.keyId}`, action: route.operation };
    const allowance = await takeAllowance(caller.app, route.method === 'GET' ? 'reads' : 'writes');
    Object.assign(headers, allowance.headers);
    let answered: Answer;
    try {
      if (allowance.refusal !== undefined) throw allowance.refusal;
      const body = JSON.stringify(await this.#handle(caller, asked, seen));
      answered = answerWith(route, request, headers, body);
    } catch (error) {
      answered = answerOf(this.#refusalOf(error, headers), headers);
    }
    // Of a flood the log gets its beginning: no customer was looked at, and a table is not to be filled by it.
    const isFlood = allowance.refusal !== undefined && allowance.isFirstRefused !== true;
    if (!isFlood && seen.isLogged !== true) await this.#writeDown(accessOf(seen, answered.status), answered);
    return answered;
  }

  /** An answer that tells nothing of anybody does not wait for its row: the database may not answer that either. */
  async #writeDown(access: Access, { status }: Answer): Promise<void> {
    const written = this.#accessLog.ask(access);
    if (status !== problems['database-unavailable'].status) return written;
    written.catch(() => this.#log.error({ access }, 'an access that was refused could not be written down'));
  }

  async #handle({ app, scopes }: Caller, { route, request, parameters }: Asked, seen: Seen): Promise<unknown> {
    if (!scopes.has(route.scope)) {
      throw new Refusal('forbidden', `This needs the scope ${route.scope}: have an operator give it to the app.`);
    }
    const ref = readPath(route, parameters);
    const query = readQuery(route, request);
    const idempotencyKey = readIdempotencyKey(route, request);
    const body = await readJsonBody(route, request);
    return route.handle({ app, ref, query, body, idempotencyKey, tools: this.#tools, seen });
  }

  /** What the app is told. What it is not told, and what an operator has to mend, goes into the log. */
  #refusalOf(error: unknown, { 'Request-Id': requestId }: OutgoingHttpHeaders): Refusal {
    if (error instanceof Refusal) return error;
    if (error instanceof DatabaseUnavailable) {
      const cause = error.cause instanceof Error ? error.cause.message : undefined;
      this.#log.error({ requestId, cause }, 'billing’s database does not answer the API');
      return new Refusal('database-unavailable');
    }
    this.#log.error({ err: error, requestId }, 'a request of an app failed');
    return new Refusal('internal-error');
  }
}

interface Asked {
  route: ApiRoute;
  request: IncomingMessage;
  parameters: readonly string[];
  headers: OutgoingHttpHeaders;
}

const contentType = 'application/json';

function answerWith(route: ApiRoute, request: IncomingMessage, headers: OutgoingHttpHeaders, body: string): Answer {
  const { status } = route.answer;
  if (route.method !== 'GET') return answer(status, contentType, body, headers);
  const entityTag = entityTagOf(body);
  const tagged = { ...headers, ...revalidated, ETag: entityTag };
  if (isKnown(entityTag, request)) return { status: 304, headers: tagged, body: '' };
  return answer(status, contentType, body, tagged);
}

function openApi(): Answer {
  return answer(200, contentType, openApiText(), { 'X-Content-Type-Options': 'nosniff' });
}

function explain(name: string): Answer {
  if (!Object.hasOwn(problems, name)) return answerOf(new Refusal('no-such-problem'), commonHeaders);
  const { status, title, mend } = problems[name as keyof typeof problems];
  return json(200, { type: `${problemPath}${name}`, title, status, mend });
}
