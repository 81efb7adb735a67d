import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { Command } from 'commander';
import { drainSecondsMax } from '../policies/webhook.ts';
import { billingPrisma, connectBilling } from './database/billing-prisma.ts';
import { startLocalMariadb } from './database/local-mariadb.ts';
import { surviveLostConnections } from './database/lost-connection.ts';
import { type Config, readConfig } from './config.ts';
import { exitCode, Failure } from './failure.ts';
import { createLog, type Log } from './log.ts';
import { observeQuarantine } from './metrics.ts';
import { oldestQuarantinedAgeSeconds } from './database/quarantine.ts';
import { operationsRoutes } from './operations.ts';
import { createHttpServer } from './server.ts';
import { GroupCommit } from './webhook/group-commit.ts';
import { receiveWebhook } from './webhook/receive.ts';

export const command = new Command()
  .description(
    'Receives Stripe’s webhooks at POST /webhooks/stripe and answers 200 once an event is durable in billing’s ' +
      'database. GET /healthz, /readyz and /metrics are for the platform. SIGTERM finishes what was accepted, then exits 0.',
  )
  .addHelpText(
    'after',
    `
Environment:
  STRIPE_WEBHOOK_SECRETS  the endpoint's signing secrets, commas between; two at once during a rotation
  STRIPE_MODE             test (default) or live; events of the other mode are quarantined
  BILLING_DATABASE_URL    billing's app user; unset, a private MariaDB is started under .bulkhead/
  PORT, HOST, LOG_LEVEL   4242, 127.0.0.1, info

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
  const local = await startLocalDatabase(config, log);
  const commits = new GroupCommit();
  try {
    await refuseAnotherDatabase(log);
    observeQuarantine(oldestQuarantinedAgeSeconds);
    const listening = await listen(config, commits, log);
    const signal = await stopping;
    log.info({ signal }, 'stopping: no new connections, finishing what was accepted');
    const drained = await drain(listening);
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

async function startLocalDatabase(config: Config, log: Log) {
  if (config.billingDatabaseUrl !== undefined) return undefined;
  const local = await startLocalMariadb({ notice: (line) => log.info(line) });
  process.env['BILLING_DATABASE_URL'] = local.urls.billing.app;
  return local;
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

async function listen(config: Config, commits: GroupCommit, log: Log): Promise<Listening> {
  const webhook = { secrets: config.webhookSecrets, livemode: config.livemode, commits, log };
  const routes = {
    '/webhooks/stripe': { POST: (request) => receiveWebhook(request, webhook) },
    ...operationsRoutes,
  } satisfies Parameters<typeof createHttpServer>[0];
  const server = createHttpServer(routes, log);
  const connections = new Set<Socket>();
  server.on('connection', (socket) => {
    connections.add(socket);
    socket.once('close', () => connections.delete(socket));
  });
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

/** A server and its open connections. */
interface Listening {
  server: Server;
  connections: ReadonlySet<Socket>;
}

/** Resolves to false where connections were still open when the time was over. */
async function drain({ server, connections }: Listening): Promise<boolean> {
  const closed = once(server, 'close').then(() => true);
  server.close();
  const sweeping = setInterval(() => {
    // A connection that falls idle later is not closed by close() itself, and one that never said a word not at all.
    server.closeIdleConnections();
    for (const socket of connections) if (socket.bytesRead === 0) socket.destroy();
  }, 50);
  const late = new Promise<boolean>((resolve) => setTimeout(resolve, drainSecondsMax * 1000, false).unref());
  const drained = await Promise.race([closed, late]);
  clearInterval(sweeping);
  server.closeAllConnections();
  return drained;
}
