import { testRule, usualConfiguration } from '../testing/test-rule.ts';
import { runbookCommandsExist } from './runbook-commands-exist.ts';

testRule(runbookCommandsExist, {
  path: 'runbooks/back.md',
  configuration: { ...usualConfiguration, house: true },
  with: {
    'package.json': '{ "scripts": { "lint": "eslint", "a:b": "x" }, "devDependencies": { "prisma": "7.10.0" } }',
    'bulkhead.ts': `const commands = {
  drill: { summary: 'x', load: () => import('./service/drill.ts') },
  'local-apps': { summary: 'x', load: () => import('./service/apps.ts') },
};`,
    'service/drill.ts': `export const command = new Command('drill')
  .option('--json', 'x').option('-v, --no-verify', 'x').requiredOption(\`--for <id>\`, 'x');`,
    'service/apps.ts': `const scope = () => new Option('--scope <s>', 'x');
const below = (called: string) => new Command(called).exitOverride();
export const command = new Command().addCommand(below('create').addOption(scope()))
  .addCommand(below('list')).addCommand(new Command('end'));`,
    'infra/preview/snapshot/production.billing.json':
      '{ "name": "bulkhead-billing-production-dumps-123", "b": "bulkhead-billing-production-service" }',
  },
  passes: {
    'commands with their words': `\`./bulkhead drill\` \`./bulkhead drill <id> --for=x\` \`./bulkhead local-apps list\`

\`\`\`sh run
./bulkhead drill billing --json --no-verify   # --not-this
./bulkhead drill \\
  --for "--not-this" | grep --count x
task nightly local-apps end --scope x
npm run lint && npm run --silent a:b
\`\`\`
`,
    'what the reader fills in': '`./bulkhead COMMAND --x` `./bulkhead local-apps $1` `./bulkhead --help`',
    'resources that are made':
      '```sh cloud\naws x $STACK-dumps-$ACCOUNT bulkhead-billing-production-service $STACK-restored\n```\n',
    'fences of any kind in what is no page': {
      'runbooks/decisions/1.md': '```\nx\n```\n',
      'README.md': '```sh\nx\n```\n',
    },
  },
  fails: {
    'a command that is not there': { files: '`./bulkhead «drills billing»`', problem: /no command drills/ },
    'a flag that is not there': {
      files: '```sh run\n./bulkhead «drill billing --jsn» | cat\n```\n',
      problem: /drill has no --jsn/,
      fix: /--for, --json, --no-verify/,
    },
    'a flag on the next line': '```sh run\n./bulkhead «drill \\\n  --gone»\n```\n',
    'a command below that is not there': { files: '`./bulkhead «local-apps lst»`', fix: /it has create, list, end/ },
    'the words of a task': '```sh cloud\ntask nightly «drill --gone»\n```\n',
    'a console’s command': '```console run\n$ ./bulkhead «drill --gone»\nout\n```\n',
    'the README': { files: { 'README.md': '`./bulkhead «gone»`' } },
    'a script that is not there': { files: '`npm run «lnt»`', problem: /no script lnt/ },
    'a resource that nobody makes': { files: '```sh cloud\naws x $STACK-«dump»\n```\n', problem: /ends in dump/ },
    'a fence that does not say what it is': '```«sh»\ntrue\n```\n\n```«sh try»\ntrue\n```\n\n«```»\nx\n```\n',
    'a fence that does not end': { files: '```«sh run»\ntrue\n', problem: /does not end/ },
  },
});
