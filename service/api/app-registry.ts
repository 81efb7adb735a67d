import { Prisma } from '../../prisma/billing/client/client.ts';
import { Failure } from '../../failure.ts';
import { billingPrisma } from '../database/billing-prisma.ts';
import { type KeyMode, makeKey } from './key.ts';
import { type Scope, scopesOf } from './scopes.ts';

/** Who does it to which app. Each act leaves a row in the access log, in the same transaction. */
export interface Act {
  app: string;
  operator: string;
}

/** An app as operators see it. */
export interface AppListing {
  name: string;
  scopes: Scope[];
  webhookUrl: string | null;
  createdAt: string;
  revokedAt: string | null;
  /** Those that open, newest first. */
  keys: { id: string; createdAt: string; expiresAt: string | null; lastUsedAt: string | null }[];
}

type Transaction = Prisma.TransactionClient;

/** Makes an app and its first key, whose text is returned and kept nowhere. Throws a Failure where the name is taken. */
export function addApp(
  act: Act,
  { scopes, webhookUrl, mode }: { scopes: readonly Scope[]; webhookUrl: string | null; mode: KeyMode },
): Promise<string> {
  return logged(act, 'apps add', async (tables) => {
    if ((await tables.billing_apps.findUnique({ where: { name: act.app } })) !== null) {
      throw new Failure(`there is an app ${act.app} already, or there was one`, {
        fix: 'choose another name: customers belong to the app that made them, by its name',
      });
    }
    const data = { name: act.app, scopes: scopes.join(','), webhook_url: webhookUrl, created_at: new Date() };
    await tables.billing_apps.create({ data });
    return addKey(tables, act.app, mode);
  });
}

/** Changes what is given, and leaves the rest. Throws a Failure where there is no such app. */
export function changeApp(
  act: Act,
  { scopes, webhookUrl }: { scopes?: readonly Scope[]; webhookUrl?: string | null },
): Promise<void> {
  return logged(act, 'apps change', async (tables) => {
    await requireApp(tables, act.app);
    const data = {
      ...(scopes !== undefined && { scopes: scopes.join(',') }),
      ...(webhookUrl !== undefined && { webhook_url: webhookUrl }),
    };
    await tables.billing_apps.update({ where: { name: act.app }, data });
  });
}

/** Every app, by name. */
export async function listApps(): Promise<AppListing[]> {
  const apps = await billingPrisma.billing_apps.findMany({ orderBy: { name: 'asc' } });
  const keys = await billingPrisma.billing_app_keys.findMany({
    where: isLive(new Date()),
    orderBy: { created_at: 'desc' },
  });
  const byApp = Map.groupBy(keys, ({ app_name: app }) => app);
  return apps.map((app) => ({
    name: app.name,
    scopes: [...scopesOf(app.scopes)],
    webhookUrl: app.webhook_url,
    createdAt: app.created_at.toISOString(),
    revokedAt: app.revoked_at?.toISOString() ?? null,
    keys: (app.revoked_at === null ? (byApp.get(app.name) ?? []) : []).map((key) => ({
      id: key.id,
      createdAt: key.created_at.toISOString(),
      expiresAt: key.expires_at?.toISOString() ?? null,
      lastUsedAt: key.last_used_at?.toISOString() ?? null,
    })),
  }));
}

/**
 * Makes a new key, whose text is returned. The one before opens for so many hours more; an older one, of a rotation that
 * was not over, ends now: two live at the most. Throws a Failure where there is no such app.
 */
export function rotateKey(act: Act, { hours, mode }: { hours: number; mode: KeyMode }): Promise<string> {
  return logged(act, 'apps rotate', async (tables) => {
    await requireApp(tables, act.app);
    const now = new Date();
    const live = await tables.billing_app_keys.findMany({
      where: { app_name: act.app, ...isLive(now) },
      orderBy: { created_at: 'desc' },
    });
    const [newest, ...older] = live.map(({ id }) => id);
    await endKeys(tables, older, now);
    if (newest !== undefined) await endKeys(tables, [newest], new Date(now.getTime() + hours * 3_600_000));
    return addKey(tables, act.app, mode);
  });
}

/** Begins the next signing secret, and returns its number; for so many hours the one before signs too. */
export function rotateSigning(act: Act, { hours }: { hours: number }): Promise<number> {
  return logged(act, 'apps rotate signing', async (tables) => {
    await requireApp(tables, act.app);
    const { signing_generation: generation } = await tables.billing_apps.update({
      where: { name: act.app },
      data: {
        signing_generation: { increment: 1 },
        signing_previous_until: new Date(Date.now() + hours * 3_600_000),
      },
    });
    return generation;
  });
}

/** Ends an app, or one key of it, for good. Throws a Failure where there is no such app, or no such key of it. */
export function revoke(act: Act, key: string | undefined): Promise<void> {
  return logged(act, 'apps revoke', async (tables) => {
    await requireApp(tables, act.app);
    const now = new Date();
    if (key === undefined) {
      await tables.billing_apps.update({ where: { name: act.app }, data: { revoked_at: now } });
      return;
    }
    const found = await tables.billing_app_keys.findFirst({ where: { id: key, app_name: act.app } });
    if (found === null) {
      throw new Failure(`${act.app} has no key ${key}`, {
        fix: 'take the id of the key from ./bulkhead apps list: it is the part between the last two _',
      });
    }
    await endKeys(tables, [key], now);
  });
}

const isLive = (now: Date) => ({ OR: [{ expires_at: null }, { expires_at: { gt: now } }] });

async function addKey(tables: Transaction, app: string, mode: KeyMode): Promise<string> {
  const { id, text, secretHash } = makeKey(mode);
  const data = { id, app_name: app, secret_sha256: secretHash, created_at: new Date() };
  await tables.billing_app_keys.create({ data });
  return text;
}

/** Never later than they would end anyway. */
async function endKeys(tables: Transaction, ids: readonly string[], at: Date): Promise<void> {
  const where = { id: { in: [...ids] }, OR: [{ expires_at: null }, { expires_at: { gt: at } }] };
  await tables.billing_app_keys.updateMany({ where, data: { expires_at: at } });
}

async function requireApp(tables: Transaction, app: string): Promise<void> {
  const found = await tables.billing_apps.findUnique({ where: { name: app } });
  if (found?.revoked_at === null) return;
  throw new Failure(found === null ? `there is no app ${app}` : `the app ${app} was revoked`, {
    fix: 'see ./bulkhead apps list; a new app is made by ./bulkhead apps add',
  });
}

function logged<Result>(
  { app, operator }: Act,
  action: string,
  work: (tables: Transaction) => Promise<Result>,
): Promise<Result> {
  return billingPrisma.$transaction(async (tables) => {
    const result = await work(tables);
    const data = { at: new Date(), actor: operator, action, customer_id: null, result: 'done', subject_id: app };
    await tables.billing_access_log.create({ data });
    return result;
  });
}
