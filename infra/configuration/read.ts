import * as pulumi from '@pulumi/pulumi';
import { allConfig } from '@pulumi/pulumi/runtime/config.js';
import { type Configurations, schemas } from './schema.ts';
import { stacks } from './stack.ts';

const namespace = 'bulkhead:';

/**
 * Reads a program's settings, once and whole, before there is any resource. Throws one error that names every setting
 * that is missing, unknown, or contradicts another, and what it has to be; Pulumi shows it without a stack trace.
 */
export function readConfiguration<Project extends keyof Configurations>(project: Project): Configurations[Project] {
  const stack = stacks.find((name) => name === pulumi.getStack());
  const faults = stack === undefined ? [`there is no stack ${pulumi.getStack()}: there is ${stacks.join(', ')}`] : [];
  const settings = Object.entries(allConfig())
    .filter(([key]) => key.startsWith(namespace))
    .map(([key, value]) => [key.slice(namespace.length), value]);
  const parsed = schemas[project].safeParse(Object.fromEntries(settings));
  for (const { code, path, message, ...issue } of parsed.error?.issues ?? []) {
    if (code === 'unrecognized_keys') {
      for (const key of (issue as { keys: string[] }).keys) faults.push(`bulkhead:${key} is no setting of ${project}`);
    } else
      faults.push(
        `bulkhead:${path.join('.')} ${message.startsWith('has to') || message.startsWith('is ') ? message : 'is missing'}`,
      );
  }
  if (stack === undefined || !parsed.success) throw new pulumi.RunError(inWords(project, faults));
  return { ...parsed.data, stack } as Configurations[Project];
}

function inWords(project: string, faults: readonly string[]): string {
  const count = faults.length === 1 ? 'a fault' : `${faults.length} faults`;
  const lines = faults.map((fault) => `  ${fault}`).join('\n');
  return `the configuration of ${project} has ${count}:\n${lines}\n  fix: pulumi config set bulkhead:<name> <value> in infra/${project}; infra/README.md lists them`;
}
