import { parse } from 'unbash';
import { Failure } from '../../failure.ts';
import type { Fence, Page } from './page.ts';

/** One command of a fence, and how it has to end. */
export interface PageCommand {
  text: string;
  /** In the page's file. */
  line: number;
  exitCode: number;
  /** What it has to print, where the page shows it: a line for each, with `…` for what may be anything. */
  output: readonly string[] | undefined;
}

/** The commands of a page's `run` fences, fence by fence. Throws a Failure that names the line where there is a fault. */
export function commandsOf(page: Page): PageCommand[][] {
  return page.steps.flatMap(({ fence }) => {
    if (fence?.kind !== 'run') return [];
    const commands = commandsOfFence(fence, page.path);
    if (commands !== undefined) return [commands];
    throw fault(page.path, fence.line - 1, `${fence.language} cannot be run: a fence that is run is sh or console`);
  });
}

/** The commands of one fence, whatever its kind; undefined where its language has none. Throws as commandsOf() does. */
export function commandsOfFence(fence: Fence, path: string): PageCommand[] | undefined {
  if (fence.language === 'sh') return commandsOfScript(fence, path);
  if (fence.language === 'console') return commandsOfConsole(fence, path);
  return undefined;
}

/** What a line above a command says it ends with; 0 where it is no such line. */
function codeIn(lineAbove = ''): number {
  return Number(/^# exits (\d+)$/.exec(lineAbove)?.[1] ?? 0);
}

function commandsOfScript({ text, line }: Fence, path: string): PageCommand[] {
  const lines = text.split('\n');
  const script = parse(text);
  if (script.errors !== undefined) throw fault(path, line, `bash does not read it: ${script.errors[0]!.message}`);
  const commands = script.commands.map((command) => {
    const at = lineOf(command.pos, text);
    return {
      text: text.slice(command.pos, command.end),
      line: line + at,
      exitCode: codeIn(lines[at - 1]),
      output: undefined,
    };
  });
  if (commands.length === 0) throw fault(path, line, 'there is no command in it');
  return commands;
}

function lineOf(pos: number, text: string): number {
  return text.slice(0, pos).split('\n').length - 1;
}

function commandsOfConsole({ text, line }: Fence, path: string): PageCommand[] {
  const commands: (PageCommand & { output: string[] })[] = [];
  const lines = text.split('\n');
  const isCommand = (shown = '') => shown.startsWith('$ ');
  for (const [index, shown] of lines.entries()) {
    if (isCommand(shown)) {
      commands.push({ text: shown.slice(2), line: line + index, exitCode: codeIn(lines[index - 1]), output: [] });
    } else if (shown.startsWith('# exits ') && isCommand(lines[index + 1])) {
      // Said of the command below it, not printed by the one above it.
      continue;
    } else if (commands.length === 0) {
      throw fault(path, line + index, 'output without a command: a command begins with “$ ”');
    } else {
      commands.at(-1)!.output.push(shown);
    }
  }
  return commands;
}

function fault(path: string, line: number, problem: string): Failure {
  return new Failure(`${path}:${line}: ${problem}`, { fix: 'see how the other pages write it' });
}
