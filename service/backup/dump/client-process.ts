import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, writeSync } from 'node:fs';
import type { ConnectionConfig } from 'mariadb';
import { Failure } from '../../../failure.ts';
import { openNamelessFile } from '../nameless-file.ts';
import { type ClientProgram, optionsFile, optionsFileDescriptor } from './programs.ts';

const quotedCharactersMax = 2_000;

/** One of the engine's client programs at work. */
export interface ClientProcess {
  child: ChildProcess;
  /** Resolves when it has ended well; rejects with a Failure that quotes what it said where it has not. */
  ended: Promise<void>;
}

/**
 * Starts a client program without a shell, so that nothing in a name is taken for a command and no pipe hides how a
 * process ended. What it connects with is read from a file that has no name any more: neither the process list nor a
 * killed run's leavings show a password.
 */
export function startClient(program: ClientProgram, target: ConnectionConfig, words: readonly string[]): ClientProcess {
  const options = namelessFile(optionsFile(program, target));
  const child = spawn(program.path, [`--defaults-file=/dev/fd/${optionsFileDescriptor}`, ...words], {
    cwd: '/',
    // SSL_CERT_FILE: whom the client's TLS library trusts.
    env: {
      ...{ PATH: process.env['PATH'], TMPDIR: process.env['TMPDIR'], LC_ALL: 'C.UTF-8' },
      SSL_CERT_FILE: process.env['SSL_CERT_FILE'],
    },
    stdio: ['pipe', 'pipe', 'pipe', options],
  });
  closeSync(options);
  return { child, ended: endOf(child, program) };
}

function namelessFile(text: string): number {
  const file = openNamelessFile();
  // At a position, so that whoever shares the descriptor still reads from the start.
  writeSync(file, text, 0);
  return file;
}

async function endOf(child: ChildProcess, program: ClientProgram): Promise<void> {
  let said = '';
  child.stderr!.setEncoding('utf8').on('data', (text: string) => (said = (said + text).slice(-quotedCharactersMax)));
  const ended = await new Promise<string>((resolve) => {
    child.once('error', (error) => resolve(error.message));
    child.once('close', (code, signal) => resolve(signal === null ? `exit code ${code}` : signal));
  });
  if (ended === 'exit code 0') return;
  const quoted = said.trim().split('\n').slice(-6).join('\n  ');
  throw new Failure(`${program.path} ended with ${ended}${quoted === '' ? '' : `:\n  ${quoted}`}`, {
    fix: 'mend what it names, and run it again; nothing was published',
  });
}
