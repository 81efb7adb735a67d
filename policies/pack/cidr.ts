/** A range of IPv4 addresses, both ends included. */
export interface AddressRange {
  first: number;
  last: number;
}

const bits = 32;

/** The addresses of an IPv4 CIDR block such as 10.0.0.0/16; undefined for what is none, an IPv6 block among it. */
export function addressesOf(cidr: string): AddressRange | undefined {
  const match = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})\/(\d{1,2})$/.exec(cidr);
  if (match === null) return undefined;
  const octets = match.slice(1, 5).map(Number);
  const prefix = Number(match[5]);
  if (octets.some((octet) => octet > 255) || prefix > bits) return undefined;
  const address = octets.reduce((sum, octet) => sum * 256 + octet, 0);
  const size = 2 ** (bits - prefix);
  const first = Math.floor(address / size) * size;
  return { first, last: first + size - 1 };
}

/** Whether two blocks have an address in common. What is no IPv4 block may hold anything, and so has with all. */
export function overlap(one: string, other: string): boolean {
  const [range, otherRange] = [addressesOf(one), addressesOf(other)];
  if (range === undefined || otherRange === undefined) return true;
  return range.first <= otherRange.last && otherRange.first <= range.last;
}

/**
 * Whether a block is so large that it is meant for anybody. Two halves of the internet are as open as the whole, and no
 * private network is larger than 10.0.0.0/8, or has more than an IPv6 /32.
 */
export function isForAnybody(cidr: string): boolean {
  const prefix = Number(cidr.split('/')[1]);
  return cidr.includes(':') ? prefix < 32 : prefix < 8;
}
