import { documentPathsOf, grantTypes } from '../grants.ts';
import { type Policy, unverifiable, type Verdict, violation } from '../policy.ts';
import { allows, type Statement, statementsAt } from '../policy-document.ts';
import { holdsUnknown, type Resource, valueAt } from '../resource.ts';

/**
 * Actions for which AWS takes no resource but "*", of those that our tasks could want:
 * https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
 */
const actionsWithoutResource = [
  'cloudwatch:GetMetricData',
  'cloudwatch:PutMetricData',
  'ec2:DescribeNetworkInterfaces',
  'ecr:GetAuthorizationToken',
  'ecs:DescribeTaskDefinition',
  'kms:ListAliases',
  'kms:ListKeys',
  's3:ListAllMyBuckets',
  'secretsmanager:GetRandomPassword',
  'secretsmanager:ListSecrets',
  'ssmmessages:CreateControlChannel',
  'ssmmessages:CreateDataChannel',
  'ssmmessages:OpenControlChannel',
  'ssmmessages:OpenDataChannel',
  'sts:GetCallerIdentity',
  'xray:PutTelemetryRecords',
  'xray:PutTraceSegments',
].map((action) => action.toLowerCase());

/** Where a resource names policies that are somebody else’s documents. */
const attachments: Readonly<Record<string, string>> = {
  'aws:iam/role:Role': 'managedPolicyArns',
  'aws:iam/rolePolicyAttachment:RolePolicyAttachment': 'policyArn',
  'aws:iam/policyAttachment:PolicyAttachment': 'policyArn',
  'aws:iam/userPolicyAttachment:UserPolicyAttachment': 'policyArn',
  'aws:iam/groupPolicyAttachment:GroupPolicyAttachment': 'policyArn',
  'aws:iam/rolePolicyAttachmentsExclusive:RolePolicyAttachmentsExclusive': 'policyArns',
};

/** Unset is nothing granted. A policy that is attached and not known yet is of this stack, and judged where it is made. */
export const roleGrantsNoWildcard: Policy = {
  id: 'role-grants-no-wildcard',
  requirement: 'What a role, a user or a group may do is written out: which actions, on which resources.',
  reason: 'A wildcard grants what AWS invents next year, and what the author did not think of today.',
  source: 'PCI DSS 7.2.2; SOC 2 CC6.3; cdk-nag AwsSolutions-IAM5; Checkov CKV_AWS_62, CKV_AWS_63, CKV_AWS_274',
  mend: 'list the actions and the ARNs; leave NotAction, NotResource and AWS’s …FullAccess policies out',
  types: [...new Set([...grantTypes, ...Object.keys(attachments)])],
  *judgeResource(resource) {
    for (const path of grantTypes.includes(resource.type) ? documentPathsOf(resource) : []) {
      for (const statement of (yield* statementsAt(resource, path)) ?? []) {
        if (allows(statement)) yield* judgeStatement(resource, path, statement);
      }
    }
    const attached = attachments[resource.type];
    if (attached !== undefined) yield* judgeAttached(resource, attached);
  },
};

function* judgeStatement(resource: Resource, path: string, statement: Statement): Generator<Verdict> {
  for (const action of statement.actions) {
    const [service = '', name = ''] = action.split(':');
    if (/[*?]/.test(service) || /^[*?]+$/.test(name)) {
      yield violation(resource, `${path} allows the action "${action}", and the policy pack asks for actions by name`);
    }
  }
  if (statement.notActions.length > 0)
    yield violation(resource, `${path} allows by NotAction, which grants all but a few`);
  if (statement.notResources.length > 0) {
    yield violation(resource, `${path} allows by NotResource, which grants all but a few`);
  }
  const needless = statement.actions.filter((action) => !actionsWithoutResource.includes(action.toLowerCase()));
  if (needless.length > 0 && statement.resources.some((pattern) => /^[*?:]+$/.test(pattern.replace(/^arn/, '')))) {
    yield violation(
      resource,
      `${path} allows ${needless.join(', ')} on the resource "*", and the policy pack asks for resources by name`,
    );
  }
}

function* judgeAttached(resource: Resource, path: string): Generator<Verdict> {
  const value = valueAt(resource, path);
  for (const arn of [value].flat()) {
    if (
      typeof arn === 'string' &&
      /:aws:policy\/(.*\/)?(\w*FullAccess|\w*PowerUser\w*|AdministratorAccess)$/.test(arn)
    ) {
      yield violation(resource, `${path} is ${arn}, which grants all of a service, or of all services`);
    }
  }
  if (holdsUnknown(value) && (resource.propertyDependencies[path] ?? []).length === 0)
    yield unverifiable(resource, path);
}
