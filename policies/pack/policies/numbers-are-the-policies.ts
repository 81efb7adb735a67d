import { databasePort } from '../../databases.ts';
import { commitMillisecondsHigh, processorPercentTarget } from '../../service.ts';
import { alarmNameOf, alarmTypes } from '../alarm-names.ts';
import { demand, type Policy } from '../policy.ts';
import { isSet, type Resource, valueAt } from '../resource.ts';
import { clusterType, instanceType } from '../database-types.ts';

/** One number that has to be its policy’s, neither more nor less. */
interface PolicyNumber {
  types: readonly string[];
  /** Which resources of these types it is about. */
  isAbout: (resource: Resource) => boolean;
  path: string;
  /** Whether not set stands for the same number. */
  isDefault: boolean;
  number: number;
  /** Where it is written. */
  policy: string;
}

const scaling = 'targetTrackingScalingPolicyConfiguration';

const numbers: readonly PolicyNumber[] = [
  {
    types: [instanceType, clusterType],
    isAbout: () => true,
    path: 'port',
    isDefault: true,
    number: databasePort,
    policy: 'databasePort of policies/databases.ts',
  },
  {
    types: ['aws:appautoscaling/policy:Policy'],
    isAbout: (resource) =>
      valueAt(resource, `${scaling}.predefinedMetricSpecification.predefinedMetricType`) ===
      'ECSServiceAverageCPUUtilization',
    path: `${scaling}.targetValue`,
    isDefault: false,
    number: processorPercentTarget,
    policy: 'processorPercentTarget of policies/service.ts',
  },
  {
    types: alarmTypes,
    isAbout: (resource) => String(alarmNameOf(resource)).startsWith('commit-slow/'),
    path: 'threshold',
    isDefault: false,
    number: commitMillisecondsHigh,
    policy: 'commitMillisecondsHigh of policies/service.ts',
  },
];

export const numbersAreThePolicies: Policy = {
  id: 'numbers-are-the-policies',
  requirement: 'Ports, targets and thresholds are those of policies/, neither more nor less.',
  reason: 'A number that is changed in one place only is wrong in the runbook, the evidence and the next review.',
  source: 'SOC 2 CC8.1; PCI DSS 6.5.1; the design',
  mend: 'change the number in policies/, where it has its reason, and let the program import it',
  types: [...new Set(numbers.flatMap(({ types }) => types))],
  *judgeResource(resource) {
    for (const { types, isAbout, path, isDefault, number, policy } of numbers) {
      if (!types.includes(resource.type) || !isAbout(resource)) continue;
      yield* demand(
        resource,
        path,
        (value) => value === number || (isDefault && !isSet(value)),
        (value) => `${path} is ${value}, and ${policy} is ${number}`,
      );
    }
  },
};
