import { putAsideDays } from '../../policies/backup.ts';
import type { DatabaseClass } from '../../policies/databases.ts';
import { withEvidence } from '../../evidence-note.ts';
import { evidenceOfCopies } from './evidence.ts';
import { letGoOfPutAside } from './restore/copies.ts';

/** Drops what restores put aside too long ago: whoever was erased since is still in there. It leaves evidence of its own. */
export async function letGo(
  databaseClass: DatabaseClass,
  url: string,
  variable: string,
  say: (line: string) => void,
): Promise<void> {
  const { dropped, left } = await withEvidence(
    { kind: 'copies', database: databaseClass },
    () => letGoOfPutAside(url, variable),
    evidenceOfCopies,
  );
  for (const { name } of dropped) say(`dropped ${name}, put aside more than ${putAsideDays} days ago`);
  for (const { name, isOverdue } of left) {
    if (isOverdue) say(`${name} stays longer than ${putAsideDays} days: see ./bulkhead copies ${databaseClass}`);
  }
}
