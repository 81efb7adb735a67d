import { engine, type EngineName, exportedLogs } from '../../databases.ts';
import { clusterType, instanceType } from '../database-types.ts';
import { demand, type Policy, unverifiable } from '../policy.ts';
import { unknown, valueAt } from '../resource.ts';

/** Unset is no log at all. An engine that is not ours is refused by database-engine-is-supported, and judged as the default one. */
export const databaseExportsItsLogs: Policy = {
  id: 'database-exports-its-logs',
  requirement: 'A database sends its audit, error and slow query logs to CloudWatch.',
  reason: 'Who did what is wanted most when the server is gone, or when its disk was full.',
  source: 'PCI DSS 10.2.1, 10.3.3; SOC 2 CC7.2; Checkov CKV_AWS_129',
  mend: 'set enabledCloudwatchLogsExports to exportedLogs[engine] of policies/databases.ts',
  types: [instanceType, clusterType],
  *judgeResource(resource) {
    const name = valueAt(resource, 'engine') ?? engine.name;
    if (name === unknown) {
      yield unverifiable(resource, 'engine');
      return;
    }
    const wanted = exportedLogs[isOurs(name) ? name : engine.name];
    yield* demand(
      resource,
      'enabledCloudwatchLogsExports',
      (logs) => Array.isArray(logs) && wanted.every((log) => logs.includes(log)),
      (logs) => `enabledCloudwatchLogsExports is ${logs}, and the policy asks for ${wanted.join(', ')}`,
    );
  },
};

function isOurs(name: unknown): name is EngineName {
  return typeof name === 'string' && Object.hasOwn(exportedLogs, name);
}
