import { Stripe } from 'stripe';
import { signatureAgeSecondsMax, signatureFutureSecondsMax } from '../../policies/webhook.ts';

/** Why a signature was not accepted; also the label of the metric that counts it. */
export type SignatureFault =
  'signature-missing' | 'signature-malformed' | 'signature-mismatch' | 'signature-too-old' | 'signature-in-future';

const { signature: stripeSignature } = Stripe.webhooks;
const header = /^t=(\d{1,12})(?:,[\w-]+=[^,]*)*$/;
const anyAge = 0;

/**
 * Proves that these bytes come from Stripe, and lately. Returns the place of the secret that matched, from 0.
 * The age is judged here and not by the SDK, which does not look for signatures from the future.
 * https://docs.stripe.com/webhooks/signature
 */
export function verifySignature(
  body: string,
  signature: string | undefined,
  secrets: readonly string[],
  now: Date,
): number | SignatureFault {
  if (signature === undefined || signature === '') return 'signature-missing';
  const signedAt = header.exec(signature)?.[1];
  if (signedAt === undefined) return 'signature-malformed';
  const matching = secrets.findIndex((secret) => isSignedWith(secret, body, signature));
  if (matching === -1) return 'signature-mismatch';
  const ageSeconds = now.getTime() / 1000 - Number(signedAt);
  if (ageSeconds > signatureAgeSecondsMax) return 'signature-too-old';
  return ageSeconds < -signatureFutureSecondsMax ? 'signature-in-future' : matching;
}

function isSignedWith(secret: string, body: string, signature: string): boolean {
  try {
    return stripeSignature?.verifyHeader(body, signature, secret, anyAge) === true;
  } catch {
    return false;
  }
}
