import { unknown } from '../resource.ts';
import { resource } from '../testing/resource.ts';
import { testPolicy } from '../testing/test-policy.ts';
import { repositoryIsImmutable } from './repository-is-immutable.ts';

const holds = {
  imageTagMutability: 'IMMUTABLE',
  imageScanningConfiguration: { scanOnPush: true },
  encryptionConfigurations: [{ encryptionType: 'KMS', kmsKey: 'arn:…' }],
};
const repository = (properties: Record<string, unknown>) => resource('aws:ecr/repository:Repository', properties);

testPolicy(repositoryIsImmutable, {
  passes: { 'all three': [repository(holds)] },
  fails: {
    'none set': {
      resources: [repository({})],
      problems: [
        'imageTagMutability is not set, and has to be IMMUTABLE',
        'imageScanningConfiguration.scanOnPush is not set, and has to be true',
        'encryptionConfigurations.0.encryptionType is not set, and has to be KMS',
      ],
    },
    'immutable, but for some': {
      resources: [repository({ ...holds, imageTagMutability: 'IMMUTABLE_WITH_EXCLUSION' })],
      problems: ['imageTagMutability is "IMMUTABLE_WITH_EXCLUSION", and has to be IMMUTABLE'],
    },
    'Amazon’s key': {
      resources: [repository({ ...holds, encryptionConfigurations: [{ encryptionType: 'AES256' }] })],
      problems: ['encryptionConfigurations.0.encryptionType is "AES256", and has to be KMS'],
    },
  },
  unverifiable: {
    'not known yet': {
      resources: [repository({ ...holds, encryptionConfigurations: unknown })],
      problems: ['encryptionConfigurations.0.encryptionType is not known: unverifiable until up'],
    },
  },
});
