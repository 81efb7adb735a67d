import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Input } from '@pulumi/pulumi';
import { parse } from 'yaml';
import type { StackProject } from '../../policies/stack-outputs.ts';
import type { StackName } from '../configuration/stack.ts';
import { billing } from '../billing/program.ts';
import { main } from '../main/program.ts';
import { network } from '../network/program.ts';
import type { Program, Recorded } from './record.ts';
import { record } from './record.ts';

/** The programs in the order in which `pulumi up` has to run them. */
const programs: Readonly<Record<StackProject, () => Readonly<Record<string, Input<unknown>>>>> = {
  network,
  billing,
  main,
};
export const projects = Object.keys(programs) as StackProject[];

/** The settings of one stack of a project, as `pulumi` reads them. */
export function configOf(project: StackProject, stack: string): Record<string, string> {
  const file = join(import.meta.dirname, '..', project, `Pulumi.${stack}.yaml`);
  const { config } = parse(readFileSync(file, 'utf8')) as { config: Record<string, string | number | boolean> };
  return Object.fromEntries(Object.entries(config).map(([key, value]) => [key, String(value)]));
}

/**
 * Runs all programs of one stack, each with the outputs of those before it. What comes from another stack is always
 * known: a stack is only built when those that it refers to are up. Throws what a program throws.
 */
export async function recordAll(stack: StackName, moment: Program['moment']): Promise<Record<StackProject, Recorded>> {
  const recorded: Partial<Record<StackProject, Recorded>> = {};
  const references: Record<string, Record<string, unknown>> = {};
  for (const project of projects) {
    const program = { project, stack, config: configOf(project, stack), references, run: programs[project] };
    recorded[project] = await record({ ...program, moment });
    const up = moment === 'up' ? recorded[project] : await record({ ...program, moment: 'up' });
    references[project] = up.outputs;
  }
  return recorded as Record<StackProject, Recorded>;
}
