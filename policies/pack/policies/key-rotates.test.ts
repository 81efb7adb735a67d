import { unknown } from '../resource.ts';
import { resource } from '../testing/resource.ts';
import { testPolicy } from '../testing/test-policy.ts';
import { keyRotates } from './key-rotates.ts';

const key = (properties: Record<string, unknown>) => resource('aws:kms/key:Key', properties);

testPolicy(keyRotates, {
  passes: {
    'each year, which is what unset means': [key({ enableKeyRotation: true })],
    oftener: [key({ enableKeyRotation: true, rotationPeriodInDays: 180, customerMasterKeySpec: 'SYMMETRIC_DEFAULT' })],
    'a key for signatures, which KMS does not rotate': [key({ customerMasterKeySpec: 'ECC_NIST_P256' })],
  },
  fails: {
    'not set, which is never': {
      resources: [key({})],
      problems: ['enableKeyRotation is not set, and the policy asks for true'],
    },
    off: {
      resources: [key({ enableKeyRotation: false })],
      problems: ['enableKeyRotation is false, and the policy asks for true'],
    },
    'a day later': {
      resources: [key({ enableKeyRotation: true, rotationPeriodInDays: 366 })],
      problems: ['rotationPeriodInDays is 366, and the policy asks for 365 at most'],
    },
  },
  unverifiable: {
    'not known yet': {
      resources: [key({ enableKeyRotation: unknown, rotationPeriodInDays: unknown })],
      problems: [
        'enableKeyRotation is not known: unverifiable until up',
        'rotationPeriodInDays is not known: unverifiable until up',
      ],
    },
    'what kind of key': {
      resources: [key({ customerMasterKeySpec: unknown })],
      problems: ['customerMasterKeySpec is not known: unverifiable until up'],
    },
  },
});
