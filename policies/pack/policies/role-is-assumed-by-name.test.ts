import { unknown } from '../resource.ts';
import { resource } from '../testing/resource.ts';
import { testPolicy } from '../testing/test-policy.ts';
import { roleIsAssumedByName } from './role-is-assumed-by-name.ts';

const ours = { StringEquals: { 'aws:SourceAccount': '111122223333' } };
const role = (Principal: unknown, Condition?: object, more = {}) =>
  resource('aws:iam/role:Role', {
    assumeRolePolicy: JSON.stringify({
      Statement: { Effect: 'Allow', Action: 'sts:AssumeRole', Principal, Condition, ...more },
    }),
  });
const github = { Federated: 'arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com' };
const forAny = (service: string) =>
  `assumeRolePolicy lets in ${service} for any account, and the policy pack asks for aws:SourceAccount or aws:SourceArn`;

testPolicy(roleIsAssumedByName, {
  passes: {
    'one repository’s workflows': [
      role(github, { StringLike: { 'token.actions.githubusercontent.com:sub': 'repo:ours/billing:*' } }),
    ],
    'a service for our account': [role({ Service: 'ecs-tasks.amazonaws.com' }, ours)],
    'a service for one thing of ours': [
      role(
        { Service: 'scheduler.amazonaws.com' },
        { ArnLike: { 'AWS:SourceArn': 'arn:aws:scheduler:eu-central-1:111122223333:*' } },
      ),
    ],
    'a service that does not say for whom': [role({ Service: 'export.rds.amazonaws.com' })],
    'a role by its ARN': [role({ AWS: 'arn:aws:iam::111122223333:role/deploy' })],
    'everybody denied': [role('*', undefined, { Effect: 'Deny' })],
  },
  fails: {
    'all workflows of GitHub': {
      resources: [role(github), role(github, { StringLike: { 'token.actions.githubusercontent.com:sub': 'repo:*' } })],
      problems: Array<string>(2).fill(
        'assumeRolePolicy lets in all of an identity provider’s, and the policy pack asks for a condition on its sub',
      ),
    },
    'ARNs of any account': {
      resources: [role({ Service: 'scheduler.amazonaws.com' }, { ArnLike: { 'aws:SourceArn': 'arn:aws:*:*:*:*' } })],
      problems: [forAny('scheduler.amazonaws.com')],
    },
    everybody: {
      resources: [role('*'), role({ AWS: '*' }, ours)],
      problems: [
        'assumeRolePolicy lets in "*", and the policy pack asks for names',
        'assumeRolePolicy lets in "*", and the policy pack asks for names',
      ],
    },
    'all but somebody': {
      resources: [role(undefined, undefined, { NotPrincipal: { AWS: 'arn:aws:iam::111122223333:root' } })],
      problems: ['assumeRolePolicy lets in by NotPrincipal, and the policy pack asks for names'],
    },
    'services for any account': {
      resources: [role({ Service: ['ecs-tasks.amazonaws.com', 'backup.amazonaws.com'] })],
      problems: [forAny('ecs-tasks.amazonaws.com'), forAny('backup.amazonaws.com')],
    },
    'a condition that any account meets, or every other one': {
      resources: [
        role({ Service: 'scheduler.amazonaws.com' }, { StringLike: { 'aws:SourceAccount': '*' } }),
        role({ Service: 'scheduler.amazonaws.com' }, { StringNotEquals: { 'aws:SourceAccount': '111122223333' } }),
      ],
      problems: [forAny('scheduler.amazonaws.com'), forAny('scheduler.amazonaws.com')],
    },
    'no document': {
      resources: [resource('aws:iam/role:Role', { assumeRolePolicy: '' })],
      problems: ['assumeRolePolicy is not a policy document: AWS will refuse it'],
    },
  },
  unverifiable: {
    'not known yet': {
      resources: [resource('aws:iam/role:Role', { assumeRolePolicy: unknown })],
      problems: ['assumeRolePolicy is not known: unverifiable until up'],
    },
  },
});
