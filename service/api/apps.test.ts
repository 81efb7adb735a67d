import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { LocalMariadb } from '../database/local-mariadb.ts';
import { startPrivateMariadb } from '../database/local-mariadb/private.ts';
import { signingSecretOf } from '../outbox/signing-secret.ts';
import { appSigningSecret, askApi } from '../testing/api-stage.ts';
import { BillingRows } from '../testing/billing-rows.ts';
import { startCommand } from '../testing/command.ts';
import { type LineEnd, runLines } from '../testing/command-lines.ts';
import { LocalSecretsManager } from '../testing/local-secrets-manager.ts';
import { everyText } from '../testing/every-text.ts';
import { type ServiceProcess, startService } from '../testing/service-process.ts';
import type { AppListing } from './app-registry.ts';

let local: LocalMariadb;
let rows: BillingRows;
let service: ServiceProcess;
let environment: Record<string, string>;

beforeAll(async () => {
  local = await startPrivateMariadb();
  rows = await BillingRows.open(local.adminUrl);
  environment = { BILLING_DATABASE_URL: local.urls.billing.app, APP_SIGNING_SECRET: appSigningSecret };
  service = await startService(environment);
});
afterAll(async () => {
  await service.end('SIGTERM');
  await rows.close();
  await local.stop();
});

const apps = (...words: string[]) => startCommand(['apps', ...words], environment).ended;
const status = async (key: string) => (await askApi(service.port, key, { path: '/v1/changes' })).status;
const keyIn = (stdout: string) => /^BULKHEAD_API_KEY=(bk_test_[0-9a-f]{16}_[0-9a-f]{64})$/m.exec(stdout)![1]!;
const listed = async () => (JSON.parse((await apps('list', '--json')).stdout) as { apps: AppListing[] }).apps;

test('an app’s life: made, rotated, used, revoked; each act in the access log, no secret in the database', async () => {
  const made = await apps(
    'add',
    'shop',
    '--scope',
    'read,checkout',
    '--webhook-url',
    'https://shop.example.com/billing',
  );
  expect(made).toMatchObject({ exitCode: 0, stderr: 'shown this once: give it to shop, and keep it nowhere else\n' });
  const first = keyIn(made.stdout);
  const signing = (generation: number) => signingSecretOf(Buffer.from(appSigningSecret, 'base64'), 'shop', generation);
  expect(made.stdout).toBe(`BULKHEAD_API_KEY=${first}\nBULKHEAD_SIGNING_SECRET=${signing(1)}\n`);
  expect(await status(first)).toBe(200);

  const second = keyIn((await apps('rotate', 'shop')).stdout);
  for (const key of [first, second]) expect(await status(key)).toBe(200);
  const [{ keys }] = (await listed()) as [AppListing];
  expect(keys.map(({ id }) => id)).toEqual([second, first].map((key) => key.split('_')[2]));
  expect(keys.map(({ expiresAt }) => expiresAt === null)).toEqual([true, false]);
  expect(keys.every(({ lastUsedAt }) => lastUsedAt !== null)).toBe(true);

  // A third key ends the first at once: two live at the most.
  const third = (JSON.parse((await apps('rotate', 'shop', '--within', '1h', '--json')).stdout) as { key: string }).key;
  expect((await listed())[0]!.keys.map(({ id }) => id)).toEqual([third, second].map((key) => key.split('_')[2]));
  const rotated = await apps('rotate', 'shop', '--signing');
  expect(rotated.stdout).toBe(`BULKHEAD_SIGNING_SECRET=${signing(2)}\n`);

  expect((await apps('change', 'shop', '--scope', 'read', '--webhook-url', 'none')).exitCode).toBe(0);
  expect((await listed())[0]).toMatchObject({ scopes: ['read'], webhookUrl: null });
  expect((await apps('revoke', 'shop', '--key', third.split('_')[2]!)).exitCode).toBe(0);
  expect((await apps('revoke', 'shop')).exitCode).toBe(0);
  expect(await listed()).toMatchObject([{ name: 'shop', keys: [] }]);
  expect((await apps('list')).stdout).toContain('revoked');
  expect(await status(third)).toBe(401);

  const log = await rows.query<{ action: string }>(
    `SELECT action FROM billing_access_log WHERE subject_id = 'shop' ORDER BY sequence`,
  );
  expect(log.map(({ action }) => action)).toEqual(
    ['add', 'rotate', 'rotate', 'rotate signing', 'change', 'revoke', 'revoke'].map((act) => `apps ${act}`),
  );
  const text = await everyText(rows);
  for (const secret of [first, second, third]) expect(text).not.toContain(secret.split('_')[3]);
  expect(text).not.toContain(signing(1).slice('whsec_'.length));
}, 120_000);

