import { databasePasswordsIn } from './database-urls.ts';

/** A secret that stands in a text. */
export interface Secret {
  start: number;
  end: number;
  /** What it is, with no more of it than the prefix that every one of its kind has. */
  kind: string;
  /** What ends its use, now that it has been seen. */
  mend: string;
}

interface SecretForm {
  kind: string;
  mend: string;
  /** The secret itself is the group of this name, or all of it. */
  pattern: RegExp;
}

const forms: readonly SecretForm[] = [
  {
    kind: 'a live Stripe key (sk_live_…)',
    mend: 'roll it in Stripe’s dashboard',
    pattern: /(?<![A-Za-z0-9])sk_live_(?<secret>[A-Za-z0-9]{16,250})(?!\w)/g,
  },
  {
    kind: 'a live restricted Stripe key (rk_live_…)',
    mend: 'roll it in Stripe’s dashboard',
    pattern: /(?<![A-Za-z0-9])rk_live_(?<secret>[A-Za-z0-9]{16,250})(?!\w)/g,
  },
  {
    // https://docs.stripe.com/keys/organization-api-keys
    kind: 'a Stripe organization key (sk_org_…)',
    mend: 'roll it in Stripe’s dashboard',
    pattern: /(?<![A-Za-z0-9])sk_org_(?:live_)?(?<secret>[A-Za-z0-9]{16,250})(?!\w)/g,
  },
  {
    kind: 'a Stripe webhook secret (whsec_…)',
    mend: 'roll it on the endpoint’s page in Stripe’s dashboard',
    pattern: /(?<![A-Za-z0-9])whsec_(?<secret>[A-Za-z0-9+/]{24,250}={0,2})(?!\w)/g,
  },
  {
    // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html
    kind: 'an AWS access key id (AKIA…, ASIA…)',
    mend: 'deactivate the access key in IAM',
    pattern: /(?<![A-Za-z0-9+/])(?:AKIA|ASIA)(?<secret>[A-Z0-9]{16})(?![A-Za-z0-9+/=])/g,
  },
  {
    kind: 'an AWS secret access key',
    mend: 'deactivate the access key in IAM',
    pattern:
      /secret_?access_?key["'`]?(?:[ \t]{0,8}(?:=>|[:=])[ \t]{0,8}|[ \t]{1,8})["'`]?(?<secret>[A-Za-z0-9+/]{40})(?![A-Za-z0-9+/=])/gi,
  },
];

/** Words of examples. A random secret of 24 characters holds one of these less than once in ten thousand. */
const placeholder =
  /example|placeholder|replace|secret|dummy|sample|xxxx|your|fake|redacted|changeme|insert|0123456789|abcdefgh|123456789/i;

/** The secrets in a text: those that open something, not test keys, examples or what is filled in later. */
export function* secretsIn(text: string): Iterable<Secret> {
  for (const { kind, mend, pattern } of forms) {
    for (const match of text.matchAll(pattern)) {
      const secret = match.groups!['secret']!;
      if (!looksRandom(secret)) continue;
      const end = match.index + match[0].length;
      // A key is marked whole, with its prefix; a value behind its name is marked alone.
      const start = /[:=\s]/.test(match[0].slice(0, -secret.length)) ? end - secret.length : match.index;
      yield { start, end, kind, mend };
    }
  }
  yield* databasePasswordsIn(text);
}

/** Whether a machine made it: letters and digits, of many kinds, and no words, be they in base64, that people write. */
function looksRandom(secret: string): boolean {
  if (placeholder.test(secret) || !/\d/.test(secret) || !/[A-Za-z]/.test(secret)) return false;
  if (/^[\x20-\x7e]+$/.test(Buffer.from(secret, 'base64').toString('latin1'))) return false;
  if (shareCountedUp(secret) > shareCountedUpMax) return false;
  return bitsPerCharacter(secret) >= bitsPerCharacterMin;
}

/** `abcd1234efgh5678` counts up at nearly every step; of random letters and digits one step in sixty does. */
const shareCountedUpMax = 0.4;

function shareCountedUp(text: string): number {
  let steps = 0;
  for (let at = 1; at < text.length; at += 1) if (text.charCodeAt(at) === text.charCodeAt(at - 1) + 1) steps += 1;
  return steps / (text.length - 1);
}

/** Sixteen random characters have three bits and more, even of hex; `aaaabbbb1111` has less than two. */
const bitsPerCharacterMin = 2.75;

/** Shannon’s entropy. */
function bitsPerCharacter(text: string): number {
  const counts = new Map<string, number>();
  for (const character of text) counts.set(character, (counts.get(character) ?? 0) + 1);
  let bits = 0;
  for (const count of counts.values()) bits -= (count / text.length) * Math.log2(count / text.length);
  return bits;
}
