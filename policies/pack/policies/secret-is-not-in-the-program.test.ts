import { unknown } from '../resource.ts';
import { resource } from '../testing/resource.ts';
import { testPolicy } from '../testing/test-policy.ts';
import { secretIsNotInTheProgram } from './secret-is-not-in-the-program.ts';

const version = (properties: Record<string, unknown>) =>
  resource('aws:secretsmanager/secretVersion:SecretVersion', properties);
const parameter = (properties: Record<string, unknown>) => resource('aws:ssm/parameter:Parameter', properties);
const set = (path: string) => `${path} is set, and the policy asks for a value that no program knows`;

testPolicy(secretIsNotInTheProgram, {
  passes: {
    'no value, or the empty one of the outputs': [version({}), version({ secretString: '' })],
    'a plain parameter': [parameter({ type: 'String', value: 'https://api.stripe.com' })],
  },
  fails: {
    'a value, also one that the state does not keep': {
      resources: [version({ secretString: 'hunter2' }), version({ secretStringWo: 'hunter2' })],
      problems: [set('secretString'), set('secretStringWo')],
    },
    'a secure parameter': {
      resources: [parameter({ type: 'SecureString', value: 'hunter2' })],
      problems: [set('value')],
    },
  },
  unverifiable: {
    'not known yet': {
      resources: [version({ secretString: unknown })],
      problems: ['secretString is not known: unverifiable until up'],
    },
  },
});
