/** Three zones, which every region of the residency zone has. */
export const zones = ['a', 'b', 'c'] as const;
type Zone = (typeof zones)[number];

export const subnetKinds = ['public', 'billing-private', 'billing-isolated', 'main-private', 'main-isolated'] as const;
export type SubnetKind = (typeof subnetKinds)[number];

/** A /16 holds sixteen /20; fifteen are used, in this order. */
const slotsInThirdByte = 16;

/** The addresses of a subnet inside the network's /16: 4,091 for tasks or databases in each. */
export function cidrOf(networkCidr: string, kind: SubnetKind, zone: Zone): string {
  const [first, second] = networkCidr.split('.');
  const slot = subnetKinds.indexOf(kind) * zones.length + zones.indexOf(zone);
  return `${first}.${second}.${slot * slotsInThirdByte}.0/20`;
}
