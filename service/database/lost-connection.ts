import { SqlError } from 'mariadb';
import type { Log } from '../log.ts';

/**
 * Keeps the process alive where the driver would end it. mariadb 3.4.5 rejects promises that nobody holds: of a
 * connection that is lost during its first statements (authSucceedHandler in its lib/connection.js), and of the KILL
 * that destroy() sends where the server has already ended that thread. Whoever asked for the connection is told
 * besides. Any other rejection that nobody handles ends the process, as Node means it to.
 */
export function surviveLostConnections(log?: Log): void {
  process.on('unhandledRejection', (reason) => {
    if (!(reason instanceof SqlError)) throw reason;
    log?.warn({ code: reason.code }, 'a connection to the database was lost, and its driver had more to say about it');
  });
}
