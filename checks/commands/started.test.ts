import { prismaCommandsPinned } from '../rules/prisma-commands-pinned.ts';
import { testRule } from '../testing/test-rule.ts';

/** What starts a command under a name that is not its own: runners that nobody lists, functions of the file, options. */
testRule(prismaCommandsPinned, {
  path: 'deploy.sh',
  passes: {
    'what only says a command': [
      'log_info Now prisma migrate deploy',
      'running prisma generate',
      'grep -rn prisma generate src',
      'git commit -m prisma generate',
      'pgrep -f prisma studio',
      'echo prisma generate',
    ].join('\n'),
    'what is given the name of Prisma and no command of it':
      'with-env prisma\nbackup prisma tables\nworkon prisma migrate',
    'a pinned command behind a runner that nobody lists':
      'with-env npx prisma generate --schema prisma/main/schema.prisma',
    'a sentence where commands may stand': {
      'a.md':
        '```\nThen npx prisma migrate deploy\nnow run npx prisma generate\n```\n\n```sh\nThen: npx prisma generate\n```\n',
    },
    'a here-document that is only written': 'cat > next.txt <<EOF\nnpx prisma generate\nEOF\n',
    'what a test says of a call': {
      'src/a.test.ts':
        "expect(spawn).toHaveBeenCalledWith('npx', ['prisma', 'generate']);\nsinon.assert.calledWith(spawn, 'npx', ['prisma', 'generate']);",
    },
    'a function that only takes a command': {
      'src/a.ts':
        "import { execSync } from 'node:child_process';\nconst say = (text) => print(text);\nsay('npx prisma generate');",
    },
    'a loop over written files': {
      'src/a.ts':
        "const schemas = ['prisma/billing/schema.prisma', 'prisma/main/schema.prisma'];\nfor (const schema of schemas) execSync(`npx prisma generate --schema ${schema}`);\nschemas.map(async (one) => spawn('npx', ['prisma', 'validate', '--schema', one]));",
    },
    'another parameter than the command': {
      'src/a.ts': "const run = (label, command) => execSync(command);\nrun('prisma generate', 'ls');",
    },
    'a program of JavaScript in a workflow': {
      '.github/workflows/a.yml':
        'jobs:\n  a:\n    steps:\n      - uses: actions/github-script@v8\n        with:\n          script: |\n            core.info(`npx prisma generate`)\n',
    },
  },
  fails: {
    'runners that nobody lists': [
      'with-secrets «prisma db push»',
      'xvfb-run -a npx «prisma migrate deploy»',
      'watchexec -e prisma -- npx «prisma generate»',
      'find . -name x -exec npx «prisma validate» \\;',
      'npx rush-pnpm exec «prisma generate»',
    ].join('\n'),
    'Node.js with options': 'node --enable-source-maps -r x «node_modules/prisma/build/index.js migrate deploy»',
    'a folder in a variable': '«"$ROOT"/node_modules/.bin/prisma migrate deploy»',
    'a container’s entrypoint': 'docker compose run --rm --entrypoint npx migrate «prisma migrate deploy»',
    'each workspace of yarn': 'yarn workspaces foreach -A --include x run «prisma generate»',
    'a here-document that a shell elsewhere reads':
      "ssh app@host <<'EOF'\nnpx «prisma generate»\nEOF\ndocker exec -i app sh <<EOF\nnpx «prisma validate»\nEOF\n",
    'a trap': "trap 'npx «prisma migrate reset»' EXIT",
    'Node.js by its path': {
      'src/a.ts':
        "execFileSync(process.execPath, [«'node_modules/prisma/build/index.js', 'migrate', 'deploy'»], { env })".replaceAll(
          /«'|'»/g,
          (mark) => (mark === "«'" ? "'«" : "»'"),
        ),
    },
    'either of two programs': {
      'src/a.ts': "spawnSync(windows ? 'npx.cmd' : 'npx', ['«prisma', 'db', 'push»'])",
    },
    'either of two commands': {
      'src/a.ts': "execSync(live ? 'npx «prisma migrate deploy»' : 'npx «prisma migrate dev»')",
    },
    'arguments in a constant': { 'src/a.ts': "const words = ['«prisma', 'generate»'];\nspawnSync('npx', words);" },
    'a function of the file that starts its parameter': {
      'src/a.ts':
        "function run(label, command) { print(label); execSync(command); }\nrun('generate', 'npx «prisma generate»');\nconst sh = async (file, words) => spawn(file, words);\nawait sh('npx', ['«prisma', 'db', 'push»']);",
    },
    'another name for what starts': {
      'src/a.ts':
        "import { exec as start } from 'node:child_process';\nconst sh = promisify(exec);\nstart('npx «prisma generate»');\nawait sh('npx «prisma validate»');",
    },
    'one round of a loop': {
      files: {
        'src/a.ts':
          "for (const file of ['prisma/main/schema.prisma', '«prisma/old/schema.prisma»']) $`npx prisma generate --schema ${file}`;",
      },
      problem: /does not exist/,
    },
    'a function of another file that is given a program and its words': {
      'src/a.ts': "import { run } from './run.ts';\nawait run('pnpm', ['--filter', 'x', '«prisma', 'generate»'], {});",
    },
    'a path that is put together': {
      'src/a.ts': "execFileSync(path.join(root, '«node_modules', '.bin', 'prisma'), ['migrate', 'deploy»'])".replace(
        "path.join(root, '«",
        "path.join(«root, '",
      ),
    },
    'a resolved file': {
      'src/a.ts': "fork(require.resolve(«'prisma/build/index.js'), ['migrate', 'deploy»'])",
    },
    'the shell of a context, a list in options': {
      'src/a.ts': "await ctx.$`npx «prisma generate»`;\nBun.spawnSync({ cmd: ['bunx', '«prisma', 'validate»'] });",
    },
    'what a step hands to a host or tries again': {
      '.github/workflows/a.yml':
        'jobs:\n  a:\n    steps:\n      - uses: x/ssh-action@v1\n        with:\n          script: |\n            npx «prisma generate»\n      - uses: x/retry@v3\n        with:\n          command: npx «prisma validate»\n',
    },
    'pipelines of other clouds': {
      'buildspec.yml': 'phases:\n  build:\n    commands:\n      - npx «prisma generate»\n',
      'amplify.yml': 'backend:\n  phases:\n    build:\n      commands: [npx «prisma generate»]\n',
      '.drone.yml': 'steps:\n  - commands:\n      - npx «prisma generate»\n',
      '.travis.yml': 'script: npx «prisma generate»\n',
      '.do/app.yaml': 'services:\n  - build_command: npx «prisma generate»\n',
    },
    'keys of package.json without the braces around them': {
      'a.md': '```json\n"scripts": { "a": "«prisma generate»" }\n```\n',
    },
  },
});
