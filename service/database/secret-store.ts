import { GetSecretValueCommand, PutSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { Failure } from '../../failure.ts';

const connectMillisecondsMax = 5_000;
const stallMillisecondsMax = 20_000;

const credentials =
  'set AWS_PROFILE, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or run where a role gives credentials';
const network =
  'look at the network, AWS_REGION, and the endpoint of Secrets Manager in this network; then run it again';

/** Mends by the name or code of what went wrong. */
const mends: Readonly<Record<string, string>> = {
  ResourceNotFoundException: 'make the secret first, empty, as infra/ does; or correct the prefix',
  AccessDeniedException:
    'allow this role secretsmanager:GetSecretValue and PutSecretValue on it, and its KMS key: kms:Decrypt, kms:GenerateDataKey',
  InvalidRequestException: 'the secret may be marked for deletion: restore it, or make another',
  DecryptionFailure: 'allow this role kms:Decrypt on the secret’s key',
  EncryptionFailure: 'allow this role kms:GenerateDataKey on the secret’s key',
  CredentialsProviderError: credentials,
  UnrecognizedClientException: credentials,
  ExpiredTokenException: credentials,
  TimeoutError: network,
  ECONNREFUSED: network,
  ECONNRESET: network,
  ENOTFOUND: network,
  EAI_AGAIN: network,
};

/** Where credentials of database users lie: AWS Secrets Manager. Region, endpoint and credentials as the SDK finds them. */
export class SecretStore {
  readonly #client = new SecretsManagerClient({
    requestHandler: { connectionTimeout: connectMillisecondsMax, socketTimeout: stallMillisecondsMax },
  });

  /**
   * The text of a secret, or undefined where it has none yet: its current one, or the one that a rotation is about to
   * make current. Throws a Failure where it cannot be asked; a secret that is not there shows when it is written.
   */
  async read(id: string, stage: 'AWSCURRENT' | 'AWSPENDING'): Promise<string | undefined> {
    try {
      const { SecretString } = await this.#client.send(
        new GetSecretValueCommand({ SecretId: id, VersionStage: stage }),
      );
      return SecretString;
    } catch (error) {
      if (nameOf(error) === 'ResourceNotFoundException') return undefined;
      throw secretFailure(error, `cannot read the secret ${id}`);
    }
  }

  /** Makes this the current text of a secret. Throws a Failure that does not quote it. */
  async write(id: string, text: string): Promise<void> {
    try {
      await this.#client.send(new PutSecretValueCommand({ SecretId: id, SecretString: text }));
    } catch (error) {
      throw secretFailure(error, `cannot write the secret ${id}`);
    }
  }

  close(): void {
    this.#client.destroy();
  }
}

function nameOf(error: unknown): string {
  const { name, code } = error as { name?: string; code?: string };
  return code ?? name ?? 'an unknown error';
}

function secretFailure(error: unknown, doing: string): unknown {
  if (!(error instanceof Error) || error instanceof TypeError) return error;
  const name = nameOf(error);
  return new Failure(`${doing}: ${name}`, {
    fix: mends[name] ?? 'look the name up in the documentation of Secrets Manager',
    cause: error,
  });
}
