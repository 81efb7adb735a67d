import { once } from 'node:events';
import type { IncomingMessage, Server } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { Command } from 'commander';
import { stripeRetriesMax, stripeSecondsMax } from '../policies/api.ts';
import { drainSecondsMax, requestSecondsMax } from '../policies/webhook.ts';
import { Api } from './api/api.ts';
import { startBackground } from './background.ts';
import { billingPrisma, connectBilling } from './database/billing-prisma.ts';
import { surviveLostConnections } from './database/lost-connection.ts';
import { type Config, readConfig } from './config.ts';
import { exitCode, Failure } from '../failure.ts';
import { startLocalDatabase } from './local-database.ts';
import { createLog, type Log } from './log.ts';
import { observeChanges, observeQuarantine, observeSweepAge } from './metrics.ts';
import { startMinuteReport } from './minute-report.ts';
import { oldestQuarantinedAgeSeconds, readQuarantine } from './database/quarantine.ts';
import { operationsRoutes } from './operations.ts';
import { readUntold } from './outbox/untold.ts';
import { publicRoutes } from './routes.ts';
import { createHttpServer } from './server.ts';
import { stripeClient } from './stripe/client.ts';
import { readSweepAgeSeconds } from './stripe/sweep/watermark.ts';
import { GroupCommit } from './webhook/group-commit.ts';
import { receiveWebhook } from './webhook/receive.ts';

export const command = new Command()
  .description(
    'Receives Stripe’s webhooks at POST /webhooks/stripe and answers 200 once an event is durable in billing’s ' +
      'database, and answers apps under /v1 (GET /openapi.json says what). GET /healthz, /readyz and /metrics are for the platform. SIGTERM finishes what was accepted, then exits 0.',
  )
  .addHelpText(
    'after',
    `
Environment:
  STRIPE_WEBHOOK_SECRETS     the endpoint's signing secrets, commas between; two at once during a rotation
  STRIPE_MODE                test (default) or live; events of the other mode are quarantined
  STRIPE_API_KEY             with it Stripe's list of events is swept every few minutes, and apps can make customers and send them to Stripe's pages
  STRIPE_API_BASE            where a stand-in for Stripe answers; unset, Stripe itself
  APP_SIGNING_SECRET         what the apps' own signing secrets are derived from: 24 random bytes or more, base64
  BILLING_DATABASE_URL       billing's app user; unset, a private MariaDB is started under .bulkhead/
  BILLING_DATABASE_PASSWORD  its password, where the URL has none
  PORT, HOST, LOG_LEVEL      4242, 127.0.0.1, info

Example:
  STRIPE_WEBHOOK_SECRETS=whsec_… ./bulkhead serve`,
  )
  .action(async () => {
    process.exitCode = await serve();
  });

/** Runs the service until it is told to stop. Throws a Failure before the port opens where it cannot start. */
async function serve(): Promise<number> {
  const config = readConfig(process.env);
  const { log, close: closeLog } = createLog(config.logLevel);
  const stopping = stopSignal();
  surviveLostConnections(log);
  const local = await startLocalDatabase(config, (line) => log.info(line));
  const commits = new GroupCommit();
  const patience = { timeout: stripeSecondsMax * 1000, maxNetworkRetries: stripeRetriesMax };
  const stripe = config.stripe && stripeClient(process.env, patience);
  const api = new Api({ livemode: config.livemode, commits, stripe, log });
  try {
    await refuseAnotherDatabase(log);
    observeQuarantine(oldestQuarantinedAgeSeconds);
    observeSweepAge(readSweepAgeSeconds);
    observeChanges(readUntold);
    const listening = await listen(config, { commits, api, log });
    const waiting = () => commits.waiting;
    const endReport = startMinuteReport(log, { waiting, readQuarantine, readSweepAgeSeconds, readUntold });
    const background = startBackground(config, commits, log);
    const signal = await stopping;
    endReport();
    log.info({ signal }, 'stopping: no new connections, finishing what was accepted');
    const [drained] = await Promise.all([drain(listening), background.end()]);
    await api.close();
    await commits.close();
    log.info({ drained }, 'stopped');
    return drained ? exitCode.done : exitCode.failed;
  } finally {
    await billingPrisma.$disconnect();
    await local?.stop();
    closeLog();
  }
}

/** From the first signal on, the process means to stop; a second one of them ends it at once. */
function stopSignal(): Promise<string> {
  return new Promise((resolve) => {
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => resolve(signal));
  });
}

/** A wrong URL ends the start; a database that is merely away does not: deliveries get 503 until it is back. */
async function refuseAnotherDatabase(log: Log): Promise<void> {
  try {
    const connection = await connectBilling();
    await connection.end();
  } catch (error) {
    if (error instanceof Failure) throw error;
    log.warn({ cause: error instanceof Error ? error.message : undefined }, 'billing’s database is not reachable yet');
  }
}

interface Answering {
  commits: GroupCommit;
  api: Api;
  log: Log;
}

async function listen(config: Config, { commits, api, log }: Answering): Promise<Listening> {
  const webhook = { secrets: config.webhookSecrets, livemode: config.livemode, commits, log };
  const routes = {
    [publicRoutes.webhook.path]: { [publicRoutes.webhook.method]: (request) => receiveWebhook(request, webhook) },
    ...operationsRoutes,
    ...api.routes(),
  } satisfies Parameters<typeof createHttpServer>[0];
  const server = createHttpServer(routes, log);
  const connections = watchConnections(server);
  server.listen(config.port, config.host);
  try {
    await once(server, 'listening');
  } catch (cause) {
    throw new Failure(`cannot listen on ${config.host}:${config.port}`, {
      fix: 'set PORT to a free port (0 takes any), or stop what listens there',
      cause,
    });
  }
  const { address, port } = server.address() as AddressInfo;
  log.info({ address, port, mode: config.livemode ? 'live' : 'test' }, 'listening');
  return { server, connections };
}

interface Listening {
  server: Server;
  /** Each open connection, and the request on it that is not answered yet. */
  connections: ReadonlyMap<Socket, IncomingMessage | undefined>;
}

function watchConnections(server: Server): Listening['connections'] {
  const connections = new Map<Socket, IncomingMessage | undefined>();
  server.on('connection', (socket) => {
    connections.set(socket, undefined);
    socket.once('close', () => connections.delete(socket));
  });
  server.on('request', (request, response) => {
    connections.set(request.socket, request);
    response.once('close', () => {
      if (connections.has(request.socket)) connections.set(request.socket, undefined);
    });
  });
  return connections;
}

/** Resolves to false where connections were still open when the time was over. */
async function drain({ server, connections }: Listening): Promise<boolean> {
  const closed = once(server, 'close').then(() => true);
  server.close();
  const overdueAt = performance.now() + requestSecondsMax * 1000;
  const sweeping = setInterval(() => {
    // A connection that falls idle later is not closed by close() itself, one that never said a word not at all, and
    // a closing server no longer looks for requests that take too long.
    server.closeIdleConnections();
    const overdue = performance.now() > overdueAt;
    for (const [socket, request] of connections) {
      if (socket.bytesRead === 0 || (overdue && request?.complete !== true)) socket.destroy();
    }
  }, 50);
  const late = new Promise<boolean>((resolve) => setTimeout(resolve, drainSecondsMax * 1000, false).unref());
  const drained = await Promise.race([closed, late]);
  clearInterval(sweeping);
  server.closeAllConnections();
  return drained;
}
