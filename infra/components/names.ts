import type { DatabaseClass } from '../../policies/databases.ts';
import { classTag } from '../../policies/tags.ts';
import type { StackName } from '../configuration/stack.ts';

/** Whose a resource is: the class of its data, or the network that both stand in. */
export type Owner = DatabaseClass | 'network';

/**
 * The physical name of a resource: bulkhead-billing-production-dumps. Given and not generated, so that policies of access
 * can be written, and judged, before what they speak of exists.
 */
export function nameOf(owner: Owner, stack: StackName, part?: string): string {
  return ['bulkhead', owner, stack, ...(part === undefined ? [] : [part])].join('-');
}

/** What every resource carries, so that bills, policies and people can tell whose it is. */
export function tagsOf(owner: Owner, stack: StackName): Record<string, string> {
  const shared = { 'bulkhead:stack': stack };
  return owner === 'network' ? shared : { ...shared, [classTag]: owner };
}

/** Where the metrics of a stack are that are read out of its logs. */
export function metricNamespace(owner: Owner, stack: StackName): string {
  return `Bulkhead/${owner}/${stack}`;
}
