import { callOf } from '../commands/call.ts';
import { defaultFileBreach, defaultSchemaBreach, isDefaultFile } from '../commands/default-files.ts';
import { Packages } from '../commands/packages.ts';
import { at, looseJsonTree } from '../syntax/json.ts';
import { holdsCommands } from '../commands/places.ts';
import { type PrismaCommand, prismaCommandsIn } from '../commands/read-commands.ts';
import { verdictOf } from '../commands/verdict.ts';
import { isScript } from '../repository/source.ts';
import type { Repository } from '../repository/repository.ts';
import type { Breach, Rule } from '../rule.ts';

interface CommandFacts {
  commands: readonly PrismaCommand[];
  /** Where a package.json names the schema that Prisma falls back on. */
  schema?: { start: number; end: number } | undefined;
}

/** Every prisma command says which database it means, and there is nothing it could fall back on if it did not. */
export const prismaCommandsPinned: Rule<CommandFacts> = {
  id: 'prisma-commands-pinned',
  why: 'A prisma command without its flag takes whatever default it finds, and migrates or resets the wrong database.',
  reads: (path) => holdsCommands(path) || isDefaultFile(path),
  mentions(text, path) {
    if (isDefaultFile(path)) return true;
    return isScript(path) ? /\bprisma\b/.test(text) && starts.test(text) : /prisma/i.test(text) || handsOn.test(text);
  },
  extract(source) {
    const commands = isDefaultFile(source.path) ? [] : prismaCommandsIn(source);
    const schema = source.path.endsWith('package.json') ? defaultSchemaIn(source.text) : undefined;
    return commands.length > 0 || schema !== undefined || isDefaultFile(source.path) ? { commands, schema } : null;
  },
  *judge(facts, repository) {
    const packages = new Packages(repository);
    for (const [file, { commands, schema }] of facts) {
      const breaches = new Map<string, Breach>();
      for (const breach of breachesIn(file, commands, repository, packages)) {
        breaches.set(`${breach.start} ${breach.end} ${breach.problem}`, breach);
      }
      yield* breaches.values();
      const trap = isDefaultFile(file) ? defaultFileBreach(file, repository, packages) : null;
      if (trap !== null) yield trap;
      const named = schema === undefined ? null : defaultSchemaBreach({ file, ...schema }, repository, packages);
      if (named !== null) yield named;
    }
  },
};

/** What starts a program, in TypeScript and JavaScript. */
const starts =
  /\b(?:exec|execSync|execFile\w*|execa\w*|execAsync|execP\w*|spawn\w*|fork|child_process|shelljs)\b|\$(?:\.\w+)?[`(]|['"`](?:npx|pnpx|bunx|npm|pnpm|yarn|bun)(?:\.cmd)?['"`],\s{0,80}\[/;
/** A package's script that is handed arguments, which may be prisma's. */
const handsOn =
  /\b(?:npm|pnpm|yarn|bun)\s[^\n]{0,200}?(?:\s--(?:config|schema|url)\b|\b(?:generate|validate|format|studio|migrate|db)\s)/;

function* breachesIn(
  file: string,
  commands: readonly PrismaCommand[],
  repository: Repository,
  packages: Packages,
): Iterable<Breach> {
  for (const command of commands) {
    if (command.kind === 'unknown') {
      yield variableProgram(file, command);
      continue;
    }
    const call = callOf(file, command, packages);
    const breach = call === null ? null : verdictOf(call, repository);
    if (breach === null) continue;
    const inScript = call?.script === undefined ? null : verdictOf(call.script, repository);
    if (inScript?.problem !== breach.problem) yield breach;
  }
}

function variableProgram(file: string, { program, arguments: words }: PrismaCommand): Breach {
  return {
    ...{ file, start: program.start, end: words[0]?.end ?? program.end, severity: 'unverifiable' },
    problem: `${program.text} may run prisma, and the text does not say with which flags`,
    fix: 'write the command out, or assign the variable once, as plain text, in the same file',
  };
}

function defaultSchemaIn(text: string): CommandFacts['schema'] {
  const tree = looseJsonTree(text);
  const node = tree === undefined ? undefined : at(tree, 'prisma', 'schema');
  return node === undefined ? undefined : { start: node.offset, end: node.offset + node.length };
}
