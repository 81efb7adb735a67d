import { prismaCommandsPinned } from '../rules/prisma-commands-pinned.ts';
import { testRule } from '../testing/test-rule.ts';

const pinned = '--config prisma/billing/prisma.config.ts';
const scripts = (text: string) => `{ "devDependencies": { "prisma": "7.1.0" }, ${text} }`;

testRule(prismaCommandsPinned, {
  path: 'README.md',
  passes: {
    'a package.json names a command in other keys': {
      'package.json': scripts('"description": "npx prisma generate", "keywords": ["prisma generate"]'),
    },
    'a package.json fills in its own configuration': {
      'package.json': scripts(
        '"config": { "file": "prisma/billing/prisma.config.ts" }, "scripts": { "a": "prisma db push --config $npm_package_config_file" }',
      ),
    },
    'an Nx target runs in the root, or where it says': {
      'apps/a/project.json': `{ "targets": { "a": { "command": "prisma db push ${pinned}" },
        "b": { "options": { "cwd": "prisma/billing", "command": "prisma db push --config prisma.config.ts" } },
        "c": { "options": { "command": "prisma db push --config {workspaceRoot}/prisma/billing/prisma.config.ts" } } } }`,
    },
    'names and comments of a workflow are not commands': {
      '.github/workflows/a.yml': `name: npx prisma migrate deploy
jobs:
  a:
    name: prisma generate
    steps:
      - name: Run prisma generate
        # run: npx prisma generate
        run: npx prisma generate ${pinned}
      - uses: x/y
        with: { script: 'notes on prisma generate' }`,
    },
    'a workflow knows its folder and environment': {
      '.github/workflows/a.yml': `env: { FILE: prisma/billing/prisma.config.ts }
defaults: { run: { working-directory: prisma } }
jobs:
  a:
    steps:
      - run: npx prisma migrate deploy --config billing/prisma.config.ts
      - working-directory: .
        run: npx prisma migrate deploy --config \${{ env.FILE }}
      - working-directory: .
        run: npx prisma migrate deploy --config "$FILE"`,
    },
    'prose, diagrams and output in Markdown': `Run \`npx prisma generate\`, or npx prisma migrate deploy.

> npx prisma migrate deploy

\`\`\`mermaid
graph TD
  A[npx prisma generate] --> B
  prisma generate
\`\`\`
\`\`\`text
npx prisma generate
\`\`\`
\`\`\`
prisma generate fails because the engine is missing
Running prisma generate...
prisma:query SELECT 1
error: \`prisma migrate deploy\` failed
\`prisma generate\` first
├── prisma
\`\`\`
\`\`\`console
$ npx prisma migrate deploy ${pinned}
prisma migrate deploy
\`\`\`
\`\`\`sh
npx prisma migrate resolve --rolled-back <name> ${pinned}
\`\`\`
\`\`\`ts
execSync('npx prisma generate')
\`\`\`
<!-- npx prisma generate -->`,
    'a program that only speaks of commands': {
      'src/a.ts': `import { prisma } from './db';
console.log('run npx prisma generate');
logger.error(\`npx prisma migrate deploy failed\`);
throw new Error('use prisma generate');
const found = /prisma/.exec('prisma generate');
pattern.exec('prisma migrate deploy');
prisma.$executeRaw\`prisma generate\`;
prisma.$transaction(['prisma generate']);
exec('echo "npx prisma generate"');
// execSync('npx prisma generate')
expect(text).toContain('prisma generate');
spawn('git', ['commit', '-m', 'prisma generate']);
sql\`prisma generate\`;`,
    },
    'a Makefile fills in its variables': {
      Makefile: `BASE := prisma/billing
CONFIG = $(BASE)/prisma.config.ts # where
# npx prisma generate
deploy:
\t@npx prisma migrate deploy --config $(CONFIG)
\t-cd prisma/billing && npx prisma generate --config prisma.config.ts
`,
    },
    'a justfile fills in its variables': {
      justfile: `config := "prisma/billing/prisma.config.ts"
# npx prisma generate
deploy:
  @npx prisma migrate deploy --config {{config}}
`,
    },
    'a Jenkinsfile echoes and comments': {
      Jenkinsfile: `// sh 'npx prisma generate'
/* sh 'npx prisma generate' */
echo 'npx prisma generate'
def x = 'npx prisma generate'
sh 'npx prisma generate ${pinned}'`,
    },
    'a Dockerfile copies and comments': {
      Dockerfile: `FROM node
# RUN npx prisma generate
COPY prisma generate
LABEL a="npx prisma generate"
ENV CONFIG=prisma/billing/prisma.config.ts
RUN npx prisma generate --config $CONFIG`,
    },
    'a file without a name that tells is no script without its first line': {
      'bin/notes': 'npx prisma generate',
    },
  },
  fails: {
    'a package.json': {
      'package.json': scripts(
        '"scripts": { "a": "tsc && «prisma generate»", "b": "A=\\"b\\" «prisma db push» --force-reset" }, "prisma": { "seed": "npx «prisma generate»" }, "lint-staged": { "*.prisma": ["«prisma format»"] }, "husky": { "hooks": { "pre-commit": "«prisma validate»" } }',
      ),
      '.lintstagedrc': '{ "*.prisma": "«prisma format»" }',
    },
    'an Nx project': {
      'apps/a/project.json': `{ "targets": { "a": { "command": "«prisma generate»" }, "b": { "executor": "nx:run-commands",
        "options": { "commands": ["«prisma db push»", { "command": "«prisma db seed»" }] },
        "configurations": { "c": { "command": "«prisma validate»" } } } } }`,
    },
    'deployment and container files': {
      'vercel.json': '{ "buildCommand": "«prisma generate» && next build" }',
      '.devcontainer/devcontainer.json': '{ "postCreateCommand": ["npx", "«prisma", "generate»"] }',
      'fly.toml': `[deploy]\n  release_command = "npx «prisma migrate deploy»"\n[processes]\n  app = 'npx «prisma generate»'\n`,
      Procfile: 'release: npx «prisma migrate deploy»\nweb: node .\n',
      'render.yaml': `services:\n  - buildCommand: npm ci && npx «prisma generate»\n    preDeployCommand: "npx «prisma migrate deploy»"\n`,
      'compose.yaml': `services:
  a:
    command: sh -c "npx «prisma migrate deploy» && node ."
    entrypoint: ['npx', '«prisma', 'generate»']
    healthcheck: { test: ['CMD-SHELL', 'npx «prisma validate»'] }
  b:
    command: [npx, «prisma, migrate, deploy»]
`,
      'k8s/job.yaml': `spec:
  containers:
    - command: ["sh", "-c"]
      args: ["npx «prisma migrate deploy»"]
    - command: ["npx"]
      args: ["«prisma", "migrate", "deploy»"]
{{- if .Values.x }}
    - command: ["npx", "«prisma", "db", "push»"]
{{- end }}
`,
    },
    'a shell script by its first line, and a git hook': {
      'bin/deploy': '#!/usr/bin/env bash\nnpx «prisma generate»\n',
      '.husky/pre-commit': 'npx «prisma validate»\n',
    },
    'a Dockerfile': {
      'docker/Dockerfile.api': `FROM node
RUN --mount=type=cache,target=/root/.npm npm ci && \\
    # the client
    npx «prisma generate» && \\
    npx «prisma \\
      validate»
RUN <<EOF
npx «prisma generate»
EOF
RUN bash <<'EOF'
npx «prisma format»
EOF
ONBUILD RUN npx «prisma generate»
HEALTHCHECK --interval=5m CMD npx «prisma validate»
ENTRYPOINT ["npx"]
CMD ["«prisma", "migrate", "deploy»"]
CMD npx «prisma migrate deploy»
`,
    },
    workflows: {
      '.github/workflows/a.yml': `jobs:
  a:
    steps:
      - run: npx «prisma generate»
      - run: |
          npm ci
          npx «prisma migrate deploy»
      - run: >-
          npx
          «prisma
          db push»
      - run: 'echo ''a''; npx «prisma format»'
`,
      'action.yml': `runs:\n  steps:\n    - shell: bash\n      run: npx «prisma generate»\n`,
      '.gitlab-ci.yml': `a:\n  before_script:\n    - npx «prisma generate»\n  script:\n    - |\n      npx «prisma validate»\n`,
      '.circleci/config.yml': `jobs:\n  a:\n    steps:\n      - run: npx «prisma generate»\n      - run:\n          name: prisma generate\n          command: npx «prisma validate»\n`,
      'bitbucket-pipelines.yml': `pipelines:\n  default:\n    - step:\n        script:\n          - npx «prisma generate»\n`,
      'azure-pipelines.yml': `steps:\n  - script: npx «prisma generate»\n    displayName: prisma generate\n`,
    },
    'a workflow’s expression': {
      files: { '.github/workflows/a.yml': 'a:\n  - run: npx prisma db push --config «${{ matrix.config }}»\n' },
      severity: 'unverifiable',
    },
    'a Makefile': {
      Makefile: `PRISMA = npx prisma\ndeploy: x ; npx «prisma generate»\n\t@cd x && npx «prisma migrate deploy»\n\t-«$(PRISMA) db push»\n\tnpx «prisma \\\n\t  validate»\n`,
    },
    'a variable of a Makefile that the environment may set': {
      files: { Makefile: 'FILE ?= x\na:\n\tnpx prisma db push --config «$(FILE)»\n' },
      severity: 'unverifiable',
    },
    'a justfile': {
      justfile: `deploy:\n  @npx «prisma generate»\nother:\n  #!/usr/bin/env bash\n  set -e\n  npx «prisma validate»\n`,
    },
    'a Jenkinsfile': {
      Jenkinsfile: `sh 'npx «prisma generate»'
sh """
  npx «prisma migrate deploy»
"""
sh(script: "npx «prisma validate»", returnStdout: true)
sh label: 'x', script: '''npx «prisma format»'''
`,
    },
    'Markdown fences': `1. First:
   \`\`\`sh
   npx «prisma generate»
   \`\`\`
   \`\`\`console
   $ npx «prisma migrate \\
     deploy»
   done
   \`\`\`

\`\`\`
npx «prisma db push»
\`\`\`

    npx «prisma validate»

\`\`\`json
{ "scripts": { "a": "«prisma generate»" } }
\`\`\`
\`\`\`yaml
- run: npx «prisma format»
\`\`\`
\`\`\`dockerfile
RUN npx «prisma generate»
\`\`\`
`,
    'a placeholder in Markdown': {
      files: '```sh\nnpx prisma db push --config «<the config>»\n```\n',
      severity: 'unverifiable',
    },
    programs: {
      'scripts/a.ts': `import { execSync, spawn } from 'node:child_process';
execSync('npx «prisma generate»', { stdio: 'inherit' });
child_process.exec("npx «prisma validate»");
spawn('npx', ['«prisma', 'migrate', 'deploy»']);
spawn('npx «prisma format»', { shell: true });
execa('«prisma', ['db', 'push»']);
await execaCommand('«prisma generate»');
await $\`npx «prisma generate»\`;
await $({ cwd: 'x' })\`npx «prisma validate»\`;
await Bun.$\`«prisma generate»\`;
Bun.spawn(['npx', '«prisma', 'db', 'seed»']);
shell.exec('npx «prisma format»');
fork('«node_modules/prisma/build/index.js', ['generate»']);
require('child_process').execSync('«prisma generate»');
execSync('npx ' + '«prisma ' + 'generate»');
execSync(['npx', '«prisma', 'generate»'].join(' '));
`,
    },
    'a constant that is run': { 'scripts/a.ts': `const command = 'npx «prisma generate»';\nexecSync(command);\n` },
    'a program’s variable': {
      files: {
        'scripts/a.ts':
          "execSync(`npx prisma db push --config ${«file»}`);\nspawn('prisma', ['db', 'push', '--config', «file»]);\nexecSync('«prisma migrate deploy» ' + flags);\n",
      },
      severity: 'unverifiable',
    },
  },
});
