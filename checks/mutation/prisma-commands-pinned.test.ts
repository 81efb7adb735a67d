import { describe } from 'vitest';
import { type Mutation, putBehind, testMutations } from '../testing/mutation.ts';
import { places } from './command-places.ts';

const rule = 'prisma-commands-pinned';
const config = '--config prisma/billing/prisma.config.ts';
const schema = '--schema prisma/billing/schema.prisma';

/** Each class of subcommand as Prisma 7 takes it: without its flag, or with one that does not pin it. */
const seven: Record<string, string> = {
  'a database command without a flag': `«prisma migrate deploy»‹⇒ ${config}›`,
  'a database command with its schema alone': `«prisma migrate deploy» ${schema}‹⇒ ${config}›`,
  'a database command that takes a URL, without one': `«prisma db push»‹⇒ --url mysql://host/form›`,
  'a diff of migrations': `«prisma migrate diff» --from-migrations a --to-schema b.prisma‹⇒ ${config}›`,
  'a seed with its schema, which is ignored': `«prisma db seed» ${schema}‹⇒ ${config}›`,
  'an execute with its schema, which is refused': `«prisma db execute» --file x.sql ‹${schema}⇒${config}›`,
  'a studio with its schema, which is refused': `«prisma studio» ‹${schema}⇒${config}›`,
  'a generate without a flag': `«prisma generate»‹⇒ ${schema}›`,
};

/** The same for Prisma 6. */
const six: Record<string, string> = {
  'a database command without a flag': `«prisma migrate deploy»‹⇒ ${schema}›`,
  'a diff without sides': '«prisma migrate diff»‹⇒ --from-empty --to-schema-datamodel b.prisma›',
  'a seed with its schema, which is ignored': `«prisma db seed» ${schema}‹⇒ ${config}›`,
  'an execute without a flag': `«prisma db execute» --file x.sql‹⇒ ${schema}›`,
  'a studio without a flag': `«prisma studio»‹⇒ ${schema}›`,
  'a generate without a flag': `«prisma generate»‹⇒ ${config}›`,
};

const inShell = (commands: Record<string, string>, rest: Omit<Mutation, 'files'> = {}) =>
  Object.fromEntries(
    Object.entries(commands).map(([title, command]) => [title, { files: { 'form.sh': `${command}\n` }, ...rest }]),
  );

describe.each(Object.entries(places))('%s has', (_place, write) => {
  const table = (commands: Record<string, string>, version: string, rest: Omit<Mutation, 'files'>) =>
    Object.fromEntries(
      Object.entries(commands).map(([title, command]) => [`${title}, ${version}`, { files: write(command), ...rest }]),
    );
  testMutations(rule, table(seven, 'of Prisma 7', {}));
  testMutations(rule, table(six, 'of Prisma 6', { prisma: 6 }));
});

describe('without a flag does not say which database it means', () => {
  const subcommands = [
    ...['migrate dev', 'migrate deploy', 'migrate reset', 'migrate resolve', 'migrate status', 'db push', 'db pull'],
    ...['db seed', 'db execute', 'studio', 'generate', 'validate', 'format'],
  ];
  const commands = Object.fromEntries(subcommands.map((words) => [words, `«prisma ${words}»‹⇒ ${config}›`]));
  testMutations(rule, inShell(commands));
  testMutations(
    rule,
    Object.fromEntries(Object.entries(inShell(commands, { prisma: 6 })).map(([title, row]) => [`${title} of 6`, row])),
  );
});

