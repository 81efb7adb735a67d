import { join } from 'node:path';
import { Failure } from '../../failure.ts';
import { KernelLock } from '../../service/machine/kernel-lock.ts';
import { makeFolder, onDisk } from './journal.ts';

/**
 * Takes the right to walk a page, so that two people do not do its steps side by side; it ends with the process, however
 * that ends. Throws a Failure where somebody else has it.
 */
export function takeTurn(folder: string, page: string): { end: () => void } {
  makeFolder(folder);
  return onDisk(folder, () => {
    const lock = new KernelLock(join(folder, `.${page}.lock`));
    if (lock.tryTake('exclusive')) return { end: () => lock.close() };
    lock.close();
    throw new Failure(`somebody walks through ${page} at this moment`, {
      fix: `go on in that terminal, or see the newest ${page} in ${folder} for who it is; --journal begins one apart`,
    });
  });
}
