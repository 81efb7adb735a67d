import { judgeContainers, taskDefinitionTypes } from '../containers.ts';
import type { Policy } from '../policy.ts';

/** Names whose value is a secret, whatever it looks like. */
const secretName = /(PASSWORD|PASSWD|SECRETS?|KEY|TOKEN|CREDENTIALS?)$/i;

/** Values that are secrets under any name. None of them is ever shown. */
const secretValues: readonly { pattern: RegExp; what: string }[] = [
  { pattern: /:\/\/[^/\s:@]*:[^/\s@]+@/, what: 'a URL with a password in it' },
  { pattern: /\b[sr]k_(live|test)_/, what: 'a key of Stripe’s' },
  { pattern: /\bwhsec_/, what: 'a signing secret of Stripe’s' },
  { pattern: /\b(AKIA|ASIA)[0-9A-Z]{16}\b/, what: 'an access key of AWS’s' },
  { pattern: /-----BEGIN [A-Z ]*PRIVATE KEY-----/, what: 'a private key' },
];

/** An option with its value, as in a command: --password=…, -pass …; in JSON the value may be the next text. */
const plainOption = /--?[\w-]*(password|passwd|secret|token)(=|",")[^"]/i;

export const taskHoldsNoPlainSecret: Policy = {
  id: 'task-holds-no-plain-secret',
  requirement: 'No secret stands in a task definition: not in its environment, nor in its command.',
  reason: 'A task definition is kept in every revision, and whoever may describe it reads it, as does Pulumi’s state.',
  source: 'PCI DSS 8.6.2; AWS Security Hub ECS.8',
  mend: 'move it to Secrets Manager, and name it in `secrets` with valueFrom',
  types: taskDefinitionTypes,
  *judgeResource(resource) {
    yield* judgeContainers(resource, function* ({ environment, environmentFiles, ...others }) {
      if (Array.isArray(environmentFiles) && environmentFiles.length > 0) {
        yield 'environmentFiles is set: what is in the files nobody here can see';
      }
      for (const [key, value] of Object.entries(others)) {
        const text = JSON.stringify(value) ?? '';
        const found = secretValues.find(({ pattern }) => pattern.test(text));
        if (found !== undefined) yield `${key} holds ${found.what}`;
        else if (plainOption.test(text)) yield `${key} holds an option whose name says that it is a secret`;
      }
      if (!Array.isArray(environment)) return;
      for (const { name, value } of environment.map((one: unknown) => one ?? {}) as {
        name?: unknown;
        value?: unknown;
      }[]) {
        if (secretName.test(String(name))) yield `environment has ${String(name)}, whose name says that it is a secret`;
        else {
          const found = secretValues.find(({ pattern }) => pattern.test(String(value)));
          if (found !== undefined) yield `environment has ${String(name)}, and its value holds ${found.what}`;
        }
      }
    });
  },
};
