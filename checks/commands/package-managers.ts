import type { Word } from './command.ts';
import type { Excerpt } from './excerpt.ts';

/** What `npx`, `npm run`, `pnpm --filter x exec` and their like run. */
export type PackageRun = { workspace?: string | undefined; folder?: string | undefined } & (
  | { kind: 'command'; words: readonly Word[]; version?: string | undefined }
  | { kind: 'script'; name: Word; arguments: readonly Word[] }
  | { kind: 'shell'; script: Excerpt }
);

interface Manager {
  /** Options with a value, which say nothing about where or what is run. */
  valued: readonly string[];
  workspace: readonly string[];
  folder: readonly string[];
  /** Subcommands that run a package's program, or fetch one and run it. */
  execute: readonly string[];
  run: readonly string[];
  /** Subcommands that only say where the next one runs. */
  passedOver?: readonly string[];
  /** Whether a name that is no subcommand is that of a script or program. */
  bare: boolean;
}

const npm: Manager = {
  valued: ['--loglevel', '--registry', '--cache', '--userconfig'],
  workspace: ['-w', '--workspace'],
  folder: ['--prefix', '-C'],
  execute: ['exec', 'x'],
  run: ['run', 'run-script', 'rum', 'urn'],
  bare: false,
};

const managers: ReadonlyMap<string, Manager> = new Map([
  ['npm', npm],
  [
    'pnpm',
    {
      ...{ valued: ['--reporter', '--loglevel', '--workspace-concurrency', '--filter-prod'], bare: true },
      ...{ workspace: ['-F', '--filter'], folder: ['-C', '--dir', '--prefix'] },
      ...{ execute: ['exec', 'dlx'], run: ['run', 'run-script'] },
    },
  ],
  [
    'yarn',
    {
      ...{ valued: ['--cache-folder', '--modules-folder', '--include', '--exclude', '--from'], bare: true },
      ...{ workspace: ['workspace'], folder: ['--cwd'], execute: ['exec', 'dlx'], run: ['run'] },
      passedOver: ['workspaces', 'foreach'],
    },
  ],
  [
    'bun',
    {
      ...{ valued: ['--env-file', '-c', '--config'], bare: true },
      ...{ workspace: ['--filter', '-F'], folder: ['--cwd'], execute: ['x'], run: ['run'] },
    },
  ],
]);

const packageOptions = ['-p', '--package'];

/** Reads a package manager's command. Null where the program is none, or runs nothing. */
export function packageRun(program: string, words: readonly Word[]): PackageRun | null {
  if (/^(?:npx|pnpx|bunx)$/.test(program)) return executed(words, 1, npm);
  const manager = managers.get(program);
  if (manager === undefined) return null;
  const found: { workspace?: string | undefined; folder?: string | undefined } = {};
  for (let at = 1; at < words.length; at += 1) {
    const { text, literal } = words[at]!;
    const [option, value] = split(text);
    const given = value ?? words[at + 1]?.text;
    if (manager.workspace.includes(option)) {
      found.workspace = literal ? given : undefined;
      if (value === undefined) at += 1;
    } else if (manager.folder.includes(option)) {
      found.folder = given;
      if (value === undefined) at += 1;
    } else if (manager.valued.includes(text)) {
      at += 1;
    } else if (!text.startsWith('-') && !manager.passedOver?.includes(text)) {
      if (manager.execute.includes(text)) return merged(found, executed(words, at + 1, manager));
      if (manager.run.includes(text)) return merged(found, scriptRun(words, at + 1, manager));
      return manager.bare ? merged(found, scriptRun(words, at, manager)) : null;
    }
  }
  return null;
}

function merged(where: { workspace?: string | undefined; folder?: string | undefined }, run: PackageRun | null) {
  return run === null
    ? null
    : { ...run, workspace: run.workspace ?? where.workspace, folder: run.folder ?? where.folder };
}

/** `npx -y -p prisma@6 prisma …`, `npm exec -w db -- prisma …`, `npx -c "prisma …"`. */
function executed(words: readonly Word[], from: number, manager: Manager): PackageRun | null {
  const where: { workspace?: string; folder?: string } = {};
  let version: string | undefined;
  for (let at = from; at < words.length; at += 1) {
    const { text } = words[at]!;
    const [option, value] = split(text);
    const given = value ?? words[at + 1]?.text ?? '';
    const isValue = value === undefined ? 1 : 0;
    if (text === '--') {
      return { kind: 'command', words: words.slice(at + 1), version, ...where };
    } else if (packageOptions.includes(option)) {
      version = /^prisma@(.+)$/.exec(given)?.[1] ?? version;
      at += isValue;
    } else if (option === '-c' || option === '--call') {
      const script = words[at + 1]?.inner;
      return script === undefined ? null : { kind: 'shell', script, ...where };
    } else if (manager.workspace.includes(option) && option.startsWith('-')) {
      where.workspace = given;
      at += isValue;
    } else if (manager.folder.includes(option)) {
      where.folder = given;
      at += isValue;
    } else if (!text.startsWith('-')) {
      return { kind: 'command', words: words.slice(at), version, ...where };
    }
  }
  return null;
}

/** A script and what is handed on to it: npm keeps options before `--`, others those before the name. */
function scriptRun(words: readonly Word[], from: number, manager: Manager): PackageRun | null {
  const where: { workspace?: string | undefined; folder?: string | undefined } = {};
  const own: Word[] = [];
  let at = from;
  for (; at < words.length && (words[at]!.text !== '--' || own.length === 0); at += 1) {
    const [option, value] = split(words[at]!.text);
    if (!option.startsWith('-') || (manager !== npm && own.length > 0)) {
      own.push(words[at]!);
      continue;
    }
    const given = value ?? words[at + 1]?.text;
    if (manager.workspace.includes(option)) where.workspace = given;
    else if (manager.folder.includes(option)) where.folder = given;
    else if (!manager.valued.includes(option)) continue;
    if (value === undefined) at += 1;
  }
  const [name, ...kept] = own;
  if (name === undefined || !name.literal) return null;
  return { kind: 'script', name, arguments: [...kept, ...words.slice(at + 1)], ...where };
}

function split(text: string): [string, string | undefined] {
  const at = text.indexOf('=');
  return text.startsWith('-') && at > 0 ? [text.slice(0, at), text.slice(at + 1)] : [text, undefined];
}
