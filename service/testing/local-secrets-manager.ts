import { randomUUID } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';

/**
 * Stands in for AWS Secrets Manager, for tests: the two calls that `grant` makes, in the protocol of the real one (HTTP,
 * JSON 1.1, errors by `__type`), and staging labels. It checks no signature, encrypts nothing, and rotates nothing.
 * https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_GetSecretValue.html
 */
export class LocalSecretsManager {
  /** Each secret's text by its staging label; a secret may be there and have none. */
  readonly secrets = new Map<string, Map<string, string>>();
  /** Each call as `GetSecretValue <id>`. */
  readonly calls: string[] = [];
  /** What is refused, by error and call. */
  refuse: ((call: string) => string | undefined) | undefined;
  /** Told when a value is kept, before the caller is answered. */
  onKept: ((id: string) => void) | undefined;
  readonly #server: Server;

  private constructor() {
    this.#server = createServer((request, response) => {
      void json(request).then((body) => {
        const action = String(request.headers['x-amz-target']).replace('secretsmanager.', '');
        const [status, answer] = this.#answer(action, body as Call);
        response.writeHead(status, { 'Content-Type': 'application/x-amz-json-1.1' }).end(JSON.stringify(answer));
      });
    });
  }

  static async start(): Promise<LocalSecretsManager> {
    const manager = new LocalSecretsManager();
    manager.#server.listen(0, '127.0.0.1');
    await once(manager.#server, 'listening');
    return manager;
  }

  /** What the AWS SDK has to be told. */
  get environment(): Record<string, string> {
    const { port } = this.#server.address() as AddressInfo;
    return {
      AWS_ENDPOINT_URL_SECRETS_MANAGER: `http://127.0.0.1:${port}`,
      ...{ AWS_REGION: 'eu-central-1', AWS_ACCESS_KEY_ID: 'test', AWS_SECRET_ACCESS_KEY: 'test' },
    };
  }

  stop(): void {
    this.#server.close();
    this.#server.closeAllConnections();
  }

  #answer(action: string, { SecretId: id, VersionStage: stage = 'AWSCURRENT', SecretString: text }: Call): Answer {
    this.calls.push(`${action} ${id}`);
    const refusal = this.refuse?.(`${action} ${id}`);
    if (refusal !== undefined) return fault(refusal, 'refused by the test');
    const stages = this.secrets.get(id);
    if (stages === undefined) return notFound('Secrets Manager can’t find the specified secret.');
    if (action === 'PutSecretValue') {
      stages.set('AWSCURRENT', text ?? '');
      this.onKept?.(id);
      return [200, { Name: id, VersionId: randomUUID(), VersionStages: ['AWSCURRENT'] }];
    }
    const value = stages.get(stage);
    if (value === undefined) {
      return notFound(`Secrets Manager can’t find the specified secret value for staging label: ${stage}`);
    }
    return [200, { Name: id, SecretString: value, VersionId: randomUUID(), VersionStages: [stage] }];
  }
}

interface Call {
  SecretId: string;
  VersionStage?: string;
  SecretString?: string;
}
type Answer = [number, Record<string, unknown>];

const notFound = (message: string) => fault('ResourceNotFoundException', message);

function fault(name: string, message: string): Answer {
  return [400, { __type: name, message }];
}
