import { isScript, type Source } from '../repository/source.ts';
import type { Place } from './command.ts';
import { Excerpt } from './excerpt.ts';
import { containerPlaces } from './places/containers.ts';
import { dockerfilePlaces } from './places/dockerfile.ts';
import { jenkinsfilePlaces } from './places/jenkinsfile.ts';
import { jsonCommandPlaces } from './places/json-commands.ts';
import { justfilePlaces } from './places/justfile.ts';
import { makefilePlaces } from './places/makefile.ts';
import { markdownPlaces } from './places/markdown.ts';
import { nxProjectPlaces } from './places/nx-project.ts';
import { procfilePlaces, tomlPlaces } from './places/one-line.ts';
import { lintStagedPlaces, packageJsonPlaces } from './places/package-json.ts';
import * as pipeline from './places/pipeline.ts';
import { programCallPlaces } from './places/program-calls.ts';
import { shellScriptPlaces, startsShell } from './places/shell-script.ts';

/** A kind of file that holds commands. The first whose path fits reads the file. */
interface PlaceKind {
  path: RegExp;
  read(source: Excerpt, path: string): Place[];
}

const pipelineOf = (kind: pipeline.PipelineKind) => (source: Excerpt) => pipeline.pipelinePlaces(source, kind);

const kinds: readonly PlaceKind[] = [
  { path: /(?:^|\/)package\.json$/, read: packageJsonPlaces },
  { path: /(?:^|\/)(?:project|nx)\.json$/, read: nxProjectPlaces },
  { path: /(?:^|\/)\.lintstagedrc(?:\.json)?$/, read: lintStagedPlaces },
  { path: /(?:^|\/)(?:vercel|railway|app|\.?devcontainer)\.json$/, read: jsonCommandPlaces },
  { path: /(?:^|\/)(?:Dockerfile|Containerfile)(?:\.[\w.-]+)?$|\.dockerfile$/i, read: dockerfilePlaces },
  { path: /(?:^|\/)\.(?:github|gitea|forgejo)\/workflows\/[^/]+\.ya?ml$/, read: pipelineOf(pipeline.githubWorkflow) },
  { path: /(?:^|\/)action\.ya?ml$/, read: pipelineOf(pipeline.githubWorkflow) },
  {
    path: /(?:^|\/)\.gitlab-ci[\w.-]*\.ya?ml$|(?:^|\/)\.gitlab\/.*\.ya?ml$/,
    read: pipelineOf(pipeline.gitlabPipeline),
  },
  { path: /(?:^|\/)\.circleci\/.*\.ya?ml$/, read: pipelineOf(pipeline.circlePipeline) },
  { path: /(?:^|\/)bitbucket-pipelines\.ya?ml$/, read: pipelineOf(pipeline.bitbucketPipeline) },
  {
    path: /(?:^|\/)azure-pipelines[\w.-]*\.ya?ml$|(?:^|\/)\.azure[\w-]*\/.*\.ya?ml$/,
    read: pipelineOf(pipeline.azurePipeline),
  },
  {
    path: /(?:^|\/)(?:buildspec[\w.-]*|amplify|\.travis|\.drone|\.?woodpecker(?:\/[^/]+)?|\.do\/[^/]+)\.ya?ml$/,
    read: pipelineOf(pipeline.otherPipeline),
  },
  { path: /(?:^|\/)render\.ya?ml$/, read: pipelineOf(pipeline.renderBlueprint) },
  {
    path: /(?:^|\/)(?:Taskfile|lefthook|\.lefthook|\.pre-commit-config)\.ya?ml$/i,
    read: pipelineOf(pipeline.taskFile),
  },
  { path: /\.ya?ml$/, read: containerPlaces },
  { path: /(?:^|\/)(?:fly|netlify|railway|mise|\.mise)[\w.-]*\.toml$/, read: tomlPlaces },
  { path: /(?:^|\/)Procfile(?:\.[\w-]+)?$/, read: procfilePlaces },
  { path: /(?:^|\/)(?:GNU)?makefile$|\.mk$/i, read: makefilePlaces },
  { path: /(?:^|\/)\.?justfile$|\.just$/i, read: justfilePlaces },
  { path: /(?:^|\/)Jenkinsfile(?:\.[\w-]+)?$|\.jenkinsfile$/i, read: jenkinsfilePlaces },
  { path: /\.mdx?$|\.markdown$/i, read: markdownPlaces },
  { path: /\.(?:sh|bash|zsh|ksh|envrc)$|(?:^|\/)\.husky\/[^/.]+$/, read: shellScriptPlaces },
  {
    path: /(?:^|\/)[^/.]+$/,
    read: (source, path) => (startsShell(source.text) ? shellScriptPlaces(source, path) : []),
  },
];

/** Whether a file of this path may hold commands. */
export function holdsCommands(path: string): boolean {
  return isScript(path) || kinds.some((kind) => kind.path.test(path));
}

/** The places in a file where commands are written. Throws a SyntaxFault where the file is not what its name says. */
export function placesIn(source: Source): Place[] {
  if (isScript(source.path)) return programCallPlaces(source);
  const kind = kinds.find(({ path }) => path.test(source.path));
  return kind?.read(new Excerpt(source.text), source.path) ?? [];
}
