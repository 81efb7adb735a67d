import { parse } from 'unbash';
import { Failure } from '../../failure.ts';
import type { Fence, Page } from '../page/page.ts';

/** One command of a `run` fence, and how it has to end. */
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
    if (fence.language === 'sh') return [commandsOfScript(fence, page.path)];
    if (fence.language === 'console') return [commandsOfConsole(fence, page.path)];
    throw fault(page.path, fence.line - 1, `${fence.language} cannot be run: a fence that is run is sh or console`);
  });
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
      exitCode: Number(/^# exits (\d+)$/.exec(lines[at - 1] ?? '')?.[1] ?? 0),
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
  for (const [index, shown] of text.split('\n').entries()) {
    if (shown.startsWith('$ ')) {
      commands.push({ text: shown.slice(2), line: line + index, exitCode: 0, output: [] });
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
