import { Role } from '@pulumi/aws/iam/role.js';
import { RolePolicy } from '@pulumi/aws/iam/rolePolicy.js';
import type { CustomResourceOptions, Resource } from '@pulumi/pulumi';
import type { StackName } from '../configuration/stack.ts';
import { documentOf, type Statement } from './policy-document.ts';
import { nameOf, type Owner } from './names.ts';

/**
 * A role of one service of AWS, for this account’s things only (the confused deputy of AWS’s IAM guide), with what it may
 * do and nothing more. Its name is known before it exists, and so is its ARN.
 */
export function makeRole(...role: Parameters<typeof makeRoleWithRights>): Role {
  return makeRoleWithRights(...role).role;
}

/** The same, with what whoever uses the role at once has to wait for: a role is up before its rights are. */
export function makeRoleWithRights(
  owner: Owner,
  { stack, accountId }: { stack: StackName; accountId: string },
  part: string,
  service: string,
  statements: readonly Statement[],
  options: CustomResourceOptions,
): { role: Role; rights: Resource[] } {
  const name = nameOf(owner, stack, part);
  const assumeRolePolicy = documentOf([
    {
      Effect: 'Allow',
      Principal: { Service: service },
      Action: 'sts:AssumeRole',
      Condition: { StringEquals: { 'aws:SourceAccount': accountId } },
    },
  ]);
  const role = new Role(part, { name, assumeRolePolicy }, options);
  if (statements.length === 0) return { role, rights: [] };
  return { role, rights: [new RolePolicy(part, { role: role.name, policy: documentOf(statements) }, options)] };
}
