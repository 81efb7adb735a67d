import type { Source } from '../repository/source.ts';
import { withinStack } from '../syntax/nesting.ts';
import type { Place } from './command.ts';
import type { Directory } from './directory.ts';
import { type Launch, launchesOf } from './launch.ts';
import { placesIn } from './places.ts';
import { type PlainWord, prismaArguments } from './prisma-arguments.ts';
import { commandGroups, commandNames } from './prisma-flags.ts';
import { commandsOf } from './shell.ts';

/** A command that runs Prisma, or may. JSON. */
export interface PrismaCommand {
  /** `script`: `program` is a package's script, with arguments of its own; `unknown`: a variable holds the program. */
  kind: 'prisma' | 'script' | 'unknown';
  program: PlainWord;
  arguments: readonly PlainWord[];
  /** The version the command itself asks for: `prisma@6.14.0`. */
  version?: string | undefined;
  directory: Directory;
  workspace?: string | undefined;
  /** A program nobody knows is given the command. */
  handedOn?: boolean;
  /** Whether a flag can be put behind a word as plain text: in shell, not in a list of strings. */
  shell: boolean;
}

/** Command lines within command lines (`sh -c "bash -c …"`) are followed this deep. */
const depthMax = 6;

/** Every command in a file that runs Prisma or hands arguments on to a script that may. Throws a SyntaxFault. */
export function prismaCommandsIn(source: Source): PrismaCommand[] {
  return placesIn(source).flatMap((place) => {
    const commands = withinStack(() => prismaCommandsOf(place));
    return place.loose === true ? commands.filter(isNothingElse) : commands;
  });
}

/** The same of one place. */
export function prismaCommandsOf(place: Place, depth = 0): PrismaCommand[] {
  if (depth > depthMax) return [];
  return commandsOf(place)
    .flatMap(launchesOf)
    .flatMap((launch) =>
      launch.kind === 'shell'
        ? prismaCommandsOf({ ...place, script: launch.script, directory: launch.directory }, depth + 1).map(
            (command) => ({
              ...command,
              workspace: command.workspace ?? launch.workspace,
            }),
          )
        : commandOf(launch, !Array.isArray(place.script)),
    );
}

function commandOf(launch: Exclude<Launch, { kind: 'shell' }>, shell: boolean): PrismaCommand[] {
  const { kind, directory, workspace } = launch;
  const common = {
    directory,
    workspace,
    shell,
    program: plain(launch.program),
    arguments: launch.arguments.map(plain),
  };
  switch (kind) {
    case 'prisma':
      return [{ kind, ...common, version: launch.version, ...(launch.handedOn === true && { handedOn: true }) }];
    case 'script':
      return launch.program.text === 'prisma' || common.arguments.length > 0 ? [{ kind, ...common }] : [];
    case 'unknown': {
      const first = common.arguments[0]?.text ?? '';
      return commandNames.has(first) || commandGroups.includes(first) ? [{ kind, ...common }] : [];
    }
  }
}

/** In a text that may be prose, `prisma generate fails because` is no command. */
function isNothingElse(command: PrismaCommand): boolean {
  if (command.handedOn === true) return false;
  const { command: name, others } = prismaArguments(command.program, command.arguments);
  if (command.kind === 'script' && command.program.text !== 'prisma') return true;
  return name !== undefined && commandNames.has(name) && others.length === 0;
}

function plain({ text, literal, start, end }: PlainWord): PlainWord {
  return { text, literal, start, end };
}
