import { type Input, isUnknown, output } from '@pulumi/pulumi';
import type {
  ReadResourceRequest,
  ReadResourceResponse,
  RegisterResourceRequest,
  RegisterResourceResponse,
} from '@pulumi/pulumi/proto/resource_pb.js';
import { setAllConfig } from '@pulumi/pulumi/runtime/config.js';
import { MockMonitor } from '@pulumi/pulumi/runtime/mocks.js';
import * as settings from '@pulumi/pulumi/runtime/settings.js';
import { type Resource, unknown } from '../../policies/pack/resource.ts';
import { answerOf, stateOf } from './cloud.ts';
import { Registrations, resourceOf } from './registrations.ts';

/** Not in Pulumi’s types. Without it a program believes in an engine that knows no secrets, and sends them as plain values. */
const { awaitFeatureSupport } = settings as unknown as { awaitFeatureSupport: () => Promise<void> };

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
  /** Names of the properties that hold a secret, by URN; the stack’s are its outputs. */
  secrets: ReadonlyMap<string, readonly string[]>;
}

/**
 * Runs a program as Pulumi would, without Pulumi's CLI, a cloud or credentials: all that it registers is recorded, with
 * what hangs on what. One at a time: Pulumi's runtime is one for the process. Throws what the program throws.
 */
export async function record(program: Program): Promise<Recorded> {
  const { stackTraceLimit } = Error;
  // Pulumi takes a stack trace for every promise, which costs more than all else; the first line says where a throw is.
  Error.stackTraceLimit = 1;
  try {
    return await recordWhole(program);
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
  }
}

async function recordWhole(program: Program): Promise<Recorded> {
  const { project, stack } = program;
  const monitor = new RecordingMonitor(program);
  settings.setMockOptions(monitor, project, stack, program.moment === 'preview', 'organization');
  setAllConfig({ ...program.config });
  await awaitFeatureSupport();
  const given = Object.entries(program.run()).map(([name, value]) => [name, output(value)] as const);
  const outputs: Record<string, unknown> = {};
  const secretOutputs: string[] = [];
  for (const [name, value] of given) {
    const { promise, isSecret } = value as unknown as Settling;
    outputs[name] = withoutUnknowns(await promise(true));
    if (await isSecret) secretOutputs.push(name);
  }
  await settings.disconnect();
  const urn = `urn:pulumi:${stack}::${project}::pulumi:pulumi:Stack::${project}-${stack}`;
  const { resources, secrets } = monitor.registrations;
  return {
    resources: [resourceOf(program, { urn, type: 'pulumi:pulumi:Stack', properties: outputs }), ...resources],
    outputs,
    secrets: secretOutputs.length > 0 ? new Map([...secrets, [urn, secretOutputs]]) : secrets,
  };
}

/** What Pulumi’s Output has besides its public methods. */
interface Settling {
  promise: (unknownToo: boolean) => Promise<unknown>;
  isSecret: Promise<boolean>;
}

function withoutUnknowns(value: unknown): unknown {
  if (isUnknown(value)) return unknown;
  if (Array.isArray(value)) return value.map(withoutUnknowns);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, withoutUnknowns(inner)]));
}

/** Pulumi's own mock of its engine answers, but forgets what hangs on what: that is in the request. */
class RecordingMonitor extends MockMonitor {
  readonly registrations: Registrations;

  constructor(program: Program) {
    super({
      call: ({ token }) => answerOf(token),
      newResource: ({ type, name, inputs }) => stateOf(program, type, name, inputs as Record<string, unknown>),
    });
    this.registrations = new Registrations(program);
  }

  override registerResource(
    request: RegisterResourceRequest,
    callback: (error: unknown, response: RegisterResourceResponse | undefined) => void,
  ): Promise<void> {
    return super.registerResource(request, (error: unknown, response: RegisterResourceResponse | undefined) => {
      // Before the program hears of it, which may use it at once.
      if (response !== undefined && request.getCustom()) this.registrations.register(response.getUrn(), request);
      callback(error, response);
    });
  }

  override readResource(
    request: ReadResourceRequest,
    callback: (error: unknown, response: ReadResourceResponse | undefined) => void,
  ): Promise<void> {
    return super.readResource(request, (error: unknown, response: ReadResourceResponse | undefined) => {
      if (response !== undefined) this.registrations.read(response.getUrn(), request);
      callback(error, response);
    });
  }
}
