import { Failure } from '../../../failure.ts';
import { dataPath } from './directory.ts';
import { allGone, processesWith, type RunningProcess, signal } from './processes.ts';

/** A mariadbd that serves `<directory>/data`. */
export interface RunningServer {
  processId: number;
  port: number;
  socketPath: string;
}

const stopSecondsMax = 30;

/**
 * By process id, what waits until the system has done with a server that this process started; only its parent can see
 * to that.
 */
export const reapers = new Map<number, () => Promise<void>>();

/** The server of this directory, as the process table has it; undefined where none runs. */
export function findServer(directory: string): RunningServer | undefined {
  for (const { id, commandLine } of processesWith(`--datadir=${dataPath(directory)} `, '--socket=')) {
    const port = /--port=(\d+) /.exec(commandLine)?.[1];
    const socketPath = /--socket=(.+?) --/.exec(commandLine)?.[1];
    if (port !== undefined && socketPath !== undefined) return { processId: id, port: Number(port), socketPath };
  }
  return undefined;
}

/** Whatever works on this directory's data: servers, and the installer of a set-up that was killed. */
export function serversOf(directory: string): RunningProcess[] {
  // The closing slash keeps `/a` from matching `/ab`.
  return processesWith(`--datadir=${directory}/`);
}

/** Ends all of them and waits until they are gone. With SIGTERM a server has half a minute before it is killed. */
export async function endServers(directory: string, name: 'SIGTERM' | 'SIGKILL'): Promise<void> {
  const find = () => serversOf(directory);
  const found = find();
  for (const { id } of found) signal(id, name);
  if (name === 'SIGTERM') await allGone(find, stopSecondsMax * 1000);
  // Found afresh each time: a killed installer may have had a child under way. InnoDB recovers from a kill.
  const killed = () => {
    const left = find();
    for (const { id } of left) signal(id, 'SIGKILL');
    return left;
  };
  if (await allGone(killed, stopSecondsMax * 1000)) {
    for (const { id } of found) await reapers.get(id)?.();
    return;
  }
  throw new Failure(`the MariaDB of ${directory} does not end, even when killed`, {
    fix: 'its disk probably hangs: check it, or restart the machine',
  });
}
