import { closestMatch } from 'leven';
import * as pulumi from '@pulumi/pulumi';
import { allConfig } from '@pulumi/pulumi/runtime/config.js';
import type { z } from 'zod';
import { type Configurations, schemas } from './schema.ts';
import { stacks } from './stack.ts';

const namespace = 'bulkhead:';

/**
 * Reads a program's settings, once and whole, before there is any resource. Throws one error that names every setting
 * that is missing, unknown, or contradicts another, and what it has to be; Pulumi shows it without a stack trace.
 */
export function readConfiguration<Project extends keyof Configurations>(project: Project): Configurations[Project] {
  const stack = stacks.find((name) => name === pulumi.getStack());
  const settings = Object.fromEntries(
    Object.entries(allConfig())
      .filter(([key]) => key.startsWith(namespace))
      .map(([key, value]) => [key.slice(namespace.length), value]),
  );
  const parsed = schemas[project].safeParse(settings);
  if (stack !== undefined && parsed.success) return { ...parsed.data, stack } as Configurations[Project];
  const faults = parsed.error?.issues.flatMap((issue) => faultsOf(issue, project, settings)) ?? [];
  if (stack === undefined) faults.unshift(`there is no stack ${pulumi.getStack()}: there is ${stacks.join(', ')}`);
  throw new pulumi.RunError(inWords(project, [...new Set(faults)]));
}

function faultsOf(
  issue: z.core.$ZodIssue,
  project: keyof Configurations,
  settings: Readonly<Record<string, string>>,
): string[] {
  if (issue.code === 'unrecognized_keys') return issue.keys.map((key) => unknownSetting(key, project));
  const name = String(issue.path[0]);
  // A rule about several settings has its own words, and may speak of one that was left to its default.
  const missing = settings[name] === undefined && issue.code !== 'custom';
  return [`${namespace}${name} ${missing ? `is missing: it ${issue.message}` : issue.message}`];
}

function unknownSetting(key: string, project: keyof Configurations): string {
  const closest = closestMatch(key, Object.keys(schemas[project].shape), { maxDistance: lettersWrongMax });
  return `${namespace}${key} is no setting of ${project}${closest === undefined ? '' : `: did you mean ${closest}?`}`;
}

/** Two letters in the wrong order are two. */
const lettersWrongMax = 2;

function inWords(project: string, faults: readonly string[]): string {
  const count = faults.length === 1 ? 'a fault' : `${faults.length} faults`;
  const lines = faults.map((fault) => `  ${fault}`).join('\n');
  return `the configuration of ${project} has ${count}:\n${lines}\n  fix: pulumi config set bulkhead:<name> <value> in infra/${project}; infra/README.md lists them`;
}
