import { putBehind, putInPlaceOf } from '../testing/mutation.ts';
import type { Texts } from '../testing/test-rule.ts';

/** A command as the words of a list, with `between` in place of each space. */
const list = (command: string, between = '", "') => command.replaceAll(' ', () => between);
const fence = (language: string, text: string): Texts => ({
  'docs/form.md': `# Form\n\n\`\`\`${language}\n${text}\n\`\`\`\n`,
});
const dockerfile = (line: string): Texts => ({ Dockerfile: `FROM node:24\nWORKDIR /app\n${line}\n` });
const program = (line: string): Texts => ({
  'src/tools/form.ts': `export async function form(): Promise<void> {\n  ${line};\n}\n`,
});

/** Every place of a repository that holds commands, with one in it. */
export const places: Readonly<Record<string, (command: string) => Texts>> = {
  'scripts of package.json': (command) =>
    putBehind('"scripts": {', 'package.json', `\n    "form": "tsc && ${command}",`),
  'prisma.seed of package.json': (command) => putInPlaceOf('node prisma/main/seed.ts', 'package.json', command),
  'lint-staged of package.json': (command) =>
    putInPlaceOf('prisma format --schema prisma/main/schema.prisma', 'package.json', command),
  'a command of project.json': (command) => ({
    'apps/form/project.json': `{ "targets": { "form": { "command": "npx ${command}" } } }`,
  }),
  'a list of commands of project.json': (command) => ({
    'apps/form/project.json': `{ "targets": { "form": {\n  "executor": "nx:run-commands",\n  "options": { "commands": ["tsc", "npx ${command}"] } } } }`,
  }),
  'a shell script': (command) => ({ 'scripts/form.sh': `#!/bin/sh\nset -e\nnpx ${command}\n` }),
  'RUN of a Dockerfile': (command) => dockerfile(`RUN npm ci && \\\n    npx ${command}`),
  'RUN of a Dockerfile, as a list': (command) => dockerfile(`RUN ["npx", "${list(command)}"]`),
  'CMD of a Dockerfile': (command) => dockerfile(`CMD npx ${command} && node .`),
  'CMD of a Dockerfile, as a list': (command) => dockerfile(`CMD ["npx", "${list(command)}"]`),
  'ENTRYPOINT of a Dockerfile': (command) => dockerfile(`ENTRYPOINT npx ${command}`),
  'ENTRYPOINT of a Dockerfile, as a list': (command) => dockerfile(`ENTRYPOINT ["npx", "${list(command)}"]`),
  'run of a GitHub workflow': (command) => ({
    '.github/workflows/form.yml': `on: push\njobs:\n  form:\n    steps:\n      - name: prisma generate\n        run: |\n          npm ci\n          npx ${command}\n`,
  }),
  'script of a GitLab pipeline': (command) => ({
    '.gitlab-ci.yml': `form:\n  script:\n    - npm ci\n    - npx ${command}\n`,
  }),
  'command of compose': (command) => ({ 'compose.form.yaml': `services:\n  form:\n    command: npx ${command}\n` }),
  'command of compose, as a list': (command) => ({
    'compose.form.yaml': `services:\n  form:\n    command: ["npx", "${list(command)}"]\n`,
  }),
  'a command of render': (command) => ({
    'render.yaml': `services:\n  - type: web\n    buildCommand: npx ${command}\n`,
  }),
  'a Makefile': (command) => ({ Makefile: `form:\n\t@npx ${command}\n` }),
  'a justfile': (command) => ({ justfile: `form:\n  npx ${command}\n` }),
  'a Jenkinsfile': (command) => ({ Jenkinsfile: `node {\n  sh 'npx ${command}'\n}\n` }),
  'a fence of shell in Markdown': (command) => fence('bash', `npx ${command}`),
  'a fence of a terminal in Markdown': (command) => fence('console', `$ npx ${command}\nprisma generate`),
  'a fence of JSON in Markdown': (command) => fence('json', `{ "scripts": { "form": "${command}" } }`),
  'a fence of YAML in Markdown': (command) => fence('yaml', `steps:\n  - run: npx ${command}`),
  'a fence of a Dockerfile in Markdown': (command) => fence('dockerfile', `RUN npx ${command}`),
  'a fence of no language in Markdown': (command) => fence('', `npx ${command}`),
  exec: (command) => program(`child_process.exec('npx ${command}')`),
  execSync: (command) => program(`execSync("npx ${command}", { stdio: 'inherit' })`),
  spawn: (command) => program(`spawn('npx', ['${list(command, "', '")}'], { stdio: 'inherit' })`),
  execa: (command) => program(`await execa('npx', ['${list(command, "', '")}'])`),
  'zx’s $': (command) => program(`await $\`npx ${command}\``),
  'Bun’s $': (command) => program(`await Bun.$\`npx ${command}\``),
};
