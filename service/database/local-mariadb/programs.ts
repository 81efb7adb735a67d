import { execFileSync } from 'node:child_process';
import { accessSync, constants, realpathSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** MariaDB's programs on this machine, and the version the server gives, for example "10.11.19". */
export interface MariadbPrograms {
  server: string;
  installer: string;
  dump: string;
  version: string;
}

/** Beside PATH: Debian keeps servers out of an ordinary user's, Red Hat has libexec, Homebrew links no versioned formula. */
const otherFolders = [
  '/usr/sbin',
  '/usr/libexec',
  '/usr/local/sbin',
  ...['/opt/homebrew', '/usr/local', '/home/linuxbrew/.linuxbrew'].flatMap((prefix) => [
    `${prefix}/opt/mariadb@10.11/bin`,
    `${prefix}/opt/mariadb/bin`,
    `${prefix}/bin`,
  ]),
];

/** What the search says when there is nothing to use. */
export type MariadbSearch =
  | { found: MariadbPrograms }
  | { missing: string[] }
  /** A server that calls itself mysqld but is not MariaDB. */
  | { stranger: string };

/** Looks for mariadbd and the programs that go with it, in PATH and where packages put them. */
export function findMariadb(): MariadbSearch {
  const server = findProgram('mariadbd') ?? findProgram('mysqld');
  if (server === undefined) return { missing: ['mariadbd'] };
  const answer = execFileSync(server, ['--version'], { encoding: 'utf8' }).trim();
  const version = /Ver (\d+\.\d+\.\d+)-MariaDB/.exec(answer)?.[1];
  if (version === undefined) return { stranger: `${server}: ${answer}` };
  // The same installation's first: two series must not mix.
  const own = join(realpathSync(server), '../../bin');
  const installer = findProgram('mariadb-install-db', [own, join(own, '../scripts')]);
  const dump = findProgram('mariadb-dump', [own]);
  // mariadb-install-db calls it, but Debian ships it in the client's package and does not say so.
  const defaults = findProgram('my_print_defaults', [own]);
  if (installer === undefined || dump === undefined || defaults === undefined) {
    const programs = { 'mariadb-install-db': installer, 'mariadb-dump': dump, my_print_defaults: defaults };
    return { missing: Object.entries(programs).flatMap(([name, path]) => (path === undefined ? [name] : [])) };
  }
  return { found: { server, installer, dump, version } };
}

/** The full path of a program; `first` are folders to look in before PATH. */
export function findProgram(name: string, first: string[] = []): string | undefined {
  const folders = [...first, ...(process.env['PATH'] ?? '').split(delimiter), ...otherFolders];
  return folders
    .filter((folder) => folder !== '')
    .map((folder) => join(folder, name))
    .find(isExecutable);
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
