import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { billingPrisma } from '../database/billing-prisma.ts';
import type { LocalMariadb } from '../database/local-mariadb.ts';
import { startPrivateMariadb } from '../database/local-mariadb/private.ts';
import { operatorName } from '../operator.ts';
import { BillingRows } from '../testing/billing-rows.ts';
import { startCommand } from '../testing/command.ts';
import { readUntold } from './untold.ts';

let local: LocalMariadb;
let rows: BillingRows;

beforeAll(async () => {
  local = await startPrivateMariadb({ 'innodb-flush-log-at-trx-commit': '0' });
  rows = await BillingRows.open(local.adminUrl);
  process.env['BILLING_DATABASE_URL'] = local.urls.billing.app;
});
afterAll(async () => {
  await billingPrisma.$disconnect();
  await rows.close();
  await local.stop();
});
beforeEach(async () => {
  await rows.empty();
  await rows.query('DELETE FROM billing_access_log');
  for (const [sequence, app, customer, state] of [
    [1, 'shop', 'cus_1', 'dead'],
    [2, 'shop', 'cus_2', 'delivered'],
    [3, 'desk', 'cus_3', 'dead'],
    [4, 'shop', 'cus_1', 'pending'],
  ] as const) {
    await rows.query(
      `INSERT INTO billing_changes (sequence, app_name, customer_id, type, body, body_sha256, created_at, state, tries,
          last_error)
        VALUES (?, ?, ?, 'entitlements.changed', '{"status":"active"}', '', '2026-06-01 12:00:00', ?, 10, 'answered 500')`,
      [sequence, app, customer, state],
    );
  }
});

const changes = (...words: string[]) =>
  startCommand(['changes', ...words], { BILLING_DATABASE_URL: local.urls.billing.app }).ended;
const listed = async (...words: string[]) => {
  const { stdout } = await changes('list', '--json', ...words);
  return (JSON.parse(stdout) as { changes: { id: string }[] }).changes.map(({ id }) => id);
};
const replayed = async () => {
  const found = await rows.query<{ sequence: bigint }>(
    `SELECT sequence FROM billing_changes WHERE state = 'pending' AND tries = 0 AND next_try_at IS NOT NULL
      AND last_error IS NULL ORDER BY sequence`,
  );
  return found.map(({ sequence }) => Number(sequence));
};

test('lists the newest first, by app, customer and state', async () => {
  expect(await listed()).toEqual(['chg_4', 'chg_3', 'chg_2', 'chg_1']);
  expect(await listed('--app', 'shop', '--state', 'dead')).toEqual(['chg_1']);
  expect(await listed('--customer', 'cus_1', '--limit', '1')).toEqual(['chg_4']);
  const { stdout } = await changes('list', '--state', 'dead');
  expect(stdout).toMatch(/chg_3 .* desk .* cus_3 .* active .* dead .* 10 .* answered 500/);
});

test('shows one with what the app is told', async () => {
  const { stdout } = await changes('show', 'chg_2');
  expect(JSON.parse(stdout)).toMatchObject({ id: 'chg_2', state: 'delivered', entitlements: { status: 'active' } });
  expect(await changes('show', '7')).toMatchObject({ exitCode: 1, stderr: expect.stringContaining('no change chg_7') });
});

test('what is untold is known each time that it is asked for, also by several at once', async () => {
  const answers = await Promise.all(Array.from({ length: 12 }, readUntold));
  for (const { pending, oldestAgeSeconds, dead } of answers) {
    expect({ pending, dead }).toEqual({ pending: 1, dead: 2 });
    expect(oldestAgeSeconds).toBeGreaterThan(0);
  }
});

describe('replays', () => {
  test.each<[what: string, words: string[], expected: number[]]>([
    ['those that are named', ['chg_1', '2'], [1, 2]],
    ['all that are dead', ['--state', 'dead'], [1, 3]],
    ['those of an app', ['--app', 'shop'], [1, 2]],
    ['those of a customer, but not what is pending', ['--customer', 'cus_1'], [1]],
  ])('%s', async (_, words, expected) => {
    expect(await changes('replay', ...words)).toMatchObject({ exitCode: 0, stderr: '' });
    expect(await replayed()).toEqual(expected);
    expect(
      await rows.query('SELECT actor, action, result, subject_id FROM billing_access_log ORDER BY sequence'),
    ).toEqual(
      expected.map((id) => ({
        ...{ actor: operatorName(), action: 'changes replay', result: 'replayed', subject_id: `chg_${id}` },
      })),
    );
  });

  test.each([[], ['--state', 'lost'], ['cus_1']].map((words) => ({ words })))(
    'nothing, with exit 2, where it is told $words',
    async ({ words }) => {
      expect(await changes('replay', ...words)).toMatchObject({ exitCode: 2 });
      expect(await replayed()).toEqual([]);
    },
  );
});
