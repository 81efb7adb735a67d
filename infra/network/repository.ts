import { Repository } from '@pulumi/aws/ecr/repository.js';
import type { Key } from '@pulumi/aws/kms/key.js';
import type { CustomResourceOptions } from '@pulumi/pulumi';
import { nameOf } from '../components/names.ts';
import type { NetworkConfiguration } from '../configuration/schema.ts';

/** Where the image lies that the service and all jobs run: pushed once, never overwritten, looked through for holes. */
export function makeRepository({ stack }: NetworkConfiguration, key: Key, options: CustomResourceOptions): Repository {
  return new Repository(
    'repository',
    {
      name: nameOf('network', stack, 'image'),
      imageTagMutability: 'IMMUTABLE',
      imageScanningConfiguration: { scanOnPush: true },
      encryptionConfigurations: [{ encryptionType: 'KMS', kmsKey: key.arn }],
      forceDelete: false,
    },
    options,
  );
}
