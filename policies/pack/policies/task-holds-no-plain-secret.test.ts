import { unknown } from '../resource.ts';
import { taskDefinition } from '../testing/task-definition.ts';
import { testPolicy } from '../testing/test-policy.ts';
import { taskHoldsNoPlainSecret } from './task-holds-no-plain-secret.ts';

const task = (name: string, value: string) => taskDefinition([{ environment: [{ name, value }] }]);
const named = (name: string) => `container app: environment has ${name}, whose name says that it is a secret`;
const holding = (what: string) => `container app: environment has SETTING, and its value holds ${what}`;
// Put together here, so that no scanner of secrets takes these for real ones.
const key = (prefix: string) => `${prefix}${'0'.repeat(16)}`;

testPolicy(taskHoldsNoPlainSecret, {
  passes: {
    'no environment': [taskDefinition([{}])],
    'plain settings': [task('STRIPE_API_BASE', 'https://api.stripe.com'), task('KMS_KEY_ID', 'alias/billing')],
    'a URL without a password': [task('DATABASE_URL', 'mysql://billing_app@database:3306/billing')],
    'the name of a secret, in secrets': [
      taskDefinition([{ secrets: [{ name: 'STRIPE_SECRET', valueFrom: 'arn:…' }] }]),
    ],
  },
  fails: {
    'files that nobody sees': {
      resources: [taskDefinition([{ environmentFiles: [{ type: 's3', value: 'arn:…' }] }])],
      problems: ['container app: environmentFiles is set: what is in the files nobody here can see'],
    },
    'a password in a command': {
      resources: [
        taskDefinition([{ command: ['dump', '--password=word'] }, { entryPoint: ['dump', '--api-token', 'word'] }]),
        taskDefinition([{ command: ['dump', 'mysql://app:word@database/billing'] }]),
      ],
      problems: [
        'container app: command holds an option whose name says that it is a secret',
        'container app: entryPoint holds an option whose name says that it is a secret',
        'container app: command holds a URL with a password in it',
      ],
    },
    'a password by name': { resources: [task('DATABASE_PASSWORD', 'x')], problems: [named('DATABASE_PASSWORD')] },
    'secrets by name': {
      resources: [task('WEBHOOK_SECRETS', 'x'), task('STRIPE_API_KEY', 'x'), task('token', 'x')],
      problems: ['WEBHOOK_SECRETS', 'STRIPE_API_KEY', 'token'].map(named),
    },
    'a URL with a password': {
      resources: [task('SETTING', 'mysql://app:word@database/billing')],
      problems: [holding('a URL with a password in it')],
    },
    'keys under another name': {
      resources: [task('SETTING', key('sk_live_')), task('SETTING', key('whsec_')), task('SETTING', key('AKIA'))],
      problems: ['a key of Stripe’s', 'a signing secret of Stripe’s', 'an access key of AWS’s'].map(holding),
    },
    'a private key': {
      resources: [task('SETTING', `-----BEGIN ${'RSA PRIVATE'} KEY-----`)],
      problems: [holding('a private key')],
    },
  },
  unverifiable: {
    'not known yet': {
      resources: [taskDefinition([], { containerDefinitions: unknown })],
      problems: ['containerDefinitions is not known: unverifiable until up'],
    },
  },
});
