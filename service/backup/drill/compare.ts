import type { ConnectionConfig } from 'mariadb';
import { Failure } from '../../../failure.ts';
import type { DatabaseContents } from '../dump/contents.ts';
import { dumpOutput } from '../dump/dump-output.ts';
import { dumpProgram } from '../dump/programs.ts';
import { RowCounter } from '../dump/row-counter.ts';
import { dumpWords } from '../dump/sections.ts';
import type { Manifest } from '../manifest.ts';

/** One table of the backup beside the restored one. */
export interface TableComparison {
  name: string;
  rows: number;
  restoredRows: number;
  /** Whether every row is the same, byte for byte and in the same order. */
  equal: boolean;
}

/**
 * Dumps a restored database again and compares each table's rows with those of the backup. `target` leads to the restored
 * database. Throws a Failure where the dump fails or is not whole.
 */
export async function compareTables(
  target: ConnectionConfig,
  contents: DatabaseContents,
  manifest: Manifest,
): Promise<TableComparison[]> {
  const program = dumpProgram();
  const counter = new RowCounter();
  const words = dumpWords(program, 'tables', target.database!, contents, false);
  for await (const chunk of dumpOutput(program, target, words)) counter.write(chunk);
  if (!counter.complete) {
    throw new Failure(`the dump of ${target.database} is not whole`, { fix: 'run the drill again' });
  }
  const restored = new Map(counter.tables().map((table) => [table.name, table]));
  return manifest.tables.map(({ name, rows, sha256 }) => {
    const found = restored.get(name);
    return { name, rows, restoredRows: found?.rows ?? 0, equal: found?.sha256 === sha256 && found.rows === rows };
  });
}
