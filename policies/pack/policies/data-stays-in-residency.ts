import { regionsOfGlobalServices, residency } from '../../residency.ts';
import { type Policy, unverifiable, type Verdict, violation } from '../policy.ts';
import { type Resource, unknown, valueAt } from '../resource.ts';
import { jsonIn } from '../json-text.ts';
import { bucketTypes } from '../buckets.ts';
import { origins } from '../origins.ts';
import { isUnsaid, regionOf } from '../region.ts';

/** Services without a region, or ruled from one: what is there of ours is no customer’s data. */
const globalTypes = /^aws:(iam|route53|cloudfront|globalaccelerator|shield|organizations|acm)\//;

/** An ARN’s region is its fourth part; global services leave it empty. */
const arnRegion = /^arn:aws[a-z-]*:[^:]*:([a-z0-9-]+):/;
const regionName = /^[a-z]{2}(-[a-z]+)+-\d$/;
const regionKey = /region/i;

/** Buckets have no region in their ARN: where a copy goes is told by the bucket, if it is ours, or by nobody. */
const bucketCopyTypes = [
  'aws:s3/bucketReplicationConfig:BucketReplicationConfig',
  'aws:s3/bucketReplicationConfiguration:BucketReplicationConfiguration',
];

/** Where other resources say that a copy goes, or comes from: an ARN, whose region decides. */
const copyPaths: Readonly<Record<string, string>> = {
  'aws:backup/plan:Plan': 'rules',
  'aws:kms/replicaKey:ReplicaKey': 'primaryKeyArn',
  'aws:rds/instanceAutomatedBackupsReplication:InstanceAutomatedBackupsReplication': 'sourceDbInstanceArn',
};

export const dataStaysInResidency: Policy = {
  id: 'data-stays-in-residency',
  requirement: 'Everything is in a region of the residency zone: each resource, each copy, each replica.',
  reason: 'A copy elsewhere is a transfer under GDPR chapter V, whether or not anybody reads it there.',
  source: 'GDPR 44, 46; policies/residency.ts',
  mend: 'use a region of residency.regions in policies/residency.ts, for the provider as for copies and replicas',
  types: [],
  *judgeGraph(graph) {
    const unsaid = new Set<string>();
    for (const resource of graph.resources.filter(({ type }) => type.startsWith('aws:'))) {
      const region = regionOf(resource);
      if (isUnsaid(region)) {
        // One line a project is enough: they have one provider.
        if (!unsaid.has(resource.project)) yield unverifiable(resource, 'the provider’s region');
        unsaid.add(resource.project);
      } else yield* judgeRegion(resource, 'region', region);
      yield* judgeValues(resource);
      if (bucketCopyTypes.includes(resource.type)) {
        const copies = graph.targets(resource, 'rules').filter(({ type }) => bucketTypes.includes(type));
        if (copies.length === 0) yield unverifiable(resource, 'rules');
      }
      const path = copyPaths[resource.type];
      if (path === undefined) continue;
      if (holdsUnknownArn(valueAt(resource, path)) && graph.targets(resource, path).length === 0) {
        yield unverifiable(resource, path);
      }
    }
  },
};

function* judgeRegion(resource: Resource, path: string, region: unknown): Generator<Verdict> {
  const allowed: readonly unknown[] = [...residency.regions, ...(isGlobal(resource) ? regionsOfGlobalServices : [])];
  if (!allowed.includes(region))
    yield violation(resource, `${path} is ${JSON.stringify(region)}, outside of ${residency.zone}`);
}

/** All that names a region: keys that say so, and ARNs anywhere. */
function* judgeValues(resource: Resource): Generator<Verdict> {
  for (const { path, key, value } of textsIn(resource.properties, '')) {
    if (path === 'region' || path === 'arn' || path === origins[resource.type]) continue;
    const region = arnRegion.exec(value)?.[1] ?? (regionKey.test(key) && regionName.test(value) ? value : undefined);
    if (region !== undefined) yield* judgeRegion(resource, path, region);
  }
}

function* textsIn(value: unknown, path: string, key = ''): Generator<{ path: string; key: string; value: string }> {
  if (typeof value === 'string') {
    yield { path, key, value };
    yield* textsIn(jsonIn(value), path, key);
  } else if (typeof value === 'object' && value !== null) {
    for (const [inner, of] of Object.entries(value)) {
      yield* textsIn(of, path === '' ? inner : `${path}.${inner}`, Array.isArray(value) ? key : inner);
    }
  }
}

function holdsUnknownArn(value: unknown): boolean {
  if (value === unknown) return true;
  if (typeof value !== 'object' || value === null) return false;
  const entries = Object.entries(value).filter(([key]) => !['targetVaultName', 'ruleName'].includes(key));
  return entries.some(([, inner]) => holdsUnknownArn(inner));
}

/** CloudFront’s firewalls are ruled from one region. */
function isGlobal(resource: Resource): boolean {
  return globalTypes.test(resource.type) || valueAt(resource, 'scope') === 'CLOUDFRONT';
}
