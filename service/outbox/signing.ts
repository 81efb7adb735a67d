import { createHmac, createSecretKey, type KeyObject } from 'node:crypto';
import { signingSecretOf } from './signing-secret.ts';

/** Whose messages are signed, and with which generations of its secret. */
export interface SigningApp {
  name: string;
  signing_generation: number;
  /** Until then messages are signed with the secret before as well; null where there is no rotation. */
  signing_previous_until: Date | null;
}

/** Makes the headers of one message at that time. */
export type Signer = (message: { id: string; body: string }, at: Date) => Record<string, string>;

/**
 * Signs messages with the app's secret and, during a rotation, with the one before. The secrets are derived once for all
 * messages: with each of them it costs more than the signature.
 * https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md#webhook-headers-sending-metadata-to-consumers
 */
export function signerOf(appSigningSecret: Buffer, app: SigningApp): Signer {
  const { name, signing_generation: newest, signing_previous_until: until } = app;
  const keyOf = (generation: number) => {
    const secret = signingSecretOf(appSigningSecret, name, generation).slice('whsec_'.length);
    return createSecretKey(secret, 'base64');
  };
  const key = keyOf(newest);
  const keyBefore = until !== null && newest > 1 ? keyOf(newest - 1) : undefined;
  return ({ id, body }, at) => {
    const timestamp = String(Math.floor(at.getTime() / 1000));
    const keys = keyBefore !== undefined && until! > at ? [key, keyBefore] : [key];
    const signatures = keys.map((one) => signatureOf(one, `${id}.${timestamp}.${body}`));
    return { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': signatures.join(' ') };
  };
}

/** By Node's own HMAC: the one in standardwebhooks is written in JavaScript, and took a fifth of all that a post costs. */
function signatureOf(key: KeyObject, signed: string): string {
  return `v1,${createHmac('sha256', key).update(signed).digest('base64')}`;
}