describe('is understood as a prisma command', () => {
  const command = `«prisma migrate deploy»‹⇒ ${config}›`;
  const ways = [
    ...['npx C', 'npx -y C', 'npm exec -- C', 'pnpm exec C', 'pnpm C', 'pnpm dlx C', 'yarn C', 'yarn run C', 'bunx C'],
    ...['dotenv -e .env -- C', 'DEBUG=1 C', 'env DEBUG=1 C', 'cross-env A=1 C', 'sudo C', 'time C', 'true | C'],
    ...['sh -c "C"', "bash -lc 'set -e && C'", 'docker compose exec app npx C', 'true && C', 'false || C', 'true; C'],
    ...['C | tee log', '(C)', 'if true; then C; fi', 'echo "$(C)"', 'C & wait', 'C # prisma generate --config x'],
  ];
  testMutations(rule, inShell(Object.fromEntries(ways.map((way) => [way, way.replace('C', () => command)]))));
  testMutations(rule, {
    ...inShell({
      'a linked program': `«node_modules/.bin/prisma migrate deploy»‹⇒ ${config}›`,
      'a version of 6 in the command': `npx «prisma@6.14.0 migrate deploy»‹⇒ ${schema}›`,
      'a continued line': `npx \\\n  «prisma \\\n  migrate deploy»‹⇒ \\\n  ${config}›`,
      'a script that is handed the command': `npm run «prisma -- migrate reset»‹⇒ ${config}›`,
    }),
    ...inShell({ 'a version of 7 in the command': `npx «prisma@7.1.0 db push» ${schema}‹⇒ ${config}›` }, { prisma: 6 }),
    'a script of another package': {
      files: {
        'tools/package.json': '{ "name": "tools", "scripts": { "prisma": "prisma" } }',
        'form.sh': `npm run -w tools «prisma -- generate»‹⇒ --config ../prisma/billing/prisma.config.ts›\n`,
      },
    },
  });
});

describe('a flag does not help whose value', () => {
  testMutations(
    rule,
    inShell({
      'does not exist': 'prisma generate --schema «prisma/biling/schema.prisma⇒prisma/billing/schema.prisma»',
      'does not exist, behind an equals sign': `prisma db push «--config=no.config.ts⇒${config}»`,
      'is the other’s beside one of its own': `prisma generate --schema «prisma/main/schema.prisma ${config}⇒prisma/billing/schema.prisma ${config}»`,
    }),
  );
  testMutations(rule, {
    'is no configured database’s': {
      files: {
        'form.sh': 'prisma generate --schema «prisma/old/schema.prisma⇒prisma/main/schema.prisma»\n',
        'prisma/old/schema.prisma': 'model Old {\n  id Int @id\n}\n',
      },
    },
  });
  testMutations(
    rule,
    inShell(
      {
        'is a variable': 'prisma migrate deploy --config «"$1"⇒prisma/main/prisma.config.ts»',
        'is a variable that the environment may set': `prisma migrate deploy --config «"\${CONFIG:-x}"⇒"prisma/main/prisma.config.ts"»`,
        'stands in a variable with its flag': `«prisma migrate deploy» ‹$FLAGS⇒${config}›`,
        'follows a program in a variable': `«$PRISMA migrate⇒prisma migrate» deploy ${config}`,
      },
      { severity: 'unverifiable' },
    ),
  );
});

describe('an unpinned command would fall back on', () => {
  const moved = (path: string, text: string): Mutation => ({ files: { [`‹${path}⇒old/place/${path}›`]: `«»${text}` } });
  const config = 'export default { datasource: { url: process.env.OLD_DATABASE_URL } };\n';
  const schema = 'model Old {\n  id Int @id\n}\n';
  testMutations(rule, {
    'prisma.config.ts in the root': moved('prisma.config.ts', config),
    'prisma.config.mjs in the root': moved('prisma.config.mjs', config),
    '.config/prisma.ts in the root': moved('.config/prisma.ts', config),
    'schema.prisma in the root': moved('schema.prisma', schema),
    'prisma/schema.prisma in the root': moved('prisma/schema.prisma', schema),
    'prisma.schema of a package.json of Prisma 6': {
      files: putBehind('"prisma": {', 'package.json', '\n    "‹schema⇒title›": «"prisma/main/schema.prisma"»,'),
      prisma: 6,
    },
  });
});
