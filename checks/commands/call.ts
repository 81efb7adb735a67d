import type { Packages } from './packages.ts';
import { majorOf } from './packages.ts';
import { anywhere, directoryAt, foldersOf } from './directory.ts';
import type { PlainWord } from './prisma-arguments.ts';
import type { PrismaCommand } from './read-commands.ts';
import { prismaCommandsOf } from './read-commands.ts';
import { Excerpt } from './excerpt.ts';

/** A prisma command as it will run: its scripts resolved, its folders and version known as far as they can be. */
export interface PrismaCall {
  file: string;
  program: PlainWord;
  arguments: readonly PlainWord[];
  /** The folders it may run in, the likeliest first. */
  folders: readonly string[];
  /** Whether there are no others. */
  known: boolean;
  /** The absolute folder it runs in, where that is somewhere else, such as in a container. */
  absolute?: string | undefined;
  major: number;
  /** The script's own command, where this call only adds arguments to it. */
  script?: PrismaCall | undefined;
  /** Whether a flag may be added as plain text behind a word. */
  shell: boolean;
}

/** How many scripts that call scripts are followed. */
const scriptsMax = 5;

/** What a command of a file comes to; null where it runs no prisma. */
export function callOf(file: string, command: PrismaCommand, packages: Packages, depth = 0): PrismaCall | null {
  const folder = command.workspace === undefined ? undefined : packages.workspace(command.workspace);
  const directory =
    folder !== undefined ? directoryAt(folder) : command.workspace === undefined ? command.directory : anywhere;
  const folders = foldersOf(directory, file);
  const call: PrismaCall = {
    ...{ file, program: command.program, arguments: command.arguments, folders, shell: command.shell },
    ...{ known: directory.base !== null, absolute: directory.absolute },
    major: majorOf(command.version ?? '') ?? packages.prismaMajor(folders[0] ?? ''),
  };
  if (command.kind !== 'script') return call;
  const script = scriptOf(folders, command.program.text, packages);
  if (script === null) return command.program.text === 'prisma' ? call : null;
  return depth < scriptsMax ? throughScript(call, script, packages, depth) : null;
}

function scriptOf(
  folders: readonly string[],
  name: string,
  packages: Packages,
): { folder: string; text: string } | null {
  for (const at of folders) {
    const folder = packages.folderOf(at);
    const text = folder === undefined ? undefined : packages.script(folder, name);
    if (folder !== undefined && text !== undefined) return { folder, text };
  }
  return null;
}

/** Arguments of a script are put behind its last command. */
function throughScript(
  outer: PrismaCall,
  script: { folder: string; text: string },
  packages: Packages,
  depth: number,
): PrismaCall | null {
  const last = prismaCommandsOf({ script: new Excerpt(script.text), directory: directoryAt(script.folder) }).at(-1);
  if (last === undefined || !script.text.trimEnd().endsWith(endOf(last, script.text))) return null;
  const place = { start: outer.program.start, end: outer.arguments.at(-1)?.end ?? outer.program.end };
  const moved = {
    ...last,
    arguments: last.arguments.map((word) => ({ ...word, ...place })),
    program: { ...last.program, ...place },
  };
  const inner = callOf(outer.file, moved, packages, depth + 1);
  if (inner === null) return null;
  return { ...inner, arguments: [...inner.arguments, ...outer.arguments], script: inner, shell: false };
}

function endOf(command: PrismaCommand, text: string): string {
  const word = command.arguments.at(-1) ?? command.program;
  return text.slice(word.start, word.end);
}
