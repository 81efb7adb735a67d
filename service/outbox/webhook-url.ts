import { isOwnAddress, isNobodysAddress } from './app-address.ts';

/** Why changes are not posted to this address; undefined where they are. Live data goes over TLS alone. */
export function webhookUrlFault(address: string, livemode: boolean): string | undefined {
  const url = URL.parse(address);
  if (url === null) return 'it is no URL';
  if (url.username !== '' || url.password !== '') return 'it holds a user or a password';
  if (url.protocol !== 'https:' && url.protocol !== 'http:') return 'it has to begin with https://';
  const host = hostOf(url);
  if (isNobodysAddress(host)) return 'no app can have this address';
  const isOwn = /(^|\.)localhost$/.test(host) || isOwnAddress(host);
  if (livemode && url.protocol === 'http:') return 'in live mode it has to begin with https://';
  if (livemode && isOwn) return 'in live mode it has to be another machine';
  return url.protocol === 'https:' || isOwn
    ? undefined
    : 'it has to begin with https://, or in test mode with http://127.0.0.1';
}

/** A URL writes every form of an IP address in one way, but leaves a dot at the end of a name, and brackets. */
function hostOf({ hostname }: URL): string {
  return hostname.replace(/\.$/, '').replace(/^\[|\]$/g, '');
}
