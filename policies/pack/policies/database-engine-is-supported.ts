import { type Engine, engines } from '../../databases.ts';
import { clusterType, instanceType, isReplica } from '../database-types.ts';
import { demand, type Policy, shown, unverifiable, type Verdict, violation } from '../policy.ts';
import { isSet, type Resource, unknown, valueAt } from '../resource.ts';

const supported: Readonly<Record<string, Engine>> = engines;

/**
 * The engine is ours, its version is of our series, and RDS still supports it on the day of the run; unset is whatever
 * RDS prefers that day. When support ends, unset for the life cycle means a bill instead of a patch.
 */
export const databaseEngineIsSupported = databaseEngineIsSupportedOn(() => new Date());

/** The same, for a day of the caller’s. */
export function databaseEngineIsSupportedOn(today: () => Date): Policy {
  return {
    id: 'database-engine-is-supported',
    requirement:
      'A database runs on an engine of policies/databases.ts that RDS supports, and never on paid extended support.',
    reason: 'An engine past its support gets no patches, and RDS either upgrades it unasked or charges for every hour.',
    source: 'PCI DSS 6.3.3, 12.3.4; policies/databases.ts',
    mend: 'set engine and engineVersion from policies/databases.ts, and engineLifecycleSupport: "open-source-rds-extended-support-disabled"',
    types: [instanceType, clusterType],
    *judgeResource(resource) {
      if (!isReplica(resource)) yield* judgeEngine(resource, today().toISOString().slice(0, '2026-11-24'.length));
      yield* demand(
        resource,
        'engineLifecycleSupport',
        (support) =>
          support === 'open-source-rds-extended-support-disabled' || (!isSet(support) && !mayHavePaidSupport(resource)),
        (support) =>
          `engineLifecycleSupport is ${support}, and the policy asks for "open-source-rds-extended-support-disabled"`,
      );
    },
  };
}

/** RDS sells no extended support for MariaDB, and takes no word about it. */
function mayHavePaidSupport(resource: Resource): boolean {
  const name = valueAt(resource, 'engine');
  return typeof name !== 'string' || supported[name]?.hasPaidSupport !== false;
}

function* judgeEngine(resource: Resource, day: string): Generator<Verdict> {
  const name = valueAt(resource, 'engine');
  if (name === unknown) {
    yield unverifiable(resource, 'engine');
    return;
  }
  const engine = typeof name === 'string' && Object.hasOwn(supported, name) ? supported[name] : undefined;
  if (engine === undefined) {
    yield violation(resource, `engine is ${shown(name)}, and the policy asks for ${Object.keys(supported).join(', ')}`);
    return;
  }
  yield* demand(
    resource,
    'engineVersion',
    (version) => typeof version === 'string' && `${version}.`.startsWith(`${engine.series}.`),
    (version) => `engineVersion is ${version}, and the policy asks for ${engine.name} ${engine.series}`,
  );
  if (day > engine.supportedUntil) {
    yield violation(
      resource,
      `engineVersion is of ${engine.name} ${engine.series}, whose support ended on ${engine.supportedUntil}`,
    );
  }
}
