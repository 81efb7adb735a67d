import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openStore, storeVariable } from './open-store.ts';

const placeOf = async (url: string) => (await openStore('billing', { BILLING_BACKUP_STORE: url })).place;

describe('the store of a database', () => {
  it('is a folder of this repository where nobody says otherwise', async () => {
    const local = `file:${join(import.meta.dirname, '../../../.bulkhead/backups')}`;
    for (const url of [undefined, '']) expect((await openStore('main', { MAIN_BACKUP_STORE: url })).place).toBe(local);
  });

  it.each([
    ['file:/srv/backups', 'file:/srv/backups'],
    ['file:///srv/our%20backups/', 'file:/srv/our backups'],
    ['s3://bucket/billing/?region=eu-west-1', 's3://bucket/billing'],
    ['s3://bucket?region=eu-west-1', 's3://bucket'],
  ])('is what its variable says: %s', async (url, place) => {
    expect(await placeOf(url)).toBe(place);
  });

  it.each(['/srv/backups', 'file:backups', 'file://host/backups', 'file:', 'file:/', 'file:/%zz', 'https://bucket'])(
    'is wrong use for %s',
    async (url) => {
      await expect(placeOf(url)).rejects.toMatchObject({
        message: `${storeVariable('billing')} is not a place for what is to be kept`,
        exitCode: 2,
      });
    },
  );

  it('is its own alone', async () => {
    const url = 'file:/srv/billing';
    expect((await openStore('main', { BILLING_BACKUP_STORE: url })).place).not.toBe(url);
  });
});
