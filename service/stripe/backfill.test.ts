import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ServerResponse } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type RunningCommand, startCommand } from '../testing/command.ts';
import { customerObject } from '../testing/stripe-objects.ts';
import { type StripeProxy, startStripeProxy } from '../testing/stripe-proxy.ts';
import { startTruthStage, type TruthStage } from '../testing/truth-stage.ts';
import { backfill } from './backfill/backfill-flow.ts';
import { stripeClient } from './client.ts';
import { seedFor, seededRandom } from './local-stripe/state/seeded-random.ts';
import { verify } from './verify/verify-flow.ts';

const seed = Number(process.env['SEED'] ?? 1);
const subscriptions = 1500;

let stage: TruthStage;
let folder: string;
let proxy: StripeProxy | undefined;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'bulkhead-backfill-'));
  stage = await startTruthStage(subscriptions, seed);
});
afterAll(async () => {
  await stage.stop();
  rmSync(folder, { recursive: true });
});
beforeEach(() => stage.empty());
afterEach(async () => {
  await proxy?.close();
  proxy = undefined;
});

const fill = (client = stage.client) => backfill(client, { pace: stage.pace });
const unequal = async () =>
  (await verify(stage.client, { livemode: false, pace: stage.pace, waitsSeconds: [0] })).differences;

async function proxyOf(before: (request: number, response: ServerResponse) => unknown): Promise<string> {
  proxy = await startStripeProxy(stage.stripe.url, before);
  return proxy.url;
}

const everything = 3 * subscriptions + 1;

test('an empty database is filled; run again, nothing is written', async () => {
  expect(await fill()).toMatchObject({ listed: everything, committed: everything, unreadable: 0, wentOn: false });
  expect(await unequal()).toEqual([]);
  expect(await stage.rows.halfApplied()).toEqual([]);
  const before = await stage.rows.projections();
  expect(await fill()).toMatchObject({ listed: everything, committed: 0, wentOn: false });
  expect(await stage.rows.projections()).toEqual(before);
  expect(await stage.rows.ledgerIds()).toHaveLength(everything);
});

test('of a partly filled one only what is missing or different is written', async () => {
  await fill();
  await stage.rows.query('DELETE FROM billing_invoices LIMIT 7');
  await stage.rows.query('UPDATE billing_customers SET balance = 9 LIMIT 5');
  expect(await fill()).toMatchObject({ listed: everything, committed: 12 });
  expect(await unequal()).toEqual([]);
});

test('killed with -9 again and again, it goes on where it stopped, and ends equal', async () => {
  const random = seededRandom(seedFor(seed, 'killed backfills'));
  const variables = { ...stage.environment, BILLING_BACKUP_STORE: `file:${folder}` };
  const running: RunningCommand[] = [];
  let goneOn = 0;
  for (let kill = 1; kill <= 4; kill += 1) {
    const page = 4 + Math.floor(random() * 25);
    const url = await proxyOf(async (request) => {
      if (request !== page) return;
      await wait(random() * 60);
      running.at(-1)!.kill();
    });
    const command = startCommand(['backfill'], { ...variables, STRIPE_API_BASE: url });
    running.push(command);
    expect((await command.ended).exitCode).toBeNull();
    await proxy!.close();
    proxy = undefined;
    expect(await stage.rows.halfApplied()).toEqual([]);
    const cursors = await stage.rows.query('SELECT name FROM billing_watermarks WHERE cursor_id IS NOT NULL');
    goneOn += cursors.length;
  }
  const { exitCode, stdout } = await startCommand(['backfill', '--json'], variables).ended;
  expect(exitCode).toBe(0);
  const { backfill: filled, verification } = JSON.parse(stdout) as { backfill: object; verification: object };
  expect(goneOn).toBeGreaterThan(0);
  expect(filled).toMatchObject({ wentOn: true });
  expect(verification).toMatchObject({ result: 'equal', drift: 0, compared: everything });
}, 180_000);

