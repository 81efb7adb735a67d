import { fork } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { cpuSeconds } from './cpu-seconds.ts';
import type { LoadOptions, LoadResult } from './load.ts';
import type { MeasuredServer } from './measured-server.ts';

/** One round against one server. */
export interface Figures {
  requestsPerSecond: number;
  p50Milliseconds: number;
  p99Milliseconds: number;
  /** CPU of the server's process and of MariaDB for each request; the sender's is not counted. */
  cpuMicrosecondsPerRequest: number;
}

const connections = 32;

/**
 * Sends load to a server from a process of its own, and counts what the server and the database spend on it. `warm` is
 * called when the counting begins.
 */
export async function measure(
  server: MeasuredServer,
  databaseProcessId: number,
  load: Omit<LoadOptions, 'port' | 'connections'>,
  warm: () => void = () => undefined,
): Promise<Figures> {
  const options: LoadOptions = { ...load, port: server.port, connections };
  const sender = fork(join(import.meta.dirname, 'load.ts'), [JSON.stringify(options)]);
  await once(sender, 'message');
  sender.send('go');
  await once(sender, 'message');
  warm();
  const before = cpuSeconds(server.processId) + cpuSeconds(databaseProcessId);
  const [result] = (await once(sender, 'message')) as [LoadResult];
  const spent = cpuSeconds(server.processId) + cpuSeconds(databaseProcessId) - before;
  if (result.refused > 0) throw new Error(`${result.refused} of ${result.requests} requests were not answered 200`);
  return {
    requestsPerSecond: Math.round(result.requests / result.seconds),
    p50Milliseconds: result.p50Milliseconds,
    p99Milliseconds: result.p99Milliseconds,
    cpuMicrosecondsPerRequest: Math.round((spent * 1e6) / result.requests),
  };
}

/** Resident memory of a process in MiB. */
export function residentMebibytes(processId: number): number {
  const kibibytes = /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${processId}/status`, 'utf8'))?.[1];
  return Math.round(Number(kibibytes) / 1024);
}
