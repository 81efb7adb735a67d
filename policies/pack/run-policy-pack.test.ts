import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { AnalyzerClient } from '@pulumi/pulumi/proto/analyzer_grpc_pb.js';
import {
  type AnalyzeDiagnostic,
  AnalyzeRequest,
  type AnalyzeResponse,
  type AnalyzerInfo,
  AnalyzerResource,
  AnalyzerResourceOptions,
  AnalyzeStackRequest,
  EnforcementLevel,
} from '@pulumi/pulumi/proto/analyzer_pb.js';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { sentinels } from './from-pulumi.ts';
import { policies } from './policies.ts';
import { unverifiableUntilUp } from './to-pulumi.ts';

const runner = createRequire(import.meta.url).resolve('@pulumi/pulumi/cmd/run-policy-pack/index.js');

/** Pulumi's own copies of what its protocol is made of. */
const pulumiRequire = createRequire(runner);
type Struct = Parameters<AnalyzeRequest['setProperties']>[0];
type Empty = Parameters<AnalyzerClient['getAnalyzerInfo']>[0];
const { Struct } = pulumiRequire('google-protobuf/google/protobuf/struct_pb.js') as {
  Struct: { fromJavaScript: (value: Record<string, unknown>) => Struct };
};
const { Empty } = pulumiRequire('google-protobuf/google/protobuf/empty_pb.js') as { Empty: new () => Empty };
const { credentials } = pulumiRequire('@grpc/grpc-js') as {
  credentials: { createInsecure: () => ConstructorParameters<typeof AnalyzerClient>[1] };
};

const type = 'aws:rds/instance:Instance';
const urn = `urn:pulumi:production::billing::${type}::database`;
const unknownNumber = [...sentinels][1];

let pack: ChildProcess;
let client: AnalyzerClient;

/** As Pulumi's command line does it: the runner, the engine's address, the folder; the answer is a port. */
async function serve(program: string): Promise<[ChildProcess, string]> {
  const child = spawn(process.execPath, [runner, '127.0.0.1:1', program], {
    cwd: import.meta.dirname,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const errors: string[] = [];
  child.stderr.on('data', (chunk) => errors.push(String(chunk)));
  const port = await Promise.race([
    once(createInterface(child.stdout), 'line').then(([line]) => String(line)),
    once(child, 'exit').then(() => Promise.reject(new Error(errors.join('')))),
  ]);
  return [child, port];
}

async function stop(child: ChildProcess): Promise<void> {
  const gone = once(child, 'exit');
  child.kill();
  await gone;
}

type Answer<T> = (error: Error | null, answer: T) => void;

function answered<T>(ask: (answer: Answer<T>) => void): Promise<T> {
  return new Promise((resolve, reject) => ask((error, answer) => (error === null ? resolve(answer) : reject(error))));
}

function filled<Message extends AnalyzeRequest | AnalyzerResource>(
  message: Message,
  properties: Record<string, unknown>,
): Message {
  message.setUrn(urn);
  message.setType(type);
  message.setName('database');
  message.setProperties(Struct.fromJavaScript(properties));
  message.setOptions(new AnalyzerResourceOptions().setProtect(true));
  return message;
}

async function saidOf(properties: Record<string, unknown>): Promise<AnalyzeDiagnostic[]> {
  const request = filled(new AnalyzeRequest(), properties);
  const response = await answered<AnalyzeResponse>((answer) => client.analyze(request, answer));
  return response.getDiagnosticsList();
}

async function saidOfStack(properties: Record<string, unknown>): Promise<AnalyzeDiagnostic[]> {
  const request = new AnalyzeStackRequest().setResourcesList([filled(new AnalyzerResource(), properties)]);
  const response = await answered<AnalyzeResponse>((answer) => client.analyzeStack(request, answer));
  return response.getDiagnosticsList();
}

const by = (policy: string, diagnostics: AnalyzeDiagnostic[]) =>
  diagnostics.filter((said) => said.getPolicyname() === policy);

beforeAll(async () => {
  const [child, port] = await serve(import.meta.dirname);
  pack = child;
  client = new AnalyzerClient(`127.0.0.1:${port}`, credentials.createInsecure());
});

afterAll(async () => {
  client.close();
  await stop(pack);
});

describe('under Pulumi’s own runner', () => {
  test('the pack serves every policy, mandatory but for the one that says what nobody knows', async () => {
    const info = await answered<AnalyzerInfo>((answer) => client.getAnalyzerInfo(new Empty(), answer));
    expect(info.getName()).toBe('bulkhead');
    const served = info.getPoliciesList();
    const names = served.map((policy) => policy.getName());
    const expected = policies.flatMap(({ id, judgeResource, judgeGraph }) => [
      ...(judgeResource ? [id] : []),
      ...(judgeGraph ? [judgeResource ? `${id}-in-the-stack` : id] : []),
    ]);
    expect(names).toEqual([...expected, unverifiableUntilUp]);
    const { ADVISORY, MANDATORY } = EnforcementLevel;
    expect(served.map((policy) => policy.getEnforcementlevel())).toEqual([...expected.map(() => MANDATORY), ADVISORY]);
  });

  test('a resource that fails is named with the problem, the reason, the source and the mend', async () => {
    const said = by('database-keeps-point-in-time', await saidOf({ backupRetentionPeriod: 34 }));
    expect(said.map((diagnostic) => diagnostic.getMessage())).toEqual([
      [
        'A database can be brought back to any second of as many days as its class asks for.',
        'backupRetentionPeriod is 34, and the policy asks for 35 days',
        'Why: A dump is up to six hours old; the minutes before a mistake are only in RDS’s own log backups.',
        'Source: SOC 2 A1.2; policies/backup.ts',
        'Mend: set backupRetentionPeriod to backups[class].pointInTimeDays of policies/backup.ts, or longer',
      ].join('\n'),
    ]);
    expect(said[0]!.getEnforcementlevel()).toBe(EnforcementLevel.MANDATORY);
  });

  test('a resource that holds is not', async () => {
    expect(by('database-keeps-point-in-time', await saidOf({ backupRetentionPeriod: 35 }))).toEqual([]);
  });

  test('an unknown value neither ends the policies nor passes in silence', async () => {
    const single = await saidOf({ backupRetentionPeriod: unknownNumber });
    expect(by('database-keeps-point-in-time', single)).toEqual([]);
    expect(single.filter((said) => said.getMessage().includes("can't run"))).toEqual([]);
    const whole = by(unverifiableUntilUp, await saidOfStack({ backupRetentionPeriod: unknownNumber }));
    const retention = whole.filter((said) => said.getMessage().includes('database-keeps-point-in-time'));
    expect(retention.map((said) => said.getMessage().split('\n').at(-1))).toEqual([
      'database-keeps-point-in-time: backupRetentionPeriod is not known: unverifiable until up',
    ]);
    expect(retention[0]!.getUrn()).toBe(urn);
    expect(retention[0]!.getEnforcementlevel()).toBe(EnforcementLevel.ADVISORY);
  });

  test('the file that PulumiPolicy.yaml names serves as the folder does', async () => {
    const [child, port] = await serve(join(import.meta.dirname, 'index.mjs'));
    expect(Number(port)).toBeGreaterThan(0);
    await stop(child);
  });
});

test('the sentinels are those of @pulumi/policy', () => {
  const proxy = createRequire(import.meta.url)('@pulumi/policy/proxy.js') as Record<string, unknown>;
  const theirs = Object.entries(proxy).filter(([name]) => /^unknown\w+Value$/.test(name));
  expect(new Set(theirs.map(([, value]) => value))).toEqual(sentinels);
});
