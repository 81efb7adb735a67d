import { lookup, type LookupAddress } from 'node:dns';
import { BlockList, isIP, type LookupFunction } from 'node:net';
import { nobodysAddresses, ownAddresses } from '../../policies/outbox.ts';

/** Whether it is an IP address that no app has. A name is none: where it leads is looked at when it is posted to. */
export function isNobodysAddress(host: string): boolean {
  return isIn(nobodys, host);
}

/** Whether it is an IP address of the machine that posts. */
export function isOwnAddress(host: string): boolean {
  return isIn(own, host);
}

/** A name of an app leads where none may be. */
export class AddressRefused extends Error {}

/**
 * Looks up the name of an app as `dns.lookup` does, at each connection: whoever owns the name may lead it elsewhere at any
 * time after the app was made. A name of which one address may not be posted to fails with AddressRefused.
 */
export function lookUpApp(livemode: boolean, resolve = resolveAll): LookupFunction {
  return (host, options, callback) =>
    resolve(host, { ...options, all: true }, (error, addresses) => {
      const fault = error ?? faultOf(addresses, livemode);
      if (fault !== undefined) callback(fault, '', 0);
      else if (options.all === true) callback(null, addresses);
      else callback(null, addresses[0]!.address, addresses[0]!.family);
    });
}

type ResolveAll = (
  host: string,
  options: Parameters<LookupFunction>[1] & { all: true },
  callback: (error: NodeJS.ErrnoException | null, addresses: LookupAddress[]) => void,
) => void;

const resolveAll: ResolveAll = (host, options, callback) => lookup(host, options, callback);

function faultOf(addresses: readonly LookupAddress[], livemode: boolean): AddressRefused | undefined {
  if (addresses.some(({ address }) => isNobodysAddress(address))) {
    return new AddressRefused('its name leads to an address that no app can have');
  }
  if (livemode && addresses.some(({ address }) => isOwnAddress(address))) {
    return new AddressRefused('its name leads to the machine that posts, which is for test mode alone');
  }
  return undefined;
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

/** An IPv4 address within an IPv6 one counts as itself. */
function isIn(list: BlockList, host: string): boolean {
  return isIP(host) !== 0 && list.check(host, familyOf(host));
}

function familyOf(ip: string): 'ipv4' | 'ipv6' {
  return isIP(ip) === 6 ? 'ipv6' : 'ipv4';
}
