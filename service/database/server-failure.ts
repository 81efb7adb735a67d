import { SqlError } from 'mariadb';
import { Failure } from '../../failure.ts';

/**
 * What the server refused in the middle of a command, as a Failure for a person; any other error as it is. Quotes the
 * server and not the statement, whose values may be anybody's.
 */
export function serverFailure(error: unknown): unknown {
  if (!(error instanceof SqlError)) return error;
  return new Failure(`the database server refused: ${error.sqlMessage ?? error.code} (${error.code})`, {
    fix: 'mend what it names, and run it again; prisma/*/grants.sql has the rights that each user needs',
    cause: error,
  });
}
