import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import type { Resource } from '../../policies/pack/resource.ts';
import { programOf, projects, recordBoth } from './programs.ts';
import type { Program } from './record.ts';
import { startStandInEngine } from './testing/stand-in-engine.ts';

const runner = createRequire(import.meta.url).resolve('@pulumi/pulumi/cmd/run/index.js');

interface Run {
  exitCode: number;
  resources: readonly Resource[];
  outputs: Record<string, unknown>;
  logs: readonly string[];
  stderr: string;
}

/**
 * Previews a program as Pulumi's language host for Node does: its runner, in the project's folder, with what Pulumi.yaml
 * says. Only the engine on the other end of the wire is ours.
 */
async function runUnderPulumi(program: Program): Promise<Run> {
  const folder = join(import.meta.dirname, '..', program.project);
  const { main, runtime } = parse(readFileSync(join(folder, 'Pulumi.yaml'), 'utf8')) as {
    main: string;
    runtime: { options: { typescript: boolean } };
  };
  const engine = await startStandInEngine(program);
  try {
    const { exitCode, stderr } = await new Promise<{ exitCode: number; stderr: string }>((resolve) => {
      const words = [
        ...[runner, '--monitor', engine.address, '--engine', engine.address, '--organization', 'organization'],
        ...['--project', program.project, '--stack', program.stack, '--pwd', folder, '--root-directory', folder],
        ...['--dry-run', '--parallel', '16', main],
      ];
      const env = {
        ...process.env,
        PULUMI_CONFIG: JSON.stringify(program.config),
        PULUMI_CONFIG_SECRET_KEYS: '[]',
        PULUMI_NODEJS_TYPESCRIPT: String(runtime.options.typescript),
      };
      execFile(process.execPath, words, { cwd: folder, env }, (error, _, errors) => {
        resolve({ exitCode: typeof error?.code === 'number' ? error.code : 0, stderr: errors });
      });
    });
    const { resources } = engine.registrations;
    return { exitCode, resources: inOrder(resources), outputs: engine.outputs(), logs: engine.logs, stderr };
  } finally {
    engine.stop();
  }
}

/** Neither Pulumi nor the recording promises an order. */
function inOrder(resources: readonly Resource[]): Resource[] {
  return resources
    .map((resource) => ({ ...resource, dependencies: [...resource.dependencies].sort() }))
    .sort((one, other) => (one.urn < other.urn ? -1 : 1));
}

// Each starts a Node of its own, which loads Pulumi and the provider anew.
const patience = 120_000;

/** One stack: another has the same programs, and differs by what it is told. */
const stack = 'production';

describe(stack, () => {
  let recorded: Awaited<ReturnType<typeof recordBoth>>;
  beforeAll(async () => {
    recorded = await recordBoth(stack);
  }, patience);

  test.each(projects)(
    'what the preview records of %s is what Pulumi’s own runner registers',
    async (project) => {
      const references = Object.fromEntries(projects.map((each) => [each, recorded.up[each].outputs]));
      const run = await runUnderPulumi(programOf(project, stack, 'preview', references));
      expect(run.exitCode, run.stderr + run.logs.join('\n')).toBe(0);
      const [, ...registered] = recorded.preview[project].resources;
      expect(run.resources.length).toBeGreaterThan(0);
      expect(run.resources).toEqual(inOrder(registered));
      expect(run.outputs).toEqual(recorded.preview[project].outputs);
    },
    patience,
  );
});

test(
  'a program with a faulty configuration ends with our message, and registers nothing',
  async () => {
    const program = programOf('network', stack, 'preview', {});
    const config = { ...program.config, 'bulkhead:accountId': '12', 'bulkhead:regoin': 'eu-west-1' };
    const { exitCode, resources, logs } = await runUnderPulumi({ ...program, config });
    expect(exitCode).not.toBe(0);
    expect(resources).toEqual([]);
    expect(logs).toHaveLength(1);
    expect(logs[0]).toContain('the configuration of network has 2 faults:');
    expect(logs[0]).toContain('bulkhead:accountId has to be the twelve digits of the AWS account');
    expect(logs[0]).toContain('bulkhead:regoin is no setting of network');
    expect(logs[0]).not.toContain('at readConfiguration');
  },
  patience,
);
