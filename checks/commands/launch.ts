import type { Command, Word } from './command.ts';
import { anywhere, changed, type Directory } from './directory.ts';
import type { Excerpt } from './excerpt.ts';
import { handedOn } from './handed-on.ts';
import { packageRun } from './package-managers.ts';
import { isPrisma, isPrismaFile, versionAsked } from './prisma-program.ts';
import { type Runner, runners, shellArguments, shellOptions } from './runners.ts';

/** What a command comes to once every program that merely runs another is taken off. */
export type Launch =
  | (Where & PrismaLaunch)
  | (Where & { kind: 'script'; program: Word; arguments: readonly Word[] })
  | (Where & { kind: 'shell'; script: Excerpt })
  | (Where & { kind: 'unknown'; program: Word; arguments: readonly Word[] });

interface PrismaLaunch {
  kind: 'prisma';
  program: Word;
  arguments: readonly Word[];
  version?: string | undefined;
  /** A program nobody knows is given the command, which in prose may be the beginning of a sentence. */
  handedOn?: boolean;
}

interface Where {
  directory: Directory;
  /** The workspace package it runs in, by name or folder, where the command names one. */
  workspace?: string | undefined;
}

/** What runs a file of JavaScript. */
const interpreters = new Set(['node', 'bun', 'tsx']);

/** How many runners within runners are taken off. */
const runnersMax = 12;

/** What a command launches. Empty for everything that has nothing to do with Prisma or with a package's scripts. */
export function launchesOf(command: Command): Launch[] {
  let { words } = command;
  let where: Where = { directory: command.directory };
  for (let taken = 0; taken < runnersMax; taken += 1) {
    const [program] = words;
    if (program === undefined) return [];
    const name = programName(program.text);
    if (!program.literal && !isPrismaFile(program.text))
      return mayBePrisma(program) ? [{ ...where, kind: 'unknown', program, arguments: words.slice(1) }] : [];
    const version = versionAsked(name);
    if (isPrisma(program.text) || version !== undefined) {
      return [{ ...where, kind: 'prisma', program, arguments: words.slice(1), version }];
    }
    if (interpreters.has(name)) {
      const at = words.findIndex(({ text }) => isPrismaFile(text));
      if (at !== -1) return [{ ...where, kind: 'prisma', program: words[at]!, arguments: words.slice(at + 1) }];
    }
    const scripts = shellScripts(name, words);
    if (scripts.length > 0) return scripts.map((script) => ({ ...where, kind: 'shell', script }));
    const run = packageRun(name, words);
    if (run !== null) {
      where = {
        directory: run.folder === undefined ? where.directory : changed(where.directory, run.folder),
        workspace: run.workspace ?? where.workspace,
      };
      if (run.kind === 'shell') return [{ ...where, kind: 'shell', script: run.script }];
      if (run.kind === 'script') return [{ ...where, kind: 'script', program: run.name, arguments: run.arguments }];
      const [first, ...rest] = run.words;
      if (run.version !== undefined && first?.text === 'prisma') {
        return [{ ...where, kind: 'prisma', program: first, arguments: rest, version: run.version }];
      }
      words = run.words;
      continue;
    }
    const runner = runners.get(name);
    const behind = /^\w+=/.test(name) ? words.slice(1) : runner === undefined ? null : commandBehind(words, runner);
    if (behind === null) {
      const [given, ...rest] = (runner === undefined ? handedOn(name, words) : null) ?? [];
      return given === undefined ? [] : [{ ...where, kind: 'prisma', program: given, arguments: rest, handedOn: true }];
    }
    if (runner?.elsewhere === true) where = { directory: anywhere };
    words = behind;
  }
  return [];
}

function programName(text: string): string {
  const name = text.slice(text.lastIndexOf('/', text.indexOf('@') > 0 ? text.indexOf('@') : text.length) + 1);
  return name.replace(/\.(?:cmd|exe)$/, '');
}

function mayBePrisma(program: Word): boolean {
  return /^[$(`{}"'\w./\s-]*prisma/i.test(program.text);
}

function shellScripts(name: string, words: readonly Word[]): Excerpt[] {
  const option = shellOptions.get(name);
  if (option !== undefined) {
    const at = words.findIndex(({ text }) => option.test(text));
    const script = words[at + 1];
    return at === -1 || script === undefined ? [] : [script.inner];
  }
  if (!shellArguments.has(name)) return [];
  return words.slice(1).flatMap(({ text, inner }) => (/\s/.test(text) ? [inner] : []));
}

/** The command that a runner runs; null where it runs none. */
function commandBehind(words: readonly Word[], runner: Runner): readonly Word[] | null {
  const { valued = [], subcommands, positionals = 0, afterDashes = false } = runner;
  const plain: number[] = [];
  let at = 1;
  const wanted = () => subcommands?.find((names) => names.every((name, index) => words[plain[index]!]?.text === name));
  for (; at < words.length; at += 1) {
    const { text } = words[at]!;
    if (text === '--') {
      if (subcommands !== undefined && wanted() === undefined) return null;
      return words.slice(at + 1);
    }
    if (text.startsWith('-')) {
      if (valued.includes(text)) at += 1;
    } else if (!/^\w+=/.test(text) || plain.length < (subcommands?.[0]?.length ?? 0)) {
      const complete = subcommands === undefined ? 0 : wanted()?.length;
      if (!afterDashes && complete !== undefined && plain.length >= complete + positionals) return words.slice(at);
      plain.push(at);
    }
  }
  return null;
}
