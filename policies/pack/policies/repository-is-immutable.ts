import { demand, type Policy } from '../policy.ts';

/** Unset, tags can be moved, nothing is scanned, and the key is Amazon's. */
export const repositoryIsImmutable: Policy = {
  id: 'repository-is-immutable',
  requirement: 'An image that was pushed stays what it is, is scanned, and is encrypted with a key of ours.',
  reason: 'What was tested is what runs only if nobody can put another image in its place.',
  source: 'PCI DSS 6.3.3, 6.5.1; AWS Security Hub ECR.1, ECR.2, ECR.5',
  mend: 'set imageTagMutability to IMMUTABLE, scanOnPush to true, and encryptionType to KMS with a kmsKey',
  types: ['aws:ecr/repository:Repository'],
  *judgeResource(resource) {
    yield* demand(
      resource,
      'imageTagMutability',
      (mutability) => mutability === 'IMMUTABLE',
      (mutability) => `imageTagMutability is ${mutability}, and has to be IMMUTABLE`,
    );
    yield* demand(
      resource,
      'imageScanningConfiguration.scanOnPush',
      (scans) => scans === true,
      (scans) => `imageScanningConfiguration.scanOnPush is ${scans}, and has to be true`,
    );
    yield* demand(
      resource,
      'encryptionConfigurations.0.encryptionType',
      (type) => type === 'KMS' || type === 'KMS_DSSE',
      (type) => `encryptionConfigurations.0.encryptionType is ${type}, and has to be KMS`,
    );
  },
};
