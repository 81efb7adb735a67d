/**
 * Where billing's and main's data may be: every copy of it, backups and replicas too. A transfer out of the zone is a
 * transfer under GDPR chapter V, and needs more than a line of configuration.
 */
export const residency = {
  zone: 'the European Union',
  regions: ['eu-central-1', 'eu-west-1', 'eu-west-3', 'eu-north-1', 'eu-south-1', 'eu-south-2'],
} as const;
export type Region = (typeof residency.regions)[number];

/** Services that have no region, or are ruled from one: what they hold of ours is no customer's data. */
export const regionsOfGlobalServices: readonly string[] = ['us-east-1'];
