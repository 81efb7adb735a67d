import { unknown } from '../resource.ts';
import { resource } from '../testing/resource.ts';
import { testPolicy } from '../testing/test-policy.ts';
import { roleGrantsNoWildcard } from './role-grants-no-wildcard.ts';

const read = { Effect: 'Allow', Action: 's3:GetObject', Resource: 'arn:aws:s3:::billing-dumps/*' };
const document = (...statements: object[]) => JSON.stringify({ Statement: statements });
const rolePolicy = (...statements: object[]) =>
  resource('aws:iam/rolePolicy:RolePolicy', { policy: document(...statements) });
const attachment = (policyArn: unknown, more = {}) =>
  resource('aws:iam/rolePolicyAttachment:RolePolicyAttachment', { role: 'app', policyArn }, more);
const managed = resource('aws:iam/policy:Policy', { policy: document(read) }, { name: 'managed', id: unknown });

testPolicy(roleGrantsNoWildcard, {
  passes: {
    'by name': [rolePolicy(read, { ...read, Action: ['s3:Get*', 's3:ListBucket'] })],
    'what takes no resource': [
      rolePolicy({ ...read, Action: ['ecr:GetAuthorizationToken', 'cloudwatch:putMetricData'], Resource: '*' }),
    ],
    'everything denied': [rolePolicy({ Effect: 'Deny', Action: '*', Resource: '*' })],
    'a role without documents of its own': [resource('aws:iam/role:Role', {})],
    'AWS’s policy for one service': [
      attachment('arn:aws:iam::aws:policy/service-role/AmazonRDSEnhancedMonitoringRole'),
    ],
    'a policy of this stack, not known yet': [
      managed,
      attachment(unknown, { propertyDependencies: { policyArn: [managed.urn] } }),
    ],
  },
  fails: {
    'all, by other signs': {
      resources: [rolePolicy({ ...read, Action: ['s3:?*', '?3:GetObject'] }, { ...read, Resource: 'arn:*:*:?' })],
      problems: [
        'policy allows the action "s3:?*", and the policy pack asks for actions by name',
        'policy allows the action "?3:GetObject", and the policy pack asks for actions by name',
        'policy allows s3:GetObject on the resource "*", and the policy pack asks for resources by name',
      ],
    },
    'all actions, or all of a service': {
      resources: [rolePolicy({ ...read, Action: ['*', 's3:*', '*:Get', 's3:**'] })],
      problems: ['*', 's3:*', '*:Get', 's3:**'].map(
        (action) => `policy allows the action "${action}", and the policy pack asks for actions by name`,
      ),
    },
    'all resources': {
      resources: [rolePolicy({ ...read, Action: ['s3:GetObject', 'ecr:GetAuthorizationToken'], Resource: ['*'] })],
      problems: ['policy allows s3:GetObject on the resource "*", and the policy pack asks for resources by name'],
    },
    'all but some': {
      resources: [
        rolePolicy(
          { Effect: 'Allow', NotAction: 'iam:*', Resource: 'arn:aws:s3:::a' },
          { Effect: 'Allow', Action: 's3:GetObject', NotResource: 'arn:aws:s3:::a' },
        ),
      ],
      problems: [
        'policy allows by NotAction, which grants all but a few',
        'policy allows by NotResource, which grants all but a few',
      ],
    },
    'a document of the role’s own, a user’s, a group’s and a managed one': {
      resources: [
        resource('aws:iam/role:Role', {
          inlinePolicies: [{ name: 'one', policy: document({ ...read, Action: '*' }) }],
        }),
        resource('aws:iam/userPolicy:UserPolicy', { policy: document({ ...read, Action: 's3:*' }) }),
        resource('aws:iam/groupPolicy:GroupPolicy', { policy: document({ ...read, Action: 's3:*' }) }),
        resource('aws:iam/policy:Policy', { policy: document({ ...read, Action: 's3:*' }) }),
      ],
      problems: [
        'inlinePolicies.0.policy allows the action "*", and the policy pack asks for actions by name',
        ...Array<string>(3).fill('policy allows the action "s3:*", and the policy pack asks for actions by name'),
      ],
    },
    'AWS’s policies that grant all': {
      resources: [
        attachment('arn:aws:iam::aws:policy/AdministratorAccess'),
        attachment('arn:aws:iam::aws:policy/AmazonS3FullAccess'),
      ],
      problems: [
        'policyArn is arn:aws:iam::aws:policy/AdministratorAccess, which grants all of a service, or of all services',
        'policyArn is arn:aws:iam::aws:policy/AmazonS3FullAccess, which grants all of a service, or of all services',
      ],
    },
    'the same, in a role’s list': {
      resources: [
        resource('aws:iam/role:Role', { managedPolicyArns: ['arn:aws:iam::aws:policy/job-function/PowerUserAccess'] }),
      ],
      problems: [
        'managedPolicyArns is arn:aws:iam::aws:policy/job-function/PowerUserAccess, which grants all of a service, or of all services',
      ],
    },
  },
  unverifiable: {
    'a document': {
      resources: [
        resource('aws:iam/rolePolicy:RolePolicy', { policy: unknown }),
        resource('aws:iam/role:Role', { inlinePolicies: unknown }),
      ],
      problems: ['policy is not known: unverifiable until up', 'inlinePolicies is not known: unverifiable until up'],
    },
    'what is attached': {
      resources: [attachment(unknown)],
      problems: ['policyArn is not known: unverifiable until up'],
    },
  },
});
