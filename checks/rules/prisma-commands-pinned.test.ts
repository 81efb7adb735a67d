import { describe, expect, test } from 'vitest';
import { configurationFileName } from '../configuration/configuration.ts';
import { loadConfiguration } from '../configuration/load.ts';
import { filesInMemory } from '../repository/files.ts';
import type { Rule } from '../rule.ts';
import { run } from '../run.ts';
import { testRule } from '../testing/test-rule.ts';
import { prismaCommandsPinned } from './prisma-commands-pinned.ts';

const billing = '--config prisma/billing/prisma.config.ts';
const billingSchema = '--schema prisma/billing/schema.prisma';
const prisma6 = { 'package.json': '{ "devDependencies": { "prisma": "^6.19.0" } }' };
const workspaces = {
  'package.json': '{ "workspaces": ["packages/*"] }',
  'packages/shop/package.json': '{ "name": "@acme/shop", "devDependencies": { "prisma": "7.10.0" } }',
  'packages/shop/prisma/billing/schema.prisma': 'datasource db {\n  provider = "mysql"\n}\n',
  'packages/shop/prisma/billing/prisma.config.ts': 'export default {};\n',
  'packages/db/package.json': '{ "name": "@acme/db", "devDependencies": { "prisma": "^6.19.0" } }',
  'packages/db/database/schema.prisma': 'datasource db {\n  provider = "mysql"\n}\n',
};
const workspaceConfiguration = {
  databases: {
    billing: {
      schema: 'packages/shop/prisma/billing/schema.prisma',
      config: 'packages/shop/prisma/billing/prisma.config.ts',
      code: ['packages/shop/**'],
    },
    main: { schema: 'packages/db/database/schema.prisma', code: ['**'] },
  },
};

