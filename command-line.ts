import module from 'node:module';
import { inspect } from 'node:util';
import { Command, CommanderError } from 'commander';
import { type Note, takeNotes } from './evidence-note.ts';
import { exitCode, Failure } from './failure.ts';

/** Commands by name. A command's name is its file's name, and its module is loaded only when it is called. */
export type CommandTable = Readonly<Record<string, { summary: string; load: () => Promise<{ command: Command }> }>>;

export interface CommandLine {
  description: string;
  version: string;
  commands: CommandTable;
  /** Follows the message about words that were not understood. */
  hint: string;
  /** Makes records of what commands did; where it is not given, none are made. Throws a Failure where it cannot. */
  keepEvidence?: (notes: readonly Note[]) => Promise<void>;
}

/**
 * Runs the command that the words name, makes records of what it did, and returns the exit code: where it could not be
 * recorded that all went well, not all did. Anything that is thrown is a bug.
 */
export async function runCommandLine(line: CommandLine, words: readonly string[]): Promise<number> {
  const ended = await runCommand(line, words);
  const notes = takeNotes();
  // Wrong use is no work.
  if (notes.length === 0 || ended === exitCode.wrongUse || line.keepEvidence === undefined) return ended;
  try {
    await line.keepEvidence(notes);
    return ended;
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    const failed = say(error);
    return ended === exitCode.done ? failed : ended;
  }
}

async function runCommand(line: CommandLine, words: readonly string[]): Promise<number> {
  // Absent before Node 22: what a command loads is then compiled each time.
  (module as Partial<typeof module>).enableCompileCache?.();
  reportJobAtTheEnd();
  const program = new Command('bulkhead')
    .description(line.description)
    .configureHelp({ showGlobalOptions: false })
    .version(line.version)
    .helpCommand(false)
    .showHelpAfterError(line.hint)
    .exitOverride();
  const called = words.find((word) => !word.startsWith('-'));
  for (const [name, { summary, load }] of Object.entries(line.commands)) {
    const command = name === called ? (await load()).command : new Command();
    program.addCommand(command.name(name).summary(summary));
    inheritSettings(command, program);
  }
  if (words.length === 0) {
    program.outputHelp();
    return exitCode.wrongUse;
  }
  try {
    await program.parseAsync([...words], { from: 'user' });
    return typeof process.exitCode === 'number' ? process.exitCode : exitCode.done;
  } catch (error) {
    // Commander has printed its own message by now; its exit codes for wrong use are all 1.
    if (error instanceof CommanderError) return error.exitCode === 0 ? exitCode.done : exitCode.wrongUse;
    if (error instanceof Failure) return say(error);
    throw error;
  }
}

function say(failure: Failure): number {
  process.stderr.write(`bulkhead: ${failure.message}\n  fix: ${failure.fix}\n`);
  return failure.exitCode;
}

/** To commands below a command as well: commander copies them only to those that are made later. */
function inheritSettings(command: Command, parent: Command): void {
  command.copyInheritedSettings(parent);
  for (const below of command.commands) inheritSettings(below, command);
}

/**
 * A scheduler's task is judged by its log: where BULKHEAD_JOB is set, the last line on stderr says as JSON how the job
 * ended, also after a Failure and after a crash. Killed, it says nothing, and so it counts as not done.
 */
function reportJobAtTheEnd(): void {
  const { BULKHEAD_JOB: job, BULKHEAD_CLASS: databaseClass } = process.env;
  if (job === undefined || job === '') return;
  // Node itself would print a crash after everything else.
  process.once('uncaughtException', (error) => {
    process.stderr.write(`${inspect(error)}\n`);
    process.exit(exitCode.failed);
  });
  process.once('exit', (code) => {
    const ended = Number(process.exitCode ?? code);
    // Since the process began, to the tenth.
    const seconds = Math.round(performance.now() / 100) / 10;
    process.stderr.write(`${JSON.stringify({ job, class: databaseClass, exitCode: ended, seconds })}\n`);
  });
}
