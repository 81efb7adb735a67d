import { afterEach, describe, expect, it, vi } from 'vitest';
import { Failure } from '../../../failure.ts';
import { openS3Store } from './s3-store.ts';
import { parseS3Url } from './s3-url.ts';

afterEach(() => vi.unstubAllEnvs());

const variable = 'MAIN_BACKUP_STORE';

function failureOf(url: string): Failure {
  try {
    parseS3Url(url, variable);
  } catch (error) {
    return error as Failure;
  }
  throw new Error(`${url} was taken`);
}

describe('the URL of a store in S3', () => {
  it('names bucket and prefix, and leaves the rest to what is usual', () => {
    expect(parseS3Url('s3://our-backups/billing/prod/', variable)).toEqual({
      bucket: 'our-backups',
      prefix: 'billing/prod',
      region: undefined,
      endpoint: undefined,
      pathStyle: false,
      kmsKey: undefined,
      objectLock: true,
    });
  });

  it('may say everything', () => {
    const key = 'arn:aws:kms:eu-west-1:000000000000:key/a1b2';
    const url = `s3://b?region=eu-west-1&endpoint=http://127.0.0.1:9000/&path-style=on&kms-key=${key}&object-lock=off`;
    expect(parseS3Url(url, variable)).toEqual({
      bucket: 'b',
      prefix: '',
      region: 'eu-west-1',
      endpoint: 'http://127.0.0.1:9000',
      pathStyle: true,
      kmsKey: key,
      objectLock: false,
    });
  });

  it.each([
    ['s3:///prefix', 'is not the URL of a bucket'],
    ['s3:bucket', 'is not the URL of a bucket'],
    ['s3://AKIA123:hushhush@bucket/a', 'holds a user or a password'],
    ['s3://hushhush@bucket/a', 'holds a user or a password'],
    ['s3://bucket:80/a', 'has a port or a fragment'],
    ['s3://bucket/a#hushhush', 'has a port or a fragment'],
    ['s3://bucket/a/../%2e%2e/b/%00', 'can not begin the names'],
    ['s3://bucket/a//b', 'can not begin the names'],
    ['s3://bucket/%zz', 'broken percent escape'],
    ['s3://bucket/a?objectlock=off&secret=hushhush', 'has an option "objectlock" that is not known'],
    ['s3://bucket/a?object-lock=no', 'says neither on nor off for object-lock'],
    ['s3://bucket/a?path-style=', 'says neither on nor off for path-style'],
    ['s3://bucket/a?endpoint=localhost:9000', 'no plain URL'],
    ['s3://bucket/a?endpoint=https://me:hushhush@host', 'no plain URL'],
    ['s3://bucket/a?kms-key=alias/billing', 'names no key'],
    ['s3://bucket/a?kms-key=', 'names no key'],
  ])('is refused as wrong use, without quoting secrets: %s', (url, problem) => {
    const failure = failureOf(url);
    expect(failure).toBeInstanceOf(Failure);
    expect(failure.exitCode).toBe(2);
    expect(failure.message).toContain(variable);
    expect(failure.message).toContain(problem);
    expect(failure.message + failure.fix).not.toContain('hushhush');
  });

  it('needs a region from somewhere', async () => {
    for (const name of ['AWS_REGION', 'AWS_DEFAULT_REGION', 'AWS_PROFILE']) vi.stubEnv(name, undefined);
    vi.stubEnv('HOME', '/nonexistent');
    await expect(openS3Store('s3://bucket/a', variable)).rejects.toMatchObject({ exitCode: 2 });
  });
});
