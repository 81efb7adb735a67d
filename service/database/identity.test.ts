import { afterAll, beforeAll, expect, test } from 'vitest';
import { databaseClasses } from '../../policies/databases.ts';
import { connect } from './connect.ts';
import { readIdentity, requireIdentity } from './identity.ts';
import type { LocalMariadb } from './local-mariadb.ts';
import { startPrivateMariadb } from './local-mariadb/private.ts';

let local: LocalMariadb;
beforeAll(async () => {
  local = await startPrivateMariadb();
}, 60_000);
afterAll(() => local.stop(), 60_000);

test.each(databaseClasses)('the identity row of %s says which it is, and when it was made', async (name) => {
  const connection = await connect(local.urls[name].app, 'URL');
  const identity = await requireIdentity(connection, name);
  expect(identity.class).toBe(name);
  expect(identity.uuid).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
  expect(Math.abs(Date.now() - identity.madeAt.getTime())).toBeLessThan(3_600_000);
  await connection.end();
});

test('the other database, and one without an identity, cost an error with its mend', async () => {
  const main = await connect(local.urls.main.app, 'URL');
  await expect(requireIdentity(main, 'billing')).rejects.toMatchObject({
    name: 'Failure',
    message: 'this URL leads to the main database, not to billing',
    fix: 'set the URL to the database whose identity row says "billing"',
  });
  await main.end();

  const stranger = await connect(local.adminUrl, 'URL');
  expect(await readIdentity(stranger)).toBeUndefined();
  await expect(requireIdentity(stranger, 'main')).rejects.toMatchObject({
    message: 'this URL leads to a database without an identity row, not to main',
    fix: expect.stringContaining('bulkhead migrate main'),
  });
  await stranger.end();
});

test('an identity row that was deleted is an absent one', async () => {
  const connection = await connect(local.urls.main.migrator, 'URL');
  await connection.query('DELETE FROM database_identity');
  expect(await readIdentity(connection)).toBeUndefined();
  await connection.end();
});

test('the server refuses a second identity row, and one of the other class', async () => {
  const connection = await connect(local.urls.billing.migrator, 'URL');
  const insert = `INSERT INTO database_identity (id, class, uuid, made_at)`;
  await expect(connection.query(`${insert} VALUES (2, 'billing', UUID(), NOW())`)).rejects.toThrow('one_row');
  await expect(connection.query(`UPDATE database_identity SET class = 'main'`)).rejects.toThrow('identity_class');
  await connection.end();
});