testRule(prismaCommandsPinned, {
  path: 'deploy.sh',
  passes: {
    'a config pins every database command': `prisma migrate deploy ${billing}
prisma migrate dev ${billing} --name init
prisma migrate reset --force ${billing}
prisma migrate resolve --applied 1_init ${billing}
prisma migrate status ${billing}
prisma db push ${billing}
prisma db pull ${billing}
prisma db seed ${billing} -- --schema nowhere
prisma db execute ${billing} --file x.sql
prisma studio ${billing}`,
    'the schema or the config pins what makes a client': `prisma generate ${billingSchema}
prisma validate ${billing}
prisma format ${billing} ${billingSchema}`,
    'the value may stand behind an equals sign': 'prisma migrate deploy --config=prisma/billing/prisma.config.ts',
    'a folder that holds only the schema is the schema': 'prisma generate --schema prisma/billing',
    'the URL pins where a URL is taken': `prisma migrate dev --url "$URL"
prisma db push --url "$URL"
prisma db pull --url mysql://host/x
prisma studio --url "$URL"`,
    'a diff of two files needs no database': `prisma migrate diff --from-empty --to-schema x.prisma --script
prisma migrate diff ${billing} --from-config-datasource --to-schema x.prisma
prisma migrate diff ${billing} --from-migrations m --to-schema x.prisma`,
    'what touches no database needs no flag': `prisma
prisma --version
prisma -v
npx prisma --help
npx prisma migrate deploy --help
npx prisma init
prisma version
prisma debug
prisma platform status
prisma mcp`,
    'what only looks like a command is none': `echo "run npx prisma migrate deploy"
printf 'prisma generate\\n'
# npx prisma migrate deploy
grep -q "prisma generate" package.json
git commit -m "npx prisma generate"
ls prisma generate
cat <<EOF
npx prisma migrate deploy
EOF`,
    'simple variables are read': `CONFIG=prisma/billing/prisma.config.ts
PRISMA="npx prisma"
export CONFIG
$PRISMA migrate deploy --config "$CONFIG"
FLAGS="--config $CONFIG"
$PRISMA migrate status $FLAGS`,
    'a loop over written values is followed': `for name in billing main; do
  npx prisma migrate deploy --config "prisma/$name/prisma.config.ts"
done`,
    'a script finds its own folder': {
      'scripts/deploy.sh': `cd "$(dirname "$0")/.."
npx prisma migrate deploy ${billing}
HERE="$(cd "$(dirname "\${BASH_SOURCE[0]}")" && pwd)"
cd "$HERE/../prisma/billing" && npx prisma migrate deploy --config prisma.config.ts
npx prisma migrate deploy --config "$GITHUB_WORKSPACE/prisma/billing/prisma.config.ts"`,
    },
    'in a container files lie elsewhere': {
      Dockerfile: `WORKDIR /app
CMD npx prisma migrate deploy --config /app/prisma/billing/prisma.config.ts
RUN npx prisma generate --schema billing/schema.prisma
WORKDIR /app/prisma
WORKDIR billing
RUN npx prisma generate --config prisma.config.ts
RUN cd /repo/prisma/main && npx prisma migrate deploy --config ./prisma.config.ts`,
    },
    'Prisma 6 is pinned by either': {
      ...prisma6,
      'deploy.sh': `prisma migrate deploy ${billingSchema}
prisma db execute --url "$URL" --file x.sql
prisma db execute ${billingSchema} --stdin
prisma db seed ${billing}
prisma studio ${billingSchema}
prisma migrate diff --from-migrations m --to-schema-datamodel x.prisma`,
    },
    'the version in the command wins': `npx prisma@6.14.0 migrate deploy ${billingSchema}
npx -y -p prisma@6 prisma migrate deploy ${billingSchema}
pnpm dlx prisma@6.14.0 migrate deploy ${billingSchema}`,
    'arguments handed to a script pin it there': {
      'package.json': '{ "scripts": { "prisma": "prisma" }, "devDependencies": { "prisma": "7.1.0" } }',
      'deploy.sh': `npm run prisma -- migrate deploy ${billing}
pnpm prisma migrate deploy ${billing}`,
    },
  },
  fails: {
    'a database command without a flag': {
      files: `npx «prisma migrate deploy»`,
      problem: /`prisma migrate deploy` does not say which database/,
      fix: /--config prisma\/billing\/prisma\.config\.ts for billing, or --config prisma\/main/,
    },
    'each command without its flag': `«prisma migrate dev»
«prisma migrate reset» --force
«prisma migrate resolve» --applied x
«prisma migrate status»
«prisma migrate diff»
«prisma db push»
«prisma db pull»
«prisma db seed»
«prisma db execute» --file x.sql
«prisma studio»
«prisma generate»
«prisma validate»
«prisma format»`,
    'a schema no longer pins a database': {
      files: `«prisma migrate deploy» ${billingSchema}
«prisma db push» ${billingSchema}`,
      problem: /--schema names the tables only/,
      fix: /^add --config prisma\/billing\/prisma\.config\.ts$/,
    },
    'seed ignores the schema': { files: `«prisma db seed» ${billingSchema}`, problem: /ignores --schema/ },
    'execute refuses the schema': {
      files: `«prisma db execute» ${billingSchema} --file x.sql`,
      problem: /refuses its --schema/,
      fix: /in place of --schema/,
    },
    'execute refuses the schema beside a config too': `«prisma db execute» ${billing} ${billingSchema}`,
    'a deploy takes no URL': '«prisma migrate deploy» --url mysql://host/x',
    'a diff whose migrations need a shadow database': {
      files: '«prisma migrate diff» --from-migrations m --to-schema x.prisma',
      problem: /--from-migrations takes its database from the default/,
    },
    'a target that does not exist': {
      files: 'prisma migrate deploy --config «prisma/biling/prisma.config.ts»',
      problem: /does not exist/,
      fix: /prisma\/billing\/prisma\.config\.ts \(billing\)/,
    },
    'a target behind an equals sign': 'prisma generate «--schema=nowhere.prisma»',
    'a target that no database owns': {
      files: { 'deploy.sh': 'prisma generate --schema «prisma/old.prisma»', 'prisma/old.prisma': 'model A {\n}\n' },
      problem: /no configured database/,
    },
    'the schema of one with the config of the other': {
      files: `prisma generate --schema «prisma/main/schema.prisma ${billing}»`,
      problem: /--schema is main’s and --config is billing’s/,
    },
    'a flag in a variable': {
      files: 'prisma migrate deploy --config «"$CONFIG"»\n«prisma migrate deploy» $FLAGS\n«prisma migrate deploy» "$@"',
      severity: 'unverifiable',
    },
    'a flag that differs by branch': {
      files: 'A=x\nif test -n "$B"; then A=y; fi\nprisma migrate deploy --config «$A»',
      severity: 'unverifiable',
    },
    'a default that the environment may change': {
      files: 'prisma migrate deploy --config «"${CONFIG:-prisma/main/prisma.config.ts}"»',
      severity: 'unverifiable',
    },
    'a whole command in a variable': {
      files: '«$PRISMA_CLI migrate» deploy\nnpx «prisma $COMMAND»',
      severity: 'unverifiable',
    },
    'through every program that runs another': `npx -y «prisma generate»
npx --no-install -- «prisma generate»
npm exec -- «prisma generate»
npm exec --workspace db -- «prisma generate»
pnpm exec «prisma generate»
pnpm dlx «prisma@7.10.0 generate»
pnpm «prisma generate»
yarn «prisma generate»
yarn run «prisma generate»
yarn dlx «prisma generate»
bunx --bun «prisma generate»
bun x «prisma generate»
bun --bun run «prisma generate»
DEBUG=1 A="b c" «prisma generate»
env DEBUG=1 «prisma generate»
cross-env DEBUG=1 «prisma generate»
dotenv -e .env -- «prisma generate»
dotenv -e .env «prisma generate»
sudo -u app «prisma generate»
time «prisma generate»
timeout 60 npx «prisma generate»
sh -c 'cd x && «prisma generate»'
bash -lc "npx «\\"prisma\\" generate»"
docker compose exec -T app npx «prisma generate»
docker run --rm -e A=b image npx «prisma generate»
kubectl exec -it pod -c app -- npx «prisma generate»
«node_modules/.bin/prisma generate»
«./node_modules/.bin/prisma generate»
node «node_modules/prisma/build/index.js generate»
doppler run -- npx «prisma generate»
concurrently "tsc -w" "npx «prisma generate»"
npx dotenv-cli -e .env -- «prisma generate»
vercel env run -- npx «prisma generate»
sst shell --stage dev npx «prisma generate»
corepack pnpm «prisma generate»
npx nx exec -- «prisma generate»
npx lerna exec -- «prisma generate»
tini -- npx «prisma generate»
dumb-init npx «prisma generate»
gosu app npx «prisma generate»
su-exec app npx «prisma generate»
dockerize -wait tcp://db:3306 npx «prisma generate»
./wait-for-it.sh -t 60 db:3306 -- npx «prisma generate»`,
    'wherever the shell may put it': `cd x && «prisma generate»
true || «prisma generate»; «prisma format» | tee log
(«prisma generate»)
{ «prisma generate»; }
if «prisma validate»; then «prisma generate»; else «prisma format»; fi
while true; do «prisma generate»; done
run() { «prisma generate»; }
echo "$(«prisma generate»)" \`«prisma format»\`
npx \\
  «prisma \\
  migrate \\
  deploy» # comment
case $1 in a) «prisma generate» ;; esac
! «prisma generate» & 
bash <<EOF
«prisma generate»
EOF`,
    'arguments that a script is handed': {
      files: {
        'package.json':
          '{ "scripts": { "prisma": "prisma", "deploy": "prisma migrate deploy --config prisma/main/prisma.config.ts" }, "devDependencies": { "prisma": "7.1.0" } }',
        'deploy.sh': 'npm run «prisma -- migrate deploy»\npnpm run «deploy --schema prisma/billing/schema.prisma»\n',
      },
    },
    'arguments that another package’s script is handed, wherever npm is told whose': {
      'tools/package.json': '{ "name": "tools", "scripts": { "prisma": "prisma" } }',
      'deploy.sh': `npm run -w tools «prisma -- migrate deploy»
npm run «prisma --workspace=tools -- migrate deploy»
npm run «prisma -w tools -- migrate deploy»
npm run prisma -w tools -- migrate deploy --config ../prisma/billing/prisma.config.ts
pnpm run -C tools «prisma migrate deploy»
`,
    },
    'a target that two databases’ files end with': {
      files: { Dockerfile: 'FROM node\nWORKDIR /app\nRUN npx prisma generate --config «prisma.config.ts»\n' },
      severity: 'unverifiable',
    },
    'a target that is nowhere in a container': {
      Dockerfile: 'FROM node\nWORKDIR /app/prisma\nRUN npx prisma generate --config «other/prisma.config.ts»\n',
    },
    'what npm keeps for itself does not pin': {
      'package.json': '{ "scripts": { "prisma": "prisma" }, "devDependencies": { "prisma": "7.1.0" } }',
      'deploy.sh': `npm run «prisma migrate deploy ${billing}»`,
    },
  },
});

