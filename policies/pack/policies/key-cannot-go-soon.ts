import { keyDeletionDays } from '../../keys.ts';
import { demand, type Policy } from '../policy.ts';

/** Unset is thirty days, the longest there is. */
export const keyCannotGoSoon: Policy = {
  id: 'key-cannot-go-soon',
  requirement: 'A key that somebody deletes can be saved for as long as KMS allows.',
  reason: 'Without its key every backup is noise, locked or not; a month is time enough to notice.',
  source: 'SOC 2 A1.2; policies/keys.ts',
  mend: 'leave deletionWindowInDays out, or set it to keyDeletionDays of policies/keys.ts',
  types: ['aws:kms/key:Key', 'aws:kms/replicaKey:ReplicaKey', 'aws:kms/externalKey:ExternalKey'],
  *judgeResource(key) {
    yield* demand(
      key,
      'deletionWindowInDays',
      (days) => days === undefined || (typeof days === 'number' && days >= keyDeletionDays),
      (days) => `deletionWindowInDays is ${days}, and the policy asks for ${keyDeletionDays}`,
    );
  },
};
