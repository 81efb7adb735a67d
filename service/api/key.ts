import { hash, randomBytes } from 'node:crypto';
import { keyIdBytes, keySecretBytes } from '../../policies/api.ts';

/** Which of Stripe's two worlds a key is for; it stands in the key, so that a person sees it. */
export type KeyMode = 'test' | 'live';

/** A key as an app sends it, taken apart. */
export interface ApiKey {
  mode: KeyMode;
  id: string;
  secret: string;
}

const shape = new RegExp(`^bk_(test|live)_([0-9a-f]{${2 * keyIdBytes}})_([0-9a-f]{${2 * keySecretBytes}})$`);

/** Makes a key. Its text is shown once; only `secretHash` is to be kept. */
export function makeKey(mode: KeyMode): { id: string; text: string; secretHash: string } {
  const id = randomBytes(keyIdBytes).toString('hex');
  const secret = randomBytes(keySecretBytes).toString('hex');
  return { id, text: `bk_${mode}_${id}_${secret}`, secretHash: hashOf(secret).toString('hex') };
}

/** Reads `Authorization: Bearer bk_…`; undefined for anything else. */
export function readKey(authorization: string | undefined): ApiKey | undefined {
  // The scheme's name has no case: https://www.rfc-editor.org/rfc/rfc9110#section-11.1
  if (authorization === undefined || !/^bearer /i.test(authorization)) return undefined;
  const [, mode, id, secret] = shape.exec(authorization.slice('bearer '.length)) ?? [];
  return mode === undefined ? undefined : { mode: mode as KeyMode, id: id!, secret: secret! };
}

/** The secret is random and long, so a plain hash of it leads nobody back. */
export function hashOf(secret: string): Buffer {
  return hash('sha256', secret, 'buffer');
}