describe('where an unpinned command would find a default', () => {
  testRule(prismaCommandsPinned, {
    configuration: workspaceConfiguration,
    with: workspaces,
    passes: {
      'files in folders without a package.json are no default': {},
      'a package decides the version and the folder': {
        'packages/shop/package.json':
          '{ "name": "@acme/shop", "dependencies": { "prisma": "7.1.0" }, "scripts": { "a": "prisma migrate deploy --config prisma/billing/prisma.config.ts" } }',
        'packages/db/package.json':
          '{ "name": "@acme/db", "dependencies": { "prisma": "6.1.0" }, "scripts": { "a": "prisma migrate deploy --schema database/schema.prisma" } }',
        'package.json':
          '{ "workspaces": ["packages/*"], "scripts": { "a": "pnpm -C packages/db exec prisma migrate deploy --schema database/schema.prisma" } }',
        'deploy.sh': `pnpm --filter @acme/db exec prisma migrate deploy --schema database/schema.prisma
pnpm -F ./packages/db exec prisma migrate deploy --schema=database/schema.prisma
npm exec -w @acme/db -- prisma migrate deploy --schema database/schema.prisma
yarn workspace @acme/db prisma migrate deploy --schema database/schema.prisma
cd packages/db && npx prisma migrate deploy --schema database/schema.prisma
pnpm -C packages/shop exec prisma migrate deploy --config prisma/billing/prisma.config.ts`,
      },
    },
    fails: {
      'a config at the root': {
        files: { 'prisma.config.ts': '«»export default {};' },
        problem: /unpinned prisma command in the repository’s root falls back on this file, no configured/,
        fix: /delete it/,
      },
      'a config in its own folder of a package': { 'packages/db/.config/prisma.ts': '«»export default {};' },
      'a schema where Prisma looks for one': {
        'packages/db/prisma/schema.prisma': '«»model A {\n}\n',
        'packages/shop/schema.prisma': '«»model A {\n}\n',
      },
      'the schema that a package.json of Prisma 6 names': {
        'packages/db/package.json':
          '{ "devDependencies": { "prisma": "^6.19.0" }, "prisma": { "schema": «"./database/schema.prisma"» } }',
      },
      'a workspace package runs in its own folder': `import { execSync } from 'child_process';
execSync('pnpm --filter @acme/db exec prisma migrate deploy --schema «packages/db/database/schema.prisma»');`,
    },
  });
  testRule(prismaCommandsPinned, {
    configuration: {
      databases: {
        billing: { schema: 'shop/prisma/schema.prisma', config: 'shop/prisma.config.ts', code: ['shop/billing/**'] },
        main: { schema: 'main/schema.prisma', code: ['**'] },
      },
    },
    passes: {
      'a folder of its own is no default': { 'main/schema.prisma': 'model A {\n}\n' },
      'a package of one database may hold that one’s own': { 'package.json': '{}', 'main/package.json': '{}' },
    },
    fails: {
      'a default that is a configured file says where to move it': {
        files: {
          'shop/package.json': '{}',
          'shop/prisma/schema.prisma': '«»model A {\n}\n',
          'shop/prisma.config.ts': '«»export default {};',
        },
        fix: /move it to shop\/prisma\/billing\/(?:schema\.prisma|prisma\.config\.ts)/,
      },
    },
  });
  testRule(prismaCommandsPinned, {
    configuration: { databases: { billing: { schema: 'prisma/schema.prisma', code: ['**'] } } },
    passes: { 'one database has nothing to be mistaken for': { 'prisma/schema.prisma': 'model A {\n}\n' } },
    fails: { 'its commands say which, all the same': { 'deploy.sh': 'npx «prisma migrate deploy»' } },
  });
});

