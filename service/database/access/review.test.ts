import type { Connection } from 'mariadb';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { databaseRoles } from '../../../policies/databases.ts';
import { passwordLateDaysMax, passwordRotationDays } from '../../../policies/keys.ts';
import { type BackupStage, startBackupStage } from '../../testing/backup-stage.ts';
import { reviewAccess } from './review.ts';
import { rightsIn } from './rights-in.ts';

let stage: BackupStage;
let admin: Connection;
const surprises = async (database: 'billing' | 'main' = 'billing') => (await reviewAccess(admin, database)).surprises;

beforeAll(async () => {
  stage = await startBackupStage();
  admin = stage.admin;
});
afterAll(() => stage.stop());

describe('rights', () => {
  test.each([
    ["GRANT SELECT, INSERT ON `b`.`t` TO 'u'@'%';", ['INSERT on b.t', 'SELECT on b.t']],
    ['GRANT UPDATE (`b`, `a`), SELECT ON b.t TO `u`@`%`;', ['SELECT on b.t', 'UPDATE (a) on b.t', 'UPDATE (b) on b.t']],
    ["GRANT SELECT ON `b\\_%`.* TO 'u'@'%' WITH GRANT OPTION;", ['GRANT OPTION on b\\_%.*', 'SELECT on b\\_%.*']],
    ["GRANT ALL PRIVILEGES ON *.* TO `u`@`%` IDENTIFIED BY PASSWORD '*AA';", ['ALL PRIVILEGES on *.*']],
    ["/*M! GRANT SELECT ON `mysql`.`proc` TO 'u'@'%' */;", ['SELECT on mysql.proc']],
    ["-- GRANT DELETE ON b.t TO 'u'@'%';", []],
    ["GRANT USAGE ON *.* TO `u`@`%` IDENTIFIED BY PASSWORD '*AA';", []],
    ["GRANT SELECT ON b.t TO 'other'@'%';", []],
  ])('of %s', (statement, rights) => {
    expect(rightsIn(statement, 'u')).toEqual(rights);
  });
});

test.each(['billing', 'main'] as const)(
  '%s as it is made has no surprise, and each of its users is looked at',
  async (database) => {
    const review = await reviewAccess(admin, database);
    expect(review.surprises).toEqual([]);
    const own = review.users.filter(({ of }) => of === database);
    expect(own.map(({ user }) => user).sort()).toEqual(
      databaseRoles[database].map((role) => `${database}_${role}`).sort(),
    );
    for (const { rights } of own) expect(rights).toBeGreaterThan(0);
  },
);

test.each([
  ['a right on a table', 'DELETE ON billing.billing_invoices', 'DELETE on billing.billing_invoices'],
  [
    'a right on a column',
    'UPDATE (action) ON billing.billing_access_log',
    'UPDATE (action) on billing.billing_access_log',
  ],
  ['a right on the other database', 'SELECT ON main.customers', 'SELECT on main.customers'],
  ['a right on everything', 'SELECT ON *.*', 'SELECT on *.*'],
])('%s too many is a surprise', async (_, right, said) => {
  await admin.query(`GRANT ${right} TO 'billing_app'@'%'`);
  expect(await surprises()).toEqual([`billing_app@% has a right that no file grants: ${said}`]);
  await admin.query(`REVOKE ${right} FROM 'billing_app'@'%'`);
  expect(await surprises()).toEqual([]);
});

test('a right that is missing, a user that nobody knows, the same name from elsewhere, and one that is gone are surprises', async () => {
  await admin.query("REVOKE SELECT ON billing.billing_erasures FROM 'billing_app'@'%'");
  await admin.query("CREATE USER 'eve'@'%' IDENTIFIED BY 'x'; GRANT SELECT ON billing.* TO 'eve'@'%'");
  await admin.query("CREATE USER 'billing_app'@'10.0.0.1' IDENTIFIED BY 'x'");
  await admin.query("RENAME USER 'billing_privacy'@'%' TO 'gone'@'%'");
  expect(await surprises()).toEqual([
    'billing_app@% lacks a right that it is granted: SELECT on billing.billing_erasures',
    'billing_app@10.0.0.1 is nobody of whom the repository knows, and has 0 rights',
    'eve@% is nobody of whom the repository knows, and has 1 rights',
    expect.stringMatching(/^gone@% is nobody of whom the repository knows, and has \d+ rights$/),
    'billing_privacy is not there',
  ]);
  const end = await stage.run(['access-review', 'billing'], { BILLING_ADMIN_URL: stage.mariadb.adminUrl });
  expect(end.exitCode).toBe(1);
  expect(end.stdout).toContain('5 things are not as the files say');
  expect(end.stdout + end.stderr).not.toContain('PASSWORD');
  await admin.query("RENAME USER 'gone'@'%' TO 'billing_privacy'@'%'; DROP USER 'eve'@'%', 'billing_app'@'10.0.0.1'");
  await admin.query("GRANT SELECT ON billing.billing_erasures TO 'billing_app'@'%'");
  expect(await surprises()).toEqual([]);
});

test('a password that is older than the policy allows is a surprise until it is changed', async () => {
  const setDaysAgo = (days: number) =>
    admin.query(
      `UPDATE mysql.global_priv SET Priv = JSON_SET(Priv, '$.password_last_changed', UNIX_TIMESTAMP() - ? * 86400)
        WHERE user = 'billing_backup'; FLUSH PRIVILEGES`,
      [days],
    );
  await setDaysAgo(passwordRotationDays + passwordLateDaysMax);
  expect(await surprises()).toEqual([]);
  await setDaysAgo(passwordRotationDays + passwordLateDaysMax + 1);
  expect(await surprises()).toEqual([
    `billing_backup@% has a password of ${passwordRotationDays + passwordLateDaysMax + 1} days ago, and ${passwordRotationDays} are the most`,
  ]);
  await admin.query("SET PASSWORD FOR 'billing_backup'@'%' = PASSWORD('another')");
  expect(await surprises()).toEqual([]);
});

test('without an administrator’s URL it says which one is missing', async () => {
  const end = await stage.run(['access-review', 'main']);
  expect(end).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('MAIN_ADMIN_URL is not set') as string });
});
