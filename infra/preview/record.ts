import { type Input, isUnknown, output } from '@pulumi/pulumi';
import type {
  ReadResourceRequest,
  ReadResourceResponse,
  RegisterResourceRequest,
  RegisterResourceResponse,
} from '@pulumi/pulumi/proto/resource_pb.js';
import { setAllConfig } from '@pulumi/pulumi/runtime/config.js';
import { MockMonitor } from '@pulumi/pulumi/runtime/mocks.js';
import { specialSecretSig, specialSigKey } from '@pulumi/pulumi/runtime/rpc.js';
import { disconnect, setMockOptions } from '@pulumi/pulumi/runtime/settings.js';
import { type Resource, unknown } from '../../policies/pack/resource.ts';
import { answerOf, stateOf } from './cloud.ts';

/** What Pulumi sends in place of a value that only the cloud can give: `unknownValue` of its runtime/rpc.ts. */
const unknownText = '04da6b54-80e4-46f7-96ec-b56ff0331ba9';

/** One program of infra/, and what it is told. */
export interface Program {
  project: string;
  stack: string;
  config: Readonly<Record<string, string>>;
  /** `up`: ids and ARNs are known, as once the stack is up. `preview`: they are not, as before it first is. */
  moment: 'preview' | 'up';
  /** Outputs of the stacks that it may refer to, by project. */
  references: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  run: () => Readonly<Record<string, Input<unknown>>>;
}

/** What a program registers, and what it gives to the stacks that refer to it. */
export interface Recorded {
  resources: Resource[];
  outputs: Record<string, unknown>;
}

/**
 * Runs a program as Pulumi would, without Pulumi's CLI, a cloud or credentials: all that it registers is recorded, with
 * what hangs on what. One at a time: Pulumi's runtime is one for the process. Throws what the program throws.
 */
export async function record(program: Program): Promise<Recorded> {
  const monitor = new RecordingMonitor(program);
  setMockOptions(monitor, program.project, program.stack, program.moment === 'preview', 'organization');
  setAllConfig({ ...program.config });
  const outputs: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(program.run())) outputs[name] = await valueOf(value);
  await disconnect();
  const urn = `urn:pulumi:${program.stack}::${program.project}::pulumi:pulumi:Stack::${program.project}-${program.stack}`;
  const stack = resourceOf(program, { urn, type: 'pulumi:pulumi:Stack', properties: outputs });
  return { resources: [stack, ...monitor.recorded], outputs };
}

async function valueOf(value: Input<unknown>): Promise<unknown> {
  const whole = output(value) as unknown as { promise: (unknownToo: boolean) => Promise<unknown> };
  return withoutUnknowns(await whole.promise(true));
}

function withoutUnknowns(value: unknown): unknown {
  if (isUnknown(value)) return unknown;
  if (Array.isArray(value)) return value.map(withoutUnknowns);
  return value;
}

/** Pulumi's own mock of its engine answers, but forgets what hangs on what: that is in the request. */
class RecordingMonitor extends MockMonitor {
  readonly recorded: Resource[] = [];
  readonly #program: Program;
  readonly #providers = new Map<string, Readonly<Record<string, unknown>>>();

  constructor(program: Program) {
    super({
      call: ({ token, inputs }) => answerOf(token, inputs as Record<string, unknown>, program),
      newResource: ({ type, name, inputs }) => stateOf(program, type, name, inputs as Record<string, unknown>),
    });
    this.#program = program;
  }

  override registerResource(
    request: RegisterResourceRequest,
    callback: (error: unknown, response: RegisterResourceResponse | undefined) => void,
  ): Promise<void> {
    return super.registerResource(request, (error: unknown, response: RegisterResourceResponse | undefined) => {
      // Before the program hears of it, which may use it at once.
      if (response !== undefined && request.getCustom()) this.#remember(response.getUrn(), request);
      callback(error, response);
    });
  }

  override readResource(
    request: ReadResourceRequest,
    callback: (error: unknown, response: ReadResourceResponse | undefined) => void,
  ): Promise<void> {
    return super.readResource(request, (error: unknown, response: ReadResourceResponse | undefined) => {
      if (response !== undefined) {
        const properties = { name: request.getName(), id: request.getId() };
        this.recorded.push(resourceOf(this.#program, { urn: response.getUrn(), type: request.getType(), properties }));
      }
      callback(error, response);
    });
  }

  #remember(urn: string, request: RegisterResourceRequest): void {
    const type = request.getType();
    const name = request.getName();
    const inputs = plain(request.getObject()?.toJavaScript() ?? {}) as Record<string, unknown>;
    if (type.startsWith('pulumi:providers:')) this.#providers.set(urn, inputs);
    const propertyDependencies: Record<string, readonly string[]> = {};
    request.getPropertydependenciesMap().forEach((dependencies, property) => {
      if (dependencies.getUrnsList().length > 0) propertyDependencies[property] = dependencies.getUrnsList();
    });
    const { id, state } = stateOf(this.#program, type, name, inputs);
    this.recorded.push({
      ...resourceOf(this.#program, { urn, type, properties: { ...state, ...inputs } }),
      propertyDependencies,
      dependencies: request.getDependenciesList(),
      protect: request.getProtect() ?? false,
      // A provider is referred to by its URN and its id.
      provider: this.#providers.get(request.getProvider().split('::').slice(0, -1).join('::')) ?? {},
      id: id === '' ? unknown : id,
    });
  }
}

function resourceOf(
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

/** A value as policies see it: secrets unpacked, what is unknown as `unknown`. */
function plain(value: unknown): unknown {
  if (value === unknownText) return unknown;
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== 'object' || value === null) return value;
  if ((value as Record<string, unknown>)[specialSigKey] === specialSecretSig) {
    return plain((value as Record<string, unknown>)['value']);
  }
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, plain(inner)]));
}
