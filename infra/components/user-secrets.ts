import { Secret } from '@pulumi/aws/secretsmanager/secret.js';
import type { Output } from '@pulumi/pulumi';
import { databaseRoles } from '../../policies/databases.ts';
import { keyDeletionDays } from '../../policies/keys.ts';
import { holds, holdsTag } from '../../policies/tags.ts';
import type { ClassKeys, UserSecrets } from './data-stores.ts';
import type { Surroundings } from './surroundings.ts';

/**
 * A secret for each user of a class's database. They are made empty: `bulkhead grant` makes a password where there is
 * none, so that none is ever in Pulumi's state, and password-rotation.ts has it changed from then on.
 */
export function makeUserSecrets({ databaseClass, configuration, options }: Surroundings, keys: ClassKeys): UserSecrets {
  const { accountId, region, stack } = configuration;
  const prefix = `bulkhead/${databaseClass}/${stack}/`;
  const arns = new Map<string, Output<string>>();
  for (const role of databaseRoles[databaseClass]) {
    const user = `${databaseClass}_${role}`;
    const secret = new Secret(
      user,
      {
        name: `${prefix}${user}`,
        description: `password of the database user ${user}`,
        kmsKeyId: keys.secrets.arn,
        recoveryWindowInDays: keyDeletionDays,
        tags: { [holdsTag]: holds.password },
      },
      options,
    );
    arns.set(user, secret.arn);
  }
  return {
    prefix,
    arnPatternOf: (name) => `arn:aws:secretsmanager:${region}:${accountId}:secret:${prefix}${name}-??????`,
    arnOf: (user) => arns.get(user)!,
  };
}
