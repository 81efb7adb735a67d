import { rmSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { leasePath, removeSocketFolder } from './directory.ts';
import { KernelLock } from '../../machine/kernel-lock.ts';
import { signal } from './processes.ts';
import { endServers, serversOf } from './running.ts';

/**
 * A process beside the local MariaDB that outlives the run that started it. When no run holds the lease any more,
 * however the last one ended, it shuts the server down and ends. If it is killed itself, the next run adopts the
 * server and starts another keeper.
 *
 *     node keeper.ts <directory> [--remove-directory]
 */
const lookMilliseconds = 300;
/** A run may be killed in the instant in which its new server is not yet to be seen in the process table. */
const lookAgainMilliseconds = 1000;

const [directory, remove] = process.argv.slice(2);
if (directory === undefined) throw new Error('usage: keeper.ts <directory> [--remove-directory]');

const lease = new KernelLock(leasePath(directory));
while (lease.file() === 'here' && !lease.tryTake('exclusive')) await sleep(lookMilliseconds);

if (lease.file() === 'here') {
  await endServers(directory, 'SIGTERM');
  await sleep(lookAgainMilliseconds);
  await endServers(directory, 'SIGTERM');
  removeSocketFolder(directory);
  if (remove === '--remove-directory') rmSync(directory, { recursive: true, force: true });
} else if (lease.file() === 'removed') {
  // Only those that run now: any moment a new run may make the directory again, with a server and a keeper of its own.
  for (const { id } of serversOf(directory)) signal(id, 'SIGTERM');
}
// The lease is not given back before the end: a run that gets it must find no keeper that is about to leave.
process.exit(0);
