import { createRequire } from 'node:module';
import { Server, ServerCredentials, type UntypedHandleCall, type UntypedServiceImplementation } from '@grpc/grpc-js';
import { EngineService } from '@pulumi/pulumi/proto/engine_grpc_pb.js';
import { type LogRequest, LogSeverity, SetRootResourceResponse } from '@pulumi/pulumi/proto/engine_pb.js';
import { ResourceMonitorService } from '@pulumi/pulumi/proto/resource_grpc_pb.js';
import * as messages from '@pulumi/pulumi/proto/resource_pb.js';
import { stateOf } from '../cloud.ts';
import type { Program } from '../record.ts';
import { plain, Registrations } from '../registrations.ts';

/** What Pulumi’s engine would have been asked by a program that ran under Pulumi’s own runner. */
export interface StandInEngine {
  /** Where it listens, both as engine and as monitor. */
  address: string;
  registrations: Registrations;
  /** The stack’s own outputs, as the program exports them. */
  outputs: () => Record<string, unknown>;
  /** What the runner has shown to the user. */
  logs: readonly string[];
  stop: () => void;
}

// The package has no types.
const require = createRequire(import.meta.url);
const { Empty } = require('google-protobuf/google/protobuf/empty_pb.js') as { Empty: new () => object };
const { Struct } = require('google-protobuf/google/protobuf/struct_pb.js') as {
  Struct: { fromJavaScript: (value: object) => undefined };
};

/** Stands in for Pulumi’s engine in a preview of a program: it answers over the network as the real one does. */
export async function startStandInEngine(program: Program): Promise<StandInEngine> {
  const registrations = new Registrations(program);
  const logs: string[] = [];
  let outputs: Record<string, unknown> = {};
  const server = new Server();
  server.addService(ResourceMonitorService, {
    ...unanswered(ResourceMonitorService),
    getDeploymentInfo: answer(() => deploymentInfo()),
    registerResource: answer((request: messages.RegisterResourceRequest) => {
      const urn = urnOf(program, request.getType(), request.getName());
      if (request.getCustom()) registrations.register(urn, request);
      const response = new messages.RegisterResourceResponse();
      response.setUrn(urn);
      response.setObject(request.getObject());
      return response;
    }),
    readResource: answer((request: messages.ReadResourceRequest) => {
      const urn = urnOf(program, request.getType(), request.getName());
      registrations.read(urn, request);
      const response = new messages.ReadResourceResponse();
      response.setUrn(urn);
      response.setProperties(Struct.fromJavaScript(stateOf(program, request.getType(), request.getName(), {}).state));
      return response;
    }),
    registerResourceOutputs: answer((request: messages.RegisterResourceOutputsRequest) => {
      outputs = plain(request.getOutputs()?.toJavaScript() ?? {}) as Record<string, unknown>;
      return new Empty();
    }),
    signalAndWaitForShutdown: answer(() => new Empty()),
  });
  server.addService(EngineService, {
    ...unanswered(EngineService),
    log: answer((request: LogRequest) => {
      if (request.getSeverity() !== LogSeverity.DEBUG) logs.push(request.getMessage());
      return new Empty();
    }),
    setRootResource: answer(() => new SetRootResourceResponse()),
  });
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync('127.0.0.1:0', ServerCredentials.createInsecure(), (error, bound) =>
      error === null ? resolve(bound) : reject(error),
    );
  });
  return {
    address: `127.0.0.1:${port}`,
    registrations,
    outputs: () => outputs,
    logs,
    stop: () => server.forceShutdown(),
  };
}

/** What Pulumi 3.265’s engine says it can do, as far as it shows in what a program sends. */
function deploymentInfo(): messages.DeploymentInfo {
  const all = messages.ResourceMonitorFeature;
  const info = new messages.DeploymentInfo();
  info.setSupportedfeaturesList([
    all.RESOURCE_MONITOR_FEATURE_SECRETS,
    all.RESOURCE_MONITOR_FEATURE_RESOURCE_REFERENCES,
    all.RESOURCE_MONITOR_FEATURE_OUTPUT_VALUES,
    all.RESOURCE_MONITOR_FEATURE_ALIAS_SPECS,
    all.RESOURCE_MONITOR_FEATURE_DELETED_WITH,
    all.RESOURCE_MONITOR_FEATURE_TRANSFORMS,
    all.RESOURCE_MONITOR_FEATURE_INVOKE_TRANSFORMS,
    all.RESOURCE_MONITOR_FEATURE_PARAMETERIZATION,
    all.RESOURCE_MONITOR_FEATURE_RESOURCE_HOOKS,
  ]);
  return info;
}

/** The engine leaves the stack out of a URN. The programs have no other parents. */
function urnOf({ stack, project }: Program, type: string, name: string): string {
  return `urn:pulumi:${stack}::${project}::${type}::${name}`;
}

function answer<Request>(respond: (request: Request) => unknown): UntypedHandleCall {
  return ((call: { request: Request }, callback: (error: unknown, response?: unknown) => void) => {
    try {
      callback(null, respond(call.request));
    } catch (error) {
      callback(error);
    }
  }) as UntypedHandleCall;
}

/** A method that no program of ours needs says so, instead of answering something. */
function unanswered(service: object): UntypedServiceImplementation {
  const methods = Object.keys(service).map((method) => [
    method,
    answer(() => {
      throw new Error(`the stand-in does not answer ${method}`);
    }),
  ]);
  return Object.fromEntries(methods) as UntypedServiceImplementation;
}
