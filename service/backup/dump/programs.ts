import { execFileSync } from 'node:child_process';
import type { ConnectionConfig } from 'mariadb';
import { statementBytesMax } from '../../../policies/backup.ts';
import { Failure } from '../../../failure.ts';
import { findProgram } from '../../database/local-mariadb/programs.ts';
import { mariadbPackages } from '../../machine/mariadb.ts';
import { installCommand } from '../../machine/system-packages.ts';

/** A client program of the engine, and which family it belongs to: they share a history and few flags. */
export interface ClientProgram {
  family: 'mariadb' | 'mysql';
  path: string;
  /** As it calls itself: "mariadb-dump Ver 10.19 Distrib 10.11.19-MariaDB, …". */
  version: string;
}

/** The program that dumps. Throws a Failure where this machine has none. */
export function dumpProgram(): ClientProgram {
  return clientProgram('mariadb-dump', 'mysqldump');
}

/** The program that executes a dump. Throws a Failure where this machine has none. */
export function loadProgram(): ClientProgram {
  return clientProgram('mariadb', 'mysql');
}

/** Asked what it is: Debian calls mariadb-dump `mysqldump` as well. */
function clientProgram(...names: string[]): ClientProgram {
  const path = names.map((name) => findProgram(name)).find((found) => found !== undefined);
  if (path === undefined) {
    throw new Failure(`neither ${names.join(' nor ')} is on this machine`, { fix: installCommand(mariadbPackages) });
  }
  const version = execFileSync(path, ['--version'], { encoding: 'utf8' }).trim().replace(/\s+/g, ' ');
  return { family: version.includes('MariaDB') ? 'mariadb' : 'mysql', path, version };
}

/** The first word for the program: it reads its options from this file descriptor, where no process list shows them. */
export const optionsFileDescriptor = 3;

/** An options file for that descriptor: whom to connect as, where to, and with TLS wherever the URL asks for it. */
export function optionsFile({ family }: ClientProgram, target: ConnectionConfig): string {
  const verified = family === 'mariadb' ? ['ssl', 'ssl-verify-server-cert'] : ['ssl-mode=VERIFY_IDENTITY'];
  const lines = [
    '[client]',
    `user=${quoted(target.user ?? '')}`,
    `password=${quoted(target.password ?? '')}`,
    ...(target.socketPath === undefined
      ? [`host=${quoted(target.host ?? '')}`, `port=${target.port}`, 'protocol=tcp']
      : [`socket=${quoted(target.socketPath)}`]),
    ...(target.ssl === undefined ? [] : verified),
    `max-allowed-packet=${statementBytesMax}`,
    'default-character-set=utf8mb4',
  ];
  return `${lines.join('\n')}\n`;
}

/** In an options file a value ends at `#`, and a backslash begins an escape. */
function quoted(value: string): string {
  return `"${value.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;
}
