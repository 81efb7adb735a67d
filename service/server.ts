import { createServer, type IncomingMessage, STATUS_CODES, type Server, type ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { connectionIdleSeconds, connectionsMax, requestSecondsMax } from '../policies/webhook.ts';
import { type Answer, closing, lingerMilliseconds, problem, send } from './answer.ts';
import type { Log } from './log.ts';

/** `parameters` are what stands in the path for each `{name}`, as it came: not decoded. */
export type Route = (request: IncomingMessage, parameters: readonly string[]) => Answer | Promise<Answer>;

type Methods = Record<string, Route>;

/** Path, then method. A `{name}` in a path stands for one whole part of it, between two slashes. */
export type Routes = Record<string, Methods>;

const timeoutCheckMilliseconds = 500;

/** An HTTP server over these routes, with every wait and size bounded. It does not listen yet. */
export function createHttpServer(routes: Routes, log: Log): Server {
  const server = createServer({
    keepAliveTimeout: connectionIdleSeconds * 1000,
    requestTimeout: requestSecondsMax * 1000,
    headersTimeout: requestSecondsMax * 1000,
    connectionsCheckingInterval: timeoutCheckMilliseconds,
  });
  server.maxConnections = connectionsMax;
  const table = tableOf(routes);
  server.on('request', (request, response) => void handle(request, response, table, log));
  server.on('clientError', (error: NodeJS.ErrnoException, socket) => answerBrokenRequest(error, socket));
  return server;
}

/** Routes by whether their path is found by looking it up, which is most of the traffic, or by comparing. */
interface RouteTable {
  exact: ReadonlyMap<string, Methods>;
  patterns: readonly { pattern: RegExp; methods: Methods }[];
  paths: string;
}

function tableOf(routes: Routes): RouteTable {
  const [patterns, exact] = [true, false].map((wanted) =>
    Object.entries(routes).filter(([path]) => path.includes('{') === wanted),
  ) as [[string, Methods][], [string, Methods][]];
  return {
    exact: new Map(exact),
    patterns: patterns.map(([path, methods]) => ({ pattern: patternOf(path), methods })),
    paths: Object.keys(routes).join(', '),
  };
}

/** Paths are letters, hyphens and slashes, which mean themselves. */
function patternOf(path: string): RegExp {
  return new RegExp(`^${path.replaceAll(/\{\w+\}/g, '([^/]+)')}$`);
}

async function handle(request: IncomingMessage, response: ServerResponse, table: RouteTable, log: Log): Promise<void> {
  // A peer that resets its connection is not news; the body's reader hears of it by `close`.
  response.on('error', () => undefined);
  try {
    send(response, await route(request, table));
  } catch (error) {
    log.error({ err: error, path: pathOf(request) }, 'request failed');
    if (!response.headersSent) send(response, problem(500, 'Internal error', 'The failure is in this service’s log.'));
  }
}

function route(request: IncomingMessage, table: RouteTable): Answer | Promise<Answer> {
  const found = find(pathOf(request), table);
  if (found === undefined) return problem(404, 'Not found', `There is nothing here; there is ${table.paths}.`);
  const { methods, parameters } = found;
  const method = request.method === 'HEAD' ? 'GET' : (request.method ?? '');
  const handler = Object.hasOwn(methods, method) ? methods[method]! : undefined;
  if (handler !== undefined) return handler(request, parameters);
  const allow = Object.keys(methods).join(', ');
  return problem(405, 'Method not allowed', `Only ${allow} is answered here.`, { Allow: allow });
}

const none: readonly string[] = [];

function find(path: string, { exact, patterns }: RouteTable) {
  const methods = exact.get(path);
  if (methods !== undefined) return { methods, parameters: none };
  for (const { pattern, methods } of patterns) {
    const [, ...parameters] = pattern.exec(path) ?? none;
    if (parameters.length > 0) return { methods, parameters };
  }
  return undefined;
}

function pathOf(request: IncomingMessage): string {
  return request.url?.split('?', 1)[0] ?? '';
}

/** Node has given up on this connection before there was a request to answer. */
function answerBrokenRequest(error: NodeJS.ErrnoException, socket: Duplex): void {
  if (!socket.writable || error.code === 'ECONNRESET') {
    socket.destroy();
    return;
  }
  const { status, headers, body } = brokenRequestAnswer(error.code);
  const lines = Object.entries({ ...headers, ...closing }).map(([name, value]) => `${name}: ${String(value)}\r\n`);
  socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n${lines.join('')}\r\n${body}`);
  // A sender that never ends its side would keep this one open for ever.
  const lingering = setTimeout(() => socket.destroy(), lingerMilliseconds);
  socket.once('close', () => clearTimeout(lingering));
}

function brokenRequestAnswer(code: string | undefined): Answer {
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') {
    return problem(408, 'Request timeout', `A request has to be complete within ${requestSecondsMax} seconds.`);
  }
  if (code === 'HPE_HEADER_OVERFLOW') return problem(431, 'Headers too large', 'Send fewer or smaller headers.');
  return problem(400, 'Not HTTP', 'The request cannot be read as HTTP/1.1.');
}
