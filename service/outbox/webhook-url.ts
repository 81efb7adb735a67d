import { BlockList, isIP } from 'node:net';
import { nobodysAddresses, ownAddresses } from '../../policies/outbox.ts';

/** Why changes are not posted to this address; undefined where they are. Live data goes over TLS alone. */
export function webhookUrlFault(address: string, livemode: boolean): string | undefined {
  const url = URL.parse(address);
  if (url === null) return 'it is no URL';
  if (url.username !== '' || url.password !== '') return 'it holds a user or a password';
  if (url.protocol !== 'https:' && url.protocol !== 'http:') return 'it has to begin with https://';
  const host = hostOf(url);
  if (isIn(nobodys, host)) return 'no app can have this address';
  const isOwn = /(^|\.)localhost$/.test(host) || isIn(own, host);
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

const own = blockListOf(ownAddresses);
const nobodys = blockListOf(nobodysAddresses);

function blockListOf(ranges: readonly string[]): BlockList {
  const list = new BlockList();
  for (const range of ranges) {
    const [network, prefix] = range.split('/') as [string, string];
    list.addSubnet(network, Number(prefix), familyOf(network));
  }
  return list;
}

/** An IPv4 address within an IPv6 one counts as itself. A name is in no list: whoever makes an app answers for it. */
function isIn(list: BlockList, host: string): boolean {
  return isIP(host) !== 0 && list.check(host, familyOf(host));
}

function familyOf(ip: string): 'ipv4' | 'ipv6' {
  return isIP(ip) === 6 ? 'ipv6' : 'ipv4';
}
