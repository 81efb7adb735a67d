import { demand, type Policy } from '../policy.ts';
import { isSet, type Resource, valueAt } from '../resource.ts';

const versionType = 'aws:secretsmanager/secretVersion:SecretVersion';
const parameterType = 'aws:ssm/parameter:Parameter';

/** Unset is a secret without a value, which somebody, or AWS, fills. What the value is, no message ever says. */
export const secretIsNotInTheProgram: Policy = {
  id: 'secret-is-not-in-the-program',
  requirement: 'The value of a secret is put in by who has it, and by no program of Pulumi’s.',
  reason: 'What a program knows is in its state, its history and its logs, encrypted or not, long after the rotation.',
  source: 'PCI DSS 8.6.2, 8.3.2; SOC 2 CC6.1; the design',
  mend: 'make the secret empty, and fill it once the stack is up: bulkhead grant does so for database users',
  types: [versionType, parameterType],
  *judgeResource(resource) {
    for (const path of pathsOf(resource)) {
      yield* demand(
        resource,
        path,
        (value) => !isSet(value),
        () => `${path} is set, and the policy asks for a value that no program knows`,
      );
    }
  },
};

function pathsOf(resource: Resource): readonly string[] {
  if (resource.type === versionType) return ['secretString', 'secretBinary', 'secretStringWo'];
  return valueAt(resource, 'type') === 'SecureString' ? ['value', 'valueWo', 'insecureValue'] : [];
}
