import { setTimeout as wait } from 'node:timers/promises';
import type { Connection } from 'mariadb';
import { appsReadEverySeconds, marksTakenMax } from '../../policies/outbox.ts';
import { whileLeader } from '../database/leader.ts';
import { listOfPlaceholders } from '../database/statement.ts';
import type { Log } from '../log.ts';
import { AppLane, type ListeningApp, type Sender } from './app-lane.ts';
import { Outcomes } from './outcomes.ts';
import type { Background } from './relay.ts';

/**
 * Posts what apps are to be told, at least once and, of one customer, in the order in which it happened. One process at
 * a time does this; killed, the next one tells again what was not written down as told. Each app has a lane of its own,
 * so that one that hangs, or is gone, holds up nobody else.
 */

export interface DeliveryOptions {
  /** What apps' signing secrets are derived from. */
  appSigningSecret: Buffer;
  livemode: boolean;
  log: Log;
}

/** Delivers until it is ended, whenever this process leads. What is under way at the end is told again by the next. */
export function startDelivering({ appSigningSecret, livemode, log }: DeliveryOptions): Background {
  const stop = new AbortController();
  const ended = whileLeader(
    'deliverer',
    async ({ connection, confirm, signal }) => {
      const outcomes = new Outcomes(connection);
      await deliverWhile(connection, { appSigningSecret, livemode, confirm, outcomes }, signal);
    },
    { stop: stop.signal, log },
  );
  return {
    end: () => {
      stop.abort();
      return ended;
    },
  };
}

/** Keeps a lane for each app that listens. Ends, and with it all lanes, when one of them fails or the signal comes. */
async function deliverWhile(connection: Connection, sender: Sender, leading: AbortSignal): Promise<void> {
  const failed = new AbortController();
  const signal = AbortSignal.any([leading, failed.signal]);
  const lanes = new Map<string, { lane: AppLane; ended: Promise<void> }>();
  try {
    while (!signal.aborted) {
      const { listening, silent } = await readApps(connection);
      await letPull(connection, silent);
      for (const name of silent) lanes.get(name)?.lane.close();
      for (const app of listening) {
        const known = lanes.get(app.name);
        if (known !== undefined && !known.lane.closed) known.lane.app = app;
        else lanes.set(app.name, begin(new AppLane(app, connection, sender, signal), failed));
      }
      await wait(appsReadEverySeconds * 1000, undefined, { signal }).catch(() => undefined);
    }
  } finally {
    for (const { lane } of lanes.values()) lane.close();
    await Promise.all([...lanes.values()].map(({ ended }) => ended));
  }
  if (failed.signal.aborted) throw failed.signal.reason;
}

function begin(lane: AppLane, failed: AbortController): { lane: AppLane; ended: Promise<void> } {
  return { lane, ended: lane.work().catch((error: unknown) => failed.abort(error)) };
}

/** The apps that are posted to, and the names of those that are not: without an address, or revoked. */
async function readApps(connection: Connection): Promise<{ listening: ListeningApp[]; silent: string[] }> {
  const rows = await connection.query<(ListeningApp & { webhook_url: string | null; revoked_at: Date | null })[]>(
    'SELECT name, webhook_url, signing_generation, signing_previous_until, revoked_at FROM billing_apps',
  );
  const listens = ({ webhook_url: url, revoked_at: revoked }: (typeof rows)[number]) =>
    url !== null && revoked === null;
  return { listening: rows.filter(listens), silent: rows.filter((row) => !listens(row)).map(({ name }) => name) };
}

/** What was to be posted to an app that no longer listens is left for whoever pulls. In steps: it may be very much. */
async function letPull(connection: Connection, apps: readonly string[]): Promise<void> {
  if (apps.length === 0) return;
  for (;;) {
    const { affectedRows } = await connection.query<{ affectedRows: number }>(
      `UPDATE billing_changes SET state = 'pulled', next_try_at = NULL
        WHERE state = 'pending' AND app_name IN (${listOfPlaceholders(apps.length)}) LIMIT ${marksTakenMax}`,
      [...apps],
    );
    if (affectedRows < marksTakenMax) return;
  }
}
