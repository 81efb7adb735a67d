import { type Input, interpolate, type Output } from '@pulumi/pulumi';
import { databasePort, type DatabaseRole } from '../../policies/databases.ts';
import { passwordVariable, urlVariable } from '../../service/config.ts';
import type { DataStores } from './data-stores.ts';
import type { Statement } from './policy-document.ts';
import type { Surroundings } from './surroundings.ts';

/** A secret that AWS hands to a container as an environment variable, and what AWS needs for that. */
export interface SecretReference {
  /** What ECS takes: the secret’s ARN, and the key of its JSON where it has one. */
  valueFrom: Input<string>;
  /** The right of the execution role to read it. The container’s own role has none. */
  statement: Statement;
}

/** Environment of a container: what anybody may read, and what is secret. */
export interface Environment {
  plain: Record<string, Input<string>>;
  secret: Record<string, SecretReference>;
}

/** How a container gets the whole of a secret, or one key of its JSON. `arnPattern` is the secret’s ARN as policies may know it. */
export function secretReference({ arn, arnPattern, key, condition }: SecretPlace): SecretReference {
  return {
    valueFrom: key === undefined ? arn : interpolate`${arn}:${key}::`,
    statement: {
      Effect: 'Allow',
      Action: 'secretsmanager:GetSecretValue',
      Resource: arnPattern,
      ...(condition && { Condition: condition }),
    },
  };
}

interface SecretPlace {
  arn: Input<string>;
  arnPattern: string;
  key?: string;
  condition?: Statement['Condition'];
}

/** How a container logs in as one user of its class’s database: the URL is plain, the password is not in it. */
export function databaseUser(surroundings: Surroundings, stores: DataStores, role: DatabaseRole): Environment {
  const { databaseClass } = surroundings;
  const user = `${databaseClass}_${role}`;
  const variable = urlVariable(databaseClass, role);
  const secret = { arn: stores.secrets.arnOf(user), arnPattern: stores.secrets.arnPatternOf(user), key: 'password' };
  return {
    plain: { [variable]: databaseUrl(surroundings, stores, user) },
    secret: { [passwordVariable(variable)]: secretReference(secret) },
  };
}

/** The URL of a user without the password; the database is named as its class. */
export function databaseUrl(
  { databaseClass }: Surroundings,
  { database }: DataStores,
  user: Input<string>,
): Output<string> {
  return interpolate`mariadb://${user}@${database.endpoint}:${databasePort}/${databaseClass}`;
}
