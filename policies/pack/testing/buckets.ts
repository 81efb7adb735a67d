import { holdsTag } from '../../tags.ts';
import { type Resource, unknown } from '../resource.ts';
import { resource } from './resource.ts';

/** A bucket for tests: by its name, `billing-dumps` where nothing else is said. */
export function bucket(properties: Record<string, unknown> = {}, more: Partial<Resource> = {}): Resource {
  return resource('aws:s3/bucket:Bucket', { bucket: 'billing-dumps', ...properties }, { name: 'bucket', ...more });
}

/** A bucket that holds dumps. */
export function dumpBucket(properties: Record<string, unknown> = {}, more: Partial<Resource> = {}): Resource {
  return bucket({ tags: { [holdsTag]: 'dumps' }, ...properties }, more);
}

/** What is set on the bucket of that name, by the part’s type, such as `bucketVersioning:BucketVersioning`. */
export function part(type: string, properties: Record<string, unknown>, more: Partial<Resource> = {}): Resource {
  return resource(`aws:s3/${type}`, { bucket: 'billing-dumps', ...properties }, { name: 'part', ...more });
}

/** The same, set on a bucket whose name is not known yet. */
export function partOf(whole: Resource, type: string, properties: Record<string, unknown>): Resource {
  const propertyDependencies = { bucket: [whole.urn] };
  return part(type, { ...properties, bucket: unknown }, { propertyDependencies });
}

/** A bucket that holds evidence. */
export function evidenceBucket(properties: Record<string, unknown> = {}, more: Partial<Resource> = {}): Resource {
  return bucket({ tags: { [holdsTag]: 'evidence' }, ...properties }, more);
}
