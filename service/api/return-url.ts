import { Refusal } from './problems.ts';

/**
 * Where a person comes back to from Stripe's page. In live mode only over TLS; a name or a password in it would be shown
 * to Stripe. Throws a Refusal that names the field.
 */
export function requireSafe(url: string, field: string, { livemode }: { livemode: boolean }): void {
  const parsed = URL.parse(url);
  if (parsed === null) throw new Refusal('invalid-request', `${field} is not a URL: write it as https://….`);
  if (parsed.username !== '' || parsed.password !== '') {
    throw new Refusal('invalid-request', `${field} holds a user name or a password: leave them out.`);
  }
  if (livemode && parsed.protocol !== 'https:') {
    throw new Refusal('invalid-request', `${field} is not https, which live mode asks for.`);
  }
}
