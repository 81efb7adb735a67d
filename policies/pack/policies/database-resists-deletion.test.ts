import { unknown } from '../resource.ts';
import { resource } from '../testing/resource.ts';
import { testPolicy } from '../testing/test-policy.ts';
import { databaseResistsDeletion } from './database-resists-deletion.ts';

const right = { deletionProtection: true, finalSnapshotIdentifier: 'billing-final', deleteAutomatedBackups: false };
const instance = (properties: Record<string, unknown>, more = {}) =>
  resource('aws:rds/instance:Instance', { ...right, ...properties }, more);

testPolicy(databaseResistsDeletion, {
  passes: {
    'an instance': [instance({})],
    'a cluster that says that it skips nothing': [
      resource('aws:rds/cluster:Cluster', { ...right, skipFinalSnapshot: false }),
    ],
    'a replica, which has no last snapshot': [
      resource('aws:rds/instance:Instance', {
        deletionProtection: true,
        replicateSourceDb: 'billing',
        skipFinalSnapshot: true,
      }),
    ],
  },
  fails: {
    'nothing set': {
      resources: [resource('aws:rds/cluster:Cluster', {}, { protect: false })],
      problems: [
        'deletionProtection is not set, and the policy asks for true',
        'protect is false, and the policy asks for true',
        'finalSnapshotIdentifier is not set, and the policy asks for a name',
        'deleteAutomatedBackups is not set, and the policy asks for false',
      ],
    },
    'all set to let it go': {
      resources: [instance({ deletionProtection: false, skipFinalSnapshot: true, deleteAutomatedBackups: true })],
      problems: [
        'deletionProtection is false, and the policy asks for true',
        'skipFinalSnapshot is true, and the policy asks for false',
        'deleteAutomatedBackups is true, and the policy asks for false',
      ],
    },
  },
  unverifiable: {
    'not known yet': {
      resources: [
        instance({
          deletionProtection: unknown,
          skipFinalSnapshot: unknown,
          finalSnapshotIdentifier: unknown,
          deleteAutomatedBackups: unknown,
        }),
      ],
      problems: [
        'deletionProtection is not known: unverifiable until up',
        'skipFinalSnapshot is not known: unverifiable until up',
        'finalSnapshotIdentifier is not known: unverifiable until up',
        'deleteAutomatedBackups is not known: unverifiable until up',
      ],
    },
  },
});
