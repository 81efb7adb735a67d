import { afterAll, beforeAll, expect, test } from 'vitest';
import { startCommand } from '../testing/command.ts';
import { startService } from '../testing/service-process.ts';
import { ask } from '../testing/http.ts';
import { parseDatabaseUrl } from './database-url.ts';
import type { LocalMariadb } from './local-mariadb.ts';
import { startPrivateMariadb } from './local-mariadb/private.ts';
import { passwordVariable, readDatabaseUrl, urlVariable } from './url-variables.ts';

test.each([
  ['app', 'BILLING_DATABASE_URL', 'BILLING_DATABASE_PASSWORD'],
  ['migrator', 'BILLING_MIGRATOR_URL', 'BILLING_MIGRATOR_PASSWORD'],
  ['admin', 'BILLING_ADMIN_URL', 'BILLING_ADMIN_PASSWORD'],
] as const)('billing’s %s: %s and %s', (role, url, password) => {
  expect(urlVariable('billing', role)).toBe(url);
  expect(passwordVariable(url)).toBe(password);
});

test.each(['plain', 'p@ss/w:rd?#[]', '100%', '%41', 'ü €', `'"\\$`, ' '])(
  'the password %j arrives as it is',
  (password) => {
    const url = readDatabaseUrl('X_URL', { X_URL: 'mariadb://ann@db:3306/billing?ssl=false', X_PASSWORD: password });
    expect(parseDatabaseUrl(url!, 'X_URL')).toMatchObject({ user: 'ann', password, database: 'billing', host: 'db' });
  },
);

test.each([
  ['neither', {}, undefined],
  ['empty ones', { X_URL: '', X_PASSWORD: '' }, undefined],
  ['a URL alone', { X_URL: 'mariadb://ann:old@db/billing' }, 'mariadb://ann:old@db/billing'],
  ['a URL and an empty password', { X_URL: 'mariadb://ann:old@db/x', X_PASSWORD: '' }, 'mariadb://ann:old@db/x'],
  ['no user to whom it could belong', { X_URL: 'mariadb://db/billing', X_PASSWORD: 'p' }, 'mariadb://db/billing'],
  ['no URL at all', { X_URL: 'nonsense', X_PASSWORD: 'p' }, 'nonsense'],
])('%s: the URL stays as it is', (_, variables, url) => {
  expect(readDatabaseUrl('X_URL', variables)).toBe(url);
});

test.each([
  ['two passwords', { X_URL: 'mariadb://ann:hidden-1@db/billing', X_PASSWORD: 'hidden-2' }, 'two passwords'],
  ['a password for nobody', { X_PASSWORD: 'hidden-1' }, 'X_PASSWORD is set, but X_URL is not'],
])('%s: refused by the variables’ names, quoting neither', (_, variables, message) => {
  const refusal = expect.objectContaining({ exitCode: 2, message: expect.stringContaining(message) as string });
  expect(() => readDatabaseUrl('X_URL', variables)).toThrow(refusal as Error);
  expect(() => readDatabaseUrl('X_URL', variables)).not.toThrow(/hidden/);
});

let local: LocalMariadb;
beforeAll(async () => {
  local = await startPrivateMariadb();
});
afterAll(() => local.stop());

/** A user's URL and password apart, as the cloud hands them over. */
function apart(url: string): [string, string] {
  const bare = new URL(url);
  const { password } = bare;
  bare.password = '';
  return [bare.href, password];
}

test('a command and the service log in with URL and password apart', async () => {
  const [migratorUrl, migratorPassword] = apart(local.urls.billing.migrator);
  const variables = { BILLING_MIGRATOR_URL: migratorUrl, BILLING_MIGRATOR_PASSWORD: migratorPassword };
  expect(await startCommand(['migrate', 'billing'], variables).ended).toMatchObject({ exitCode: 0, stderr: '' });

  const [url, password] = apart(local.urls.billing.app);
  const service = await startService({ BILLING_DATABASE_URL: url, BILLING_DATABASE_PASSWORD: password });
  expect((await ask(service.port, { path: '/readyz' })).status).toBe(200);
  const { exitCode, stdout } = await service.end('SIGTERM');
  expect(exitCode).toBe(0);
  expect(stdout).not.toContain(password);
});

test('two passwords: a command and the service refuse before they connect', async () => {
  const migrator = { BILLING_MIGRATOR_URL: local.urls.billing.migrator, BILLING_MIGRATOR_PASSWORD: 'another' };
  const { exitCode, stderr } = await startCommand(['migrate', 'billing'], migrator).ended;
  expect(exitCode).toBe(2);
  expect(stderr).toContain('there are two passwords: one in BILLING_MIGRATOR_URL, one in BILLING_MIGRATOR_PASSWORD');
});