test('two at once, both killed with -9 and both begun again, end equal, with nothing doubled', async () => {
  const random = seededRandom(seedFor(seed, 'two backfills'));
  const variables = { ...stage.environment, BILLING_BACKUP_STORE: `file:${folder}` };
  const pages = [8 + Math.floor(random() * 20), 8 + Math.floor(random() * 20)];
  const killed: RunningCommand[] = [];
  const url = await proxyOf((request) => {
    for (const [index, page] of pages.entries()) if (request === page) killed[index]!.kill();
  });
  killed.push(...pages.map(() => startCommand(['backfill'], { ...variables, STRIPE_API_BASE: url })));
  for (const { ended } of killed) expect((await ended).exitCode).toBeNull();
  expect(await stage.rows.halfApplied()).toEqual([]);

  const both = [startCommand(['backfill', '--json'], variables), startCommand(['backfill', '--json'], variables)];
  for (const { ended } of both) {
    const { exitCode, stdout, stderr } = await ended;
    expect(exitCode, stderr).toBe(0);
    const { verification } = JSON.parse(stdout) as { verification: object };
    expect(verification).toMatchObject({ result: 'equal', drift: 0, compared: everything });
  }
  expect(await stage.rows.halfApplied()).toEqual([]);
  // Whatever the two have left behind, the next one begins anew, and finds nothing to write.
  expect(await fill()).toMatchObject({ listed: everything, committed: 0, unreadable: 0, wentOn: false });
}, 120_000);

test('where the object behind which to go on is gone, the list is read from its beginning', async () => {
  await fill();
  await stage.rows.query(`UPDATE billing_watermarks SET reached_at = NULL WHERE name = 'backfill customer'`);
  await stage.rows.query(`UPDATE billing_watermarks SET cursor_id = 'cus_gone' WHERE name = 'backfill customer'`);
  await stage.rows.query('DELETE FROM billing_customers LIMIT 3');
  expect(await fill()).toMatchObject({ committed: 3, wentOn: true });
  expect(await unequal()).toEqual([]);
});

test('with 500 and 429 for a fifth of all calls it comes to its end', async () => {
  stage.stripe.setFaults({ apiErrorRate: 0.1, apiRateLimitRate: 0.1 });
  try {
    expect(await fill()).toMatchObject({ committed: everything });
  } finally {
    stage.stripe.setFaults({ apiErrorRate: 0, apiRateLimitRate: 0 });
  }
  expect(await unequal()).toEqual([]);
}, 120_000);

test('an object that billing cannot read is left out, told, and found by the verify: exit 3', async () => {
  const odd = customerObject({ id: 'cus_odd', balance: 'much', created: 1_700_000_000 });
  stage.stripe.account.quietly(() => stage.stripe.account.add(odd as never));
  try {
    const variables = { ...stage.environment, BILLING_BACKUP_STORE: `file:${folder}` };
    const { exitCode, stdout, stderr } = await startCommand(['backfill'], variables).ended;
    expect(exitCode).toBe(3);
    expect(stderr).toContain('cus_odd: Stripe’s answer for a customer cannot be read: balance');
    expect(stdout).toContain('customer cus_odd: Stripe’s answer cannot be read');
  } finally {
    stage.stripe.account.remove(odd as never);
  }
}, 60_000);

describe('hostile lists end it with a Failure that says so', () => {
  const lists: Record<string, string> = {
    'no list': '{"object":"balance"}',
    'entries without an id': '{"object":"list","data":[{"object":"customer"}],"has_more":false}',
    'entries that are none': '{"object":"list","data":[null],"has_more":true}',
    'the same page for ever': '{"object":"list","data":[{"id":"cus_1","object":"customer"}],"has_more":true}',
  };
  test.each(Object.entries(lists))('%s', async (_, text) => {
    const url = await proxyOf((_, response) => response.end(text));
    const client = stripeClient({ STRIPE_API_KEY: 'sk_test_x', STRIPE_API_BASE: url });
    await expect(fill(client)).rejects.toThrow(/^Stripe’s answer for a list of \w+s cannot be read: it /);
    expect(await stage.rows.ledgerIds()).toEqual([]);
  });
});
