import { residency } from '../residency.ts';
import { isSet, type Resource, unknown } from './resource.ts';

/** Where a resource is: its own region, or its provider’s. Undefined where both come from outside the program. */
export function regionOf({ properties, provider }: Resource): unknown {
  return isSet(properties['region']) ? properties['region'] : provider['region'];
}

/** The region that an ARN names; undefined for a plain name, which is of the region where it is used. */
export function regionOfArn(text: string): string | undefined {
  const [arn, , , region] = text.split(':');
  return arn === 'arn' && region !== '' ? region : undefined;
}

/** Whether our data may be there. */
export function isInResidency(region: unknown): boolean {
  return typeof region === 'string' && residency.regions.some((allowed) => allowed === region);
}

/** Whether nobody can say yet. */
export function isUnsaid(region: unknown): boolean {
  return region === undefined || region === unknown;
}
