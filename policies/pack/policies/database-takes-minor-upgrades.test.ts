import { unknown } from '../resource.ts';
import { resource } from '../testing/resource.ts';
import { testPolicy } from '../testing/test-policy.ts';
import { databaseTakesMinorUpgrades } from './database-takes-minor-upgrades.ts';

const types = ['aws:rds/instance:Instance', 'aws:rds/cluster:Cluster', 'aws:rds/clusterInstance:ClusterInstance'];
const each = (properties: Record<string, unknown>) => types.map((type) => resource(type, properties));
const thrice = (problem: string) => types.map(() => problem);

testPolicy(databaseTakesMinorUpgrades, {
  passes: {
    'not set, which is on': each({}),
    'said so': each({ autoMinorVersionUpgrade: true }),
  },
  fails: {
    off: {
      resources: each({ autoMinorVersionUpgrade: false }),
      problems: thrice('autoMinorVersionUpgrade is false, and the policy asks for true'),
    },
  },
  unverifiable: {
    'not known yet': {
      resources: each({ autoMinorVersionUpgrade: unknown }),
      problems: thrice('autoMinorVersionUpgrade is not known: unverifiable until up'),
    },
  },
});
