import { keyRotationDays } from '../../keys.ts';
import { demand, demandValue, type Policy, unverifiable } from '../policy.ts';
import { unknown, valueAt } from '../resource.ts';

/** Unset is no rotation; with rotation, an unset period is a year. KMS rotates symmetric keys only. */
export const keyRotates: Policy = {
  id: 'key-rotates',
  requirement: 'A key of KMS gets new material by itself, each year at least.',
  reason: 'What one material has encrypted is what one leak of it opens.',
  source: 'PCI DSS 3.7.4; cdk-nag AwsSolutions-KMS5; Checkov CKV_AWS_7',
  mend: 'set enableKeyRotation: true, and leave rotationPeriodInDays out or set it to keyRotationDays of policies/keys.ts',
  types: ['aws:kms/key:Key'],
  *judgeResource(key) {
    const spec = valueAt(key, 'customerMasterKeySpec');
    if (spec === unknown) yield unverifiable(key, 'customerMasterKeySpec');
    if (spec !== undefined && spec !== 'SYMMETRIC_DEFAULT') return;
    yield* demandValue(key, 'enableKeyRotation', true);
    yield* demand(
      key,
      'rotationPeriodInDays',
      (days) => days === undefined || (typeof days === 'number' && days <= keyRotationDays),
      (days) => `rotationPeriodInDays is ${days}, and the policy asks for ${keyRotationDays} at most`,
    );
  },
};
