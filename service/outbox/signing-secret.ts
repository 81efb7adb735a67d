import { createHmac } from 'node:crypto';

/**
 * The secret that signs what one app is told, as Standard Webhooks writes it. Derived, so that none has to be kept: from
 * APP_SIGNING_SECRET, the app's name, and a generation that counts up with each rotation.
 */
export function signingSecretOf(appSigningSecret: Buffer, app: string, generation: number): string {
  return `whsec_${createHmac('sha256', appSigningSecret).update(`${app} ${generation}`).digest('base64')}`;
}
