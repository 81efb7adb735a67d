import { execFile } from 'node:child_process';
import { cpSync, globSync, mkdirSync, readFileSync, statSync, symlinkSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { Copy, DockerfileParser, Env, From, type Instruction } from 'dockerfile-ast';
import picomatch from 'picomatch';

const root = join(import.meta.dirname, '../..');
export const dockerfile = DockerfileParser.parse(readFileSync(join(root, 'Dockerfile'), 'utf8'));

/** The last stage of the Dockerfile, as a folder. */
export interface Image {
  /** What the image has as its root. */
  folder: string;
  /** What it has as its working directory, on this machine. */
  workingDirectory: string;
  environment: Record<string, string>;
}

/** One instruction that the image builder of this test knows how to take. */
type Stage = Image & { name: string | null };

/**
 * Takes the Dockerfile's steps with this machine's own tools, each stage in a folder of its own under `folder`. Two are
 * not taken: what apt-get installs is expected on this machine, and the packages of the stage `build`, which `npm ci`
 * has put into this checkout, are linked. `tools` is a folder with the Node to use.
 */
export async function takeSteps(folder: string, tools: string): Promise<Image> {
  const stages: Stage[] = [];
  for (const instruction of dockerfile.getInstructions()) {
    if (instruction instanceof From) stages.push(begin(instruction, stages, folder));
    else if (stages.length > 0) await take(instruction, stages.at(-1)!, stages, tools);
  }
  return stages.at(-1)!;
}

function begin(from: From, stages: readonly Stage[], folder: string): Stage {
  const parent = stages.find(({ name }) => name !== null && name === from.getImage());
  const stage = {
    name: from.getBuildStage(),
    folder: join(folder, `stage-${stages.length}`),
    workingDirectory: join(folder, `stage-${stages.length}`),
    environment: { ...parent?.environment },
  };
  if (parent === undefined) mkdirSync(stage.folder);
  else cpSync(parent.folder, stage.folder, { recursive: true });
  return stage;
}

async function take(instruction: Instruction, stage: Stage, stages: readonly Stage[], tools: string): Promise<void> {
  const words = instruction.getArgumentsContent() ?? '';
  switch (instruction.getKeyword()) {
    case 'WORKDIR':
      stage.workingDirectory = join(stage.folder, words);
      mkdirSync(stage.workingDirectory, { recursive: true });
      return;
    case 'COPY':
      copy(instruction as Copy, stage, stages);
      return;
    case 'ENV':
      for (const property of (instruction as Env).getProperties()) {
        stage.environment[property.getName()] = property.getValue() ?? '';
      }
      return;
    case 'RUN':
      if (words.startsWith('apt-get ')) return;
      if (words === 'npm ci --ignore-scripts') {
        symlinkSync(join(root, 'node_modules'), join(stage.workingDirectory, 'node_modules'));
        return;
      }
      await promisify(execFile)('sh', ['-c', words], {
        cwd: stage.workingDirectory,
        env: {
          ...process.env,
          ...stage.environment,
          PATH: `${tools}:${process.env['PATH']}`,
          npm_config_prefer_offline: 'true',
        },
      });
  }
}

function copy(instruction: Copy, stage: Stage, stages: readonly Stage[]): void {
  const paths = instruction.getArguments().map((argument) => argument.getValue());
  const target = join(stage.workingDirectory, paths.at(-1)!);
  const from = instruction.getFromFlag()?.getValue();
  const other = stages.find(({ name }) => name !== null && name === from);
  for (const path of paths.slice(0, -1)) {
    const source = join(other?.folder ?? root, path);
    const filter = (file: string) => other !== undefined || !isIgnored(file.slice(root.length + 1));
    // A folder is copied as its contents, a file under its name where the target is a folder.
    const into = statSync(source).isFile() && paths.at(-1)!.endsWith('/') ? join(target, basename(path)) : target;
    mkdirSync(dirname(into), { recursive: true });
    cpSync(source, into, { recursive: true, filter, verbatimSymlinks: true });
  }
}

/** https://docs.docker.com/build/concepts/context/#dockerignore-files: the last line that matches a path, or a folder of it, decides. */
const ignoreLines = readFileSync(join(root, '.dockerignore'), 'utf8')
  .split('\n')
  .filter((line) => line !== '' && !line.startsWith('#'))
  .map((line) => ({ ignored: !line.startsWith('!'), matches: picomatch(line.replace(/^!/, ''), { dot: true }) }));

/** Whether .dockerignore keeps a file of this repository from builds. */
export function isIgnored(path: string): boolean {
  const folders = path.split('/').map((_, index, words) => words.slice(0, index + 1).join('/'));
  return ignoreLines.findLast(({ matches }) => folders.some((folder) => matches(folder)))?.ignored ?? false;
}

/** Every file of an image, from its working directory on. */
export function filesOf({ workingDirectory }: Image): string[] {
  return globSync('**', { cwd: workingDirectory, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(workingDirectory.length + 1));
}
