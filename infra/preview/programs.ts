import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Input } from '@pulumi/pulumi';
import { parse } from 'yaml';
import type { StackProject } from '../../policies/stack-outputs.ts';
import type { StackName } from '../configuration/stack.ts';
import { billing } from '../billing/program.ts';
import { main } from '../main/program.ts';
import { network } from '../network/program.ts';
import { type Program, record, type Recorded } from './record.ts';

/** The programs in the order in which `pulumi up` has to run them. */
const programs: Readonly<Record<StackProject, () => Readonly<Record<string, Input<unknown>>>>> = {
  network,
  billing,
  main,
};
export const projects = Object.keys(programs) as StackProject[];

/** What the programs of one stack register, by project. */
export type RecordedStack = Readonly<Record<StackProject, Recorded>>;

/** Outputs of stacks that are up, by project. */
type Outputs = Record<string, Readonly<Record<string, unknown>>>;

/** The settings of one stack of a project, as `pulumi` reads them. */
export function configOf(project: StackProject, stack: string): Record<string, string> {
  const file = join(import.meta.dirname, '..', project, `Pulumi.${stack}.yaml`);
  const { config } = parse(readFileSync(file, 'utf8')) as { config: Record<string, string | number | boolean> };
  return Object.fromEntries(Object.entries(config).map(([key, value]) => [key, String(value)]));
}

/** One program of a stack, with the outputs of the stacks that it may refer to. */
export function programOf(
  project: StackProject,
  stack: string,
  moment: Program['moment'],
  references: Outputs,
): Program {
  return { project, stack, moment, references, config: configOf(project, stack), run: programs[project] };
}

/**
 * Runs all programs of one stack, each with the outputs of those before it. What comes from another stack is always
 * known: a stack is only built when those that it refers to are up. Throws what a program throws.
 */
export async function recordAll(stack: StackName, moment: Program['moment']): Promise<RecordedStack> {
  const { up, preview } = await recordBoth(stack, moment === 'up' ? ['up'] : ['up', 'preview']);
  return moment === 'up' ? up : preview;
}

/**
 * Runs all programs of one stack as once they are up, and as before they first are, where that is asked for too.
 * `settings` take the place of those in Pulumi.<stack>.yaml, for a look at a stack that nobody has.
 */
export async function recordBoth(
  stack: StackName,
  moments: readonly Program['moment'][] = ['up', 'preview'],
  settings: Partial<Record<StackProject, Readonly<Record<string, string>>>> = {},
): Promise<Record<Program['moment'], RecordedStack>> {
  const recorded: Record<Program['moment'], Partial<Record<StackProject, Recorded>>> = { up: {}, preview: {} };
  const references: Outputs = {};
  for (const project of projects) {
    for (const moment of moments) {
      const program = programOf(project, stack, moment, references);
      const config = { ...program.config, ...settings[project] };
      recorded[moment][project] = await record({ ...program, config });
    }
    references[project] = recorded.up[project]!.outputs;
  }
  return recorded as Record<Program['moment'], RecordedStack>;
}
