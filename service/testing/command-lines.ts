import { execFile, type ExecFileOptions } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';

/** How one command line ended. */
export interface LineEnd {
  exitCode: number;
  stdout: string;
  stderr: string;
}

/** Runs bulkhead.ts once for each line: as a module of another name it begins anew, but what it loads is there. */
const program = `
  const [folder, lines] = process.argv.slice(1);
  const ends = [];
  const write = { stdout: process.stdout.write, stderr: process.stderr.write };
  for (const [index, words] of JSON.parse(lines).entries()) {
    const end = { stdout: '', stderr: '' };
    for (const name of Object.keys(write)) process[name].write = (text) => ((end[name] += text), true);
    process.argv = [process.argv[0], folder + '/bulkhead.ts', ...words];
    process.exitCode = undefined;
    await import('file://' + folder + '/bulkhead.ts?line=' + index);
    ends.push({ exitCode: process.exitCode, ...end });
  }
  process.exitCode = 0;
  Object.assign(process.stdout, { write: write.stdout }).write(JSON.stringify(ends));`;

/** Of this repository, unless `folder` says where another Bulkhead lies; `node` starts it. */
interface Place extends ExecFileOptions {
  folder?: string;
  node?: string;
}

/**
 * Runs many command lines one after another in one process, on the pinned Node: starting a process for each costs more
 * than they do. For those that only read, such as help and wrong use.
 */
export async function runLines(lines: readonly (readonly string[])[], place: Place = {}): Promise<LineEnd[]> {
  const {
    folder = join(import.meta.dirname, '../..'),
    node = join(folder, 'node_modules/.bin/node'),
    ...options
  } = place;
  const words = ['--input-type=module', '--eval', program, folder, JSON.stringify(lines)];
  const { stdout } = await promisify(execFile)(node, words, { cwd: '/', maxBuffer: 8 * 1024 * 1024, ...options });
  return JSON.parse(String(stdout)) as LineEnd[];
}
