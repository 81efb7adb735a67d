import type { Connection } from 'mariadb';
import { Failure } from '../../failure.ts';

/**
 * Takes a named lock of the server, which gives it back when the connection ends; `what` is who else may hold it, as in
 * "another migration on this server". Throws a Failure where it is not free within the seconds.
 */
export async function takeServerLock(
  connection: Connection,
  name: string,
  what: string,
  secondsMax: number,
): Promise<void> {
  const query = 'SELECT GET_LOCK(?, ?) AS taken';
  const [answer] = await connection.query<{ taken: number | bigint | null }[]>(query, [name, secondsMax]);
  if (Number(answer?.taken) === 1) return;
  throw new Failure(`${what} has not ended after ${secondsMax} s`, {
    fix: `wait for it, or find and end it: SELECT IS_USED_LOCK("${name}") gives its connection id`,
  });
}
