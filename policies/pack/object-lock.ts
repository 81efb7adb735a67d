import { type Resource, valueAt } from './resource.ts';

const daysAYear = 365;

/**
 * How many days a bucket’s lock holds each object by default: undefined where it holds none, `unknown` where that is not
 * known yet. S3 takes days or years.
 */
export function lockDaysOf(lock: Resource): unknown {
  const years = valueAt(lock, 'rule.defaultRetention.years');
  return typeof years === 'number' ? years * daysAYear : valueAt(lock, 'rule.defaultRetention.days');
}
