import type { ReadResourceRequest, RegisterResourceRequest } from '@pulumi/pulumi/proto/resource_pb.js';
import { specialSecretSig, specialSigKey } from '@pulumi/pulumi/runtime/rpc.js';
import { sentinels } from '../../policies/pack/from-pulumi.ts';
import { type Resource, unknown } from '../../policies/pack/resource.ts';
import { stateOf } from './cloud.ts';
import type { Program } from './record.ts';

/** What a program asks Pulumi’s engine to register, as policies see it, with what hangs on what. */
export class Registrations {
  readonly resources: Resource[] = [];
  /** Names of the properties that hold a secret, by URN: policies may look at their values, people may not. */
  readonly secrets = new Map<string, readonly string[]>();
  readonly #program: Program;
  readonly #providers = new Map<string, Readonly<Record<string, unknown>>>();

  constructor(program: Program) {
    this.#program = program;
  }

  register(urn: string, request: RegisterResourceRequest): void {
    const type = request.getType();
    const name = request.getName();
    const sent = request.getObject()?.toJavaScript() ?? {};
    const inputs = plain(sent) as Record<string, unknown>;
    if (type.startsWith('pulumi:providers:')) this.#providers.set(urn, inputs);
    const secrets = Object.keys(sent).filter((property) => holdsSecret(sent[property]));
    if (secrets.length > 0) this.secrets.set(urn, secrets);
    const { id, state } = stateOf(this.#program, type, name, inputs);
    this.resources.push({
      ...resourceOf(this.#program, { urn, type, properties: { ...state, ...inputs } }),
      propertyDependencies: propertyDependenciesOf(request),
      dependencies: request.getDependenciesList(),
      protect: request.getProtect() ?? false,
      // A provider is referred to by its URN and its id.
      provider: this.#providers.get(request.getProvider().split('::').slice(0, -1).join('::')) ?? {},
      id: id === '' ? unknown : id,
    });
  }

  read(urn: string, request: ReadResourceRequest): void {
    const properties = { name: request.getName(), id: request.getId() };
    this.resources.push(resourceOf(this.#program, { urn, type: request.getType(), properties }));
  }
}

/** A resource of which nothing else is known. */
export function resourceOf(
  { project }: Program,
  { urn, type, properties }: Pick<Resource, 'urn' | 'type' | 'properties'>,
): Resource {
  return {
    urn,
    type,
    name: urn.split('::').at(-1)!,
    project,
    properties,
    propertyDependencies: {},
    dependencies: [],
    protect: false,
    provider: {},
    id: unknown,
  };
}

function propertyDependenciesOf(request: RegisterResourceRequest): Record<string, readonly string[]> {
  const found: Record<string, readonly string[]> = {};
  request.getPropertydependenciesMap().forEach((dependencies, property) => {
    if (dependencies.getUrnsList().length > 0) found[property] = dependencies.getUrnsList();
  });
  return found;
}

/** A value as policies see it: secrets unpacked, what is unknown as `unknown`. */
export function plain(value: unknown): unknown {
  if (sentinels.has(value)) return unknown;
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== 'object' || value === null) return value;
  if (isSecret(value)) return plain((value as Record<string, unknown>)['value']);
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, plain(inner)]));
}

function holdsSecret(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return isSecret(value) || Object.values(value).some(holdsSecret);
}

function isSecret(value: object): boolean {
  return (value as Record<string, unknown>)[specialSigKey] === specialSecretSig;
}
