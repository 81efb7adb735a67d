import type { DatabaseContents } from './contents.ts';
import type { ClientProgram } from './programs.ts';

/**
 * What a dump is made of, in the order in which it is loaded: tables with their rows first, then what refers to them.
 * Triggers come after the rows, or loading would fire them; events last, because a copy must not act by itself.
 */
export const sectionKinds = ['tables', 'routines', 'views', 'triggers', 'events'] as const;
export type SectionKind = (typeof sectionKinds)[number];

/** The sections that this database has something for; tables are always one. */
export function sectionsOf(contents: DatabaseContents): SectionKind[] {
  return sectionKinds.filter((kind) => kind === 'tables' || contents[kind].length > 0);
}

const nothingElse = ['--no-data', '--no-create-info', '--skip-triggers'];

/** What to say to the dump program for one section. `position`: write down the binary log's position of the snapshot. */
export function dumpWords(
  { family }: ClientProgram,
  kind: SectionKind,
  database: string,
  contents: DatabaseContents,
  position: boolean,
): string[] {
  const words = [
    '--quick',
    '--skip-lock-tables',
    '--hex-blob',
    '--tz-utc',
    // Oracle's: GTID_PURGED would need FLUSH TABLES WITH READ LOCK, which RDS forbids, and tablespaces PROCESS.
    ...(family === 'mysql' ? ['--set-gtid-purged=OFF', '--column-statistics=0', '--no-tablespaces'] : []),
  ];
  switch (kind) {
    case 'tables':
      return [
        ...words,
        ...['--single-transaction', '--skip-triggers', '--order-by-primary'],
        ...contents.views.map((view) => `--ignore-table=${database}.${view}`),
        ...(position ? ['--master-data=2', '--gtid'] : []),
        database,
      ];
    case 'routines':
      return [...words, ...nothingElse, '--routines', database];
    case 'views':
      return [...words, '--no-data', '--skip-triggers', database, ...contents.views];
    case 'triggers':
      return [...words, '--no-data', '--no-create-info', '--triggers', database];
    case 'events':
      return [...words, ...nothingElse, '--events', database];
  }
}
