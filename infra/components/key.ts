import { Alias } from '@pulumi/aws/kms/alias.js';
import { Key } from '@pulumi/aws/kms/key.js';
import type { CustomResourceOptions } from '@pulumi/pulumi';
import { keyDeletionDays, keyRotationDays } from '../../policies/keys.ts';
import type { StackName } from '../configuration/stack.ts';
import { nameOf, type Owner } from './names.ts';
import { documentOf, type Statement } from './policy-document.ts';

/**
 * A KMS key for one purpose of one owner, with the alias alias/bulkhead-<owner>-<stack>-<purpose>. Roles of the account
 * use it as far as IAM lets them; other principals, such as AWS’s log service, only by the `users` statements. It is made
 * in the provider's region, unless another one is named.
 */
export function makeKey(
  owner: Owner,
  { stack, accountId }: { stack: StackName; accountId: string },
  purpose: string,
  options: CustomResourceOptions,
  users: readonly Statement[] = [],
  region?: string,
): Key {
  const name = nameOf(owner, stack, purpose);
  const elsewhere = region === undefined ? {} : { region };
  const account: Statement = {
    Sid: 'account',
    Effect: 'Allow',
    Principal: { AWS: `arn:aws:iam::${accountId}:root` },
    Action: 'kms:*',
    Resource: '*',
  };
  const key = new Key(
    purpose,
    {
      description: name,
      enableKeyRotation: true,
      rotationPeriodInDays: keyRotationDays,
      deletionWindowInDays: keyDeletionDays,
      policy: documentOf([account, ...users]),
      tags: { Name: name },
      ...elsewhere,
    },
    { ...options, protect: true },
  );
  new Alias(purpose, { name: `alias/${name}`, targetKeyId: key.keyId, ...elsewhere }, options);
  return key;
}

/** Lets CloudWatch Logs encrypt the log groups whose names begin with a prefix, and no others. */
export function logServiceMayUse(region: string, accountId: string, prefix: string): Statement {
  return {
    Sid: 'logs',
    Effect: 'Allow',
    Principal: { Service: `logs.${region}.amazonaws.com` },
    Action: ['kms:Encrypt', 'kms:Decrypt', 'kms:ReEncrypt*', 'kms:GenerateDataKey*', 'kms:DescribeKey'],
    Resource: '*',
    Condition: {
      ArnLike: { 'kms:EncryptionContext:aws:logs:arn': `arn:aws:logs:${region}:${accountId}:log-group:${prefix}*` },
    },
  };
}