const wrong: [string[], string][] = [
  [['add', 'A', '--scope', 'read'], 'begins with a letter'],
  [['add', 'other'], '--scope'],
  [['add', 'other', '--scope', 'write'], 'read, checkout, erase'],
  [['add', 'other', '--scope', 'read', '--webhook-url', 'ftp://x'], 'has to begin with https://'],
  [['add', 'other', '--scope', 'read', '--webhook-url', 'https://169.254.169.254/'], 'no app can have this address'],
  [['change', 'other', '--webhook-url', 'http://shop.example.com/'], 'has to begin with https://'],
  [['change', 'other', '--webhook-url', '/billing'], 'It is a URL'],
  [['change', 'other'], 'nothing is to be changed'],
  [['rotate', 'other', '--within', '9999h'], 'number of hours'],
  [['fly'], 'unknown command'],
];
describe('wrong use', () => {
  let ends: LineEnd[];
  beforeAll(async () => {
    ends = await runLines(
      wrong.map(([words]) => ['apps', ...words]),
      { env: environment },
    );
  });

  test.each(wrong.map(([words, why], index) => [words, why, index] as const))('%j says why', (_, why, index) => {
    const { exitCode, stdout, stderr } = ends[index]!;
    expect({ exitCode, stdout }, stderr).toEqual({ exitCode: 2, stdout: '' });
    expect(stderr).toContain(why);
  });
});

test('what is not there cannot be changed, and a name is never used twice', async () => {
  expect((await apps('add', 'once', '--scope', 'read')).exitCode).toBe(0);
  for (const words of [
    ['add', 'once', '--scope', 'read'],
    ['rotate', 'nobody'],
    ['revoke', 'once', '--key', 'f'.repeat(16)],
  ]) {
    const { exitCode, stdout } = await apps(...words);
    expect({ exitCode, stdout }, words.join(' ')).toEqual({ exitCode: 1, stdout: '' });
  }
}, 60_000);

test('where stdout is a log, what was made goes into a secret, beside what lies there, and is printed nowhere', async () => {
  const manager = await LocalSecretsManager.start();
  const secret = 'bulkhead/billing/staging/apps/cloud';
  const aware = { ...environment, ...manager.environment };
  const into = (...words: string[]) => startCommand(['apps', ...words, '--into', secret], aware).ended;
  const kept = () => JSON.parse(manager.secrets.get(secret)!.get('AWSCURRENT')!) as Record<string, string>;
  try {
    const url = ['--webhook-url', 'https://cloud.example.com/billing'];
    const early = await into('add', 'early', '--scope', 'read', ...url);
    expect(early).toMatchObject({ exitCode: 1, stdout: '' });
    expect(early.stderr).toContain(`./bulkhead apps rotate early --into ${secret}`);
    expect(early.stderr).not.toMatch(/bk_test_|whsec_/);

    manager.secrets.set(secret, new Map());
    const made = await into('add', 'cloud', '--scope', 'read', ...url);
    expect(made).toMatchObject({ exitCode: 0, stdout: '' });
    expect(made.stderr).not.toMatch(/bk_test_|whsec_/);
    const first = kept();
    expect(await status(first['BULKHEAD_API_KEY']!)).toBe(200);

    expect(await into('rotate', 'cloud')).toMatchObject({ exitCode: 0, stdout: '' });
    expect(kept()).toEqual({
      ...first,
      BULKHEAD_API_KEY: expect.not.stringContaining(first['BULKHEAD_API_KEY']!) as string,
    });
    expect(await status(kept()['BULKHEAD_API_KEY']!)).toBe(200);
  } finally {
    manager.stop();
  }
});
