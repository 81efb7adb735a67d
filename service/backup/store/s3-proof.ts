import type { HeadObjectCommandOutput } from '@aws-sdk/client-s3';

/** What an object was to be. */
export interface Wanted {
  bytes: number;
  /** Undefined where the choice is the bucket's. */
  kmsKey: string | undefined;
  /** Undefined where it is not to be locked. */
  lockedUntil: Date | undefined;
}

/**
 * Where what a store says of an object is not what was asked for, and the mend; undefined where it is. A store that is
 * not Amazon's may take a header, and do nothing about it.
 */
export function whatIsWrong(
  stored: HeadObjectCommandOutput,
  { bytes, kmsKey, lockedUntil }: Wanted,
): { problem: string; fix: string } | undefined {
  const {
    ContentLength: length,
    SSEKMSKeyId: usedKey,
    ObjectLockMode: mode,
    ObjectLockRetainUntilDate: until,
  } = stored;
  if (length !== bytes) {
    return { problem: `${length} of its ${bytes} bytes are there`, fix: 'the store loses bytes: use another one' };
  }
  if (kmsKey !== undefined && usedKey !== kmsKey && usedKey?.endsWith(`:key/${kmsKey}`) !== true) {
    return {
      problem: `it is encrypted with ${usedKey ?? 'no key of KMS'} instead of ${kmsKey}`,
      fix: "name the key that the store uses, or none: the bucket's own default is then used",
    };
  }
  if (lockedUntil !== undefined && !(mode === 'COMPLIANCE' && until !== undefined && until >= lockedUntil)) {
    const found = until === undefined ? 'not locked' : `locked until ${until.toISOString()} (${mode})`;
    return {
      problem: `it is ${found} instead of until ${lockedUntil.toISOString()} (COMPLIANCE)`,
      fix: 'use a bucket with Object Lock, and allow s3:GetObjectRetention; or give up locks: ?object-lock=off',
    };
  }
  return undefined;
}