describe('--fix adds the flag where the database is beyond doubt', () => {
  const edited = (path: string, text: string) => {
    const loaded = loadConfiguration(configurationFileName, JSON.stringify(workspaceConfiguration), []);
    const files = filesInMemory({ ...workspaces, [path]: text });
    const rules = [prismaCommandsPinned as unknown as Rule];
    const edits = run(files, loaded, { rules, today: '2026-11-22' }).breaches.flatMap((breach) => breach.edits ?? []);
    return edits.reduceRight(
      (done, { start, end, text: added }) => done.slice(0, start) + added + done.slice(end),
      text,
    );
  };
  const manifest = (script: string) => `{ "dependencies": { "prisma": "7.1.0" }, "scripts": { "a": "${script}" } }`;
  const config = '--config prisma/billing/prisma.config.ts';

  test.each([
    ['packages/shop/package.json', manifest('prisma migrate deploy'), manifest(`prisma migrate deploy ${config}`)],
    [
      'deploy.sh',
      'cd packages/shop; npx prisma db push --schema prisma/billing/schema.prisma',
      `cd packages/shop; npx prisma db push ${config} --schema prisma/billing/schema.prisma`,
    ],
    [
      'a.sh',
      'pnpm --filter @acme/shop exec prisma generate',
      `pnpm --filter @acme/shop exec prisma generate ${config}`,
    ],
  ])('%s', (path, before, after) => expect(edited(path, before)).toBe(after));

  test.each([
    ['a script that may run anywhere', 'a.sh', 'npx prisma migrate deploy'],
    ['the root, which every database shares', 'package.json', manifest('prisma migrate deploy')],
    ['a database without a config', 'packages/db/package.json', manifest('prisma db push')],
    ['a list of words', 'packages/shop/a.ts', 'spawn("prisma", ["db", "push"], { cwd: "packages/shop" })'],
    [
      'a flag that is refused',
      'packages/shop/package.json',
      manifest('prisma db execute --schema prisma/billing/schema.prisma'),
    ],
    ['a flag in a variable', 'packages/shop/package.json', manifest('prisma db push $FLAGS')],
  ])('and leaves alone %s', (_title, path, text) => expect(edited(path, text)).toBe(text));
});
