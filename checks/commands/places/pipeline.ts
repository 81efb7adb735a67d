import { isScalar, isSeq } from 'yaml';
import type { Place } from '../command.ts';
import { anywhere, changed, type Directory, repositoryRoot } from '../directory.ts';
import { Excerpt } from '../excerpt.ts';
import { pairsOf, valueAt, yamlTrees } from '../../syntax/yaml.ts';
import { textOf, textsOf } from './yaml.ts';

/** Which keys of a kind of pipeline hold shell, and which say in what folder it runs. */
export interface PipelineKind {
  script: ReadonlySet<string>;
  folder?: string;
}

/** `script` and `command` are what actions are given that run it elsewhere or again. */
export const githubWorkflow: PipelineKind = {
  script: new Set(['run', 'script', 'command']),
  folder: 'working-directory',
};
export const gitlabPipeline: PipelineKind = { script: new Set(['script', 'before_script', 'after_script']) };
export const circlePipeline: PipelineKind = { script: new Set(['run', 'command']), folder: 'working_directory' };
export const azurePipeline: PipelineKind = { script: new Set(['script', 'bash']), folder: 'workingDirectory' };
export const bitbucketPipeline: PipelineKind = { script: new Set(['script', 'after-script']) };
/** AWS, Travis, Drone, Woodpecker, DigitalOcean. */
export const otherPipeline: PipelineKind = {
  script: new Set([
    ...['commands', 'script', 'install', 'before_install', 'before_script', 'after_success', 'before_deploy'],
    ...['build_command', 'run_command'],
  ]),
};
export const renderBlueprint: PipelineKind = {
  script: new Set(['buildCommand', 'startCommand', 'preDeployCommand', 'dockerCommand', 'initialDeployHook']),
  folder: 'rootDir',
};
/** Taskfile.yml, lefthook.yml, .pre-commit-config.yaml, serverless and Kubernetes lists are read by commands.ts. */
export const taskFile: PipelineKind = { script: new Set(['cmds', 'cmd', 'run', 'entry']), folder: 'dir' };
/** YAML in Markdown: of any of these. */
export const anyPipeline: PipelineKind = {
  script: new Set(['run', 'script', 'before_script', 'after_script', ...renderBlueprint.script]),
  folder: 'working-directory',
};

interface Where {
  directory: Directory;
  variables: ReadonlyMap<string, string | null>;
}

/** The scripts of a pipeline file, wherever in it they stand. Lists are one script: they share a shell. */
export function pipelinePlaces(source: Excerpt, kind: PipelineKind): Place[] {
  const known = source.replace(/\$\{\{[^{}]{0,300}\}\}/g, ([text]) => {
    const name = /^\$\{\{\s*env\.(\w+)\s*\}\}$/.exec(text)?.[1];
    return name === undefined ? (/github\.workspace/.test(text) ? '$GITHUB_WORKSPACE' : '${UNKNOWN}') : `\${${name}}`;
  });
  const start = { directory: repositoryRoot, variables: new Map<string, string | null>() };
  return yamlTrees(known.text).flatMap((node) => placesIn(known, node, start, kind));
}

function placesIn(source: Excerpt, node: unknown, outer: Where, kind: PipelineKind): Place[] {
  if (isSeq(node)) return node.items.flatMap((item) => placesIn(source, item, outer, kind));
  if (isProgram(node)) return [];
  const here = whereOf(source, node, outer, kind);
  return pairsOf(node).flatMap(({ key, value }): Place[] => {
    const texts = kind.script.has(key) ? textsOf(source, value) : [];
    const nested = placesIn(source, value, here, kind);
    return texts.length === 0 ? nested : [{ script: inOneShell(texts), ...here }, ...nested];
  });
}

/** A step whose `script` is JavaScript. */
function isProgram(node: unknown): boolean {
  const uses = valueAt(node, 'uses');
  return isScalar(uses) && /github-script@/.test(String(uses.value));
}

function whereOf(source: Excerpt, node: unknown, outer: Where, { folder }: PipelineKind): Where {
  const environment = [...pairsOf(valueAt(node, 'env')), ...pairsOf(valueAt(node, 'variables'))].map(
    ({ key, value }): [string, string | null] => {
      const text = textOf(source, value)?.text;
      return [key, text === undefined || text.includes('$') ? null : text];
    },
  );
  const named =
    folder === undefined
      ? null
      : (textOf(source, valueAt(node, folder)) ?? textOf(source, valueAt(node, 'defaults', 'run', folder)));
  return {
    directory:
      named === null ? outer.directory : named.text.includes('$') ? anywhere : changed(repositoryRoot, named.text),
    variables: environment.length === 0 ? outer.variables : new Map([...outer.variables, ...environment]),
  };
}

function inOneShell(texts: readonly Excerpt[]): Excerpt {
  return Excerpt.join(texts.flatMap((text) => [text, text.part(text.text.length - 1, text.text.length).as('\n')]));
}
