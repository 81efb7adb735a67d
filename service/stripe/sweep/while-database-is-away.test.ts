import { SqlError } from 'mariadb';
import { expect, test } from 'vitest';
import { Failure } from '../../../failure.ts';
import { DatabaseUnavailable } from '../../webhook/commit.ts';
import { whileDatabaseIsAway } from './while-database-is-away.ts';

/** Work that fails with each of these in turn, then gives its result. */
function failingWith(...errors: Error[]) {
  const work = () => {
    const error = errors.shift();
    return error === undefined ? Promise.resolve('done') : Promise.reject(error);
  };
  const notices: string[] = [];
  const result = whileDatabaseIsAway(work, (line) => notices.push(line), [0, 0]);
  return { result, notices };
}

function away(code: string, sqlState: string) {
  return new DatabaseUnavailable(Object.assign(new SqlError(`it quotes 'ada@example.com'`), { code, sqlState }));
}
const refused = () => away('ECONNREFUSED', '08S01');

test('work is done again until the database is back, and each wait is told', async () => {
  const { result, notices } = failingWith(refused(), refused());
  expect(await result).toBe('done');
  expect(notices).toEqual(Array(2).fill('billing’s database cannot commit (ECONNREFUSED): trying again in 0 s'));
});

test('one that does not come back: a Failure with the mend, without what the driver quotes', async () => {
  const failure = {
    name: 'Failure',
    message: 'billing’s database cannot commit: ECONNREFUSED',
    fix: expect.stringContaining('sweep again') as string,
    exitCode: 1,
  };
  await expect(failingWith(refused(), refused(), refused()).result).rejects.toMatchObject(failure);
});

test.each([
  ['a wrong password', away('ER_ACCESS_DENIED_ERROR', '28000')],
  ['a table that is missing', away('ER_NO_SUCH_TABLE', '42S02')],
  ['a database that is another’s', new DatabaseUnavailable(new Failure('the main database', { fix: '' }))],
  ['a mistake', new TypeError('a mistake')],
])('%s is not waited for', async (_, error) => {
  const { result, notices } = failingWith(error);
  await expect(result).rejects.toThrow();
  expect(notices).toEqual([]);
});
