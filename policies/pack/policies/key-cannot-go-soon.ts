import { keyDeletionDays } from '../../keys.ts';
import { demand, type Policy, violation } from '../policy.ts';

/** Unset is thirty days, the longest there is. */
export const keyCannotGoSoon: Policy = {
  id: 'key-cannot-go-soon',
  requirement:
    'A key is enabled, Pulumi does not delete it, and one that somebody deletes can be saved for as long as KMS allows.',
  reason: 'Without its key every backup is noise, locked or not; a month is time enough to notice.',
  source: 'SOC 2 A1.2; policies/keys.ts',
  mend: 'leave deletionWindowInDays and isEnabled out, and set protect: true in the options',
  types: ['aws:kms/key:Key', 'aws:kms/replicaKey:ReplicaKey', 'aws:kms/externalKey:ExternalKey'],
  *judgeResource(key) {
    yield* demand(
      key,
      'deletionWindowInDays',
      (days) => days === undefined || (typeof days === 'number' && days >= keyDeletionDays),
      (days) => `deletionWindowInDays is ${days}, and the policy asks for ${keyDeletionDays}`,
    );
    for (const path of ['isEnabled', 'enabled']) {
      yield* demand(
        key,
        path,
        (enabled) => enabled === undefined || enabled === true,
        (enabled) => `${path} is ${enabled}: nothing under it can be read`,
      );
    }
    if (!key.protect) yield violation(key, 'protect is false, and the policy asks for true');
  },
};
