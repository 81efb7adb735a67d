import { z } from 'zod';
import { createTestClock, deleteTestClock, startAdvancing } from '../../life/test-clocks.ts';
import type { TestClock } from '../../objects/test-clock.ts';
import type { Account } from '../../state/account.ts';
import { ApiError, noSuch } from '../api-error.ts';
import { listPage } from '../list-page.ts';
import { expand, integer, listing, text } from '../parameters.ts';
import { type Route, route } from '../route.ts';

/** The year 2100: beyond it nobody tests, and dates stay within what a calendar can hold. */
const latestTime = 4_102_444_800;

export const testClockRoutes: readonly Route[] = [
  route(
    'POST /v1/test_helpers/test_clocks',
    z.strictObject({ ...expand, frozen_time: integer, name: text.optional() }),
    ({ account }, { frozen_time: frozenTime, name }) => createTestClock(account, reasonable(frozenTime), name ?? null),
  ),
  route('GET /v1/test_helpers/test_clocks/:id', z.strictObject(expand), ({ account }, _parameters, id) =>
    clockOf(account, id),
  ),
  route(
    'POST /v1/test_helpers/test_clocks/:id/advance',
    z.strictObject({ ...expand, frozen_time: integer }),
    ({ account, goesOn }, { frozen_time: to }, id) => {
      const { clock, done } = startAdvancing(account, clockOf(account, id), reasonable(to));
      goesOn(done);
      return clock;
    },
  ),
  route('DELETE /v1/test_helpers/test_clocks/:id', z.strictObject({}), ({ account }, _parameters, id) => {
    deleteTestClock(account, clockOf(account, id));
    return { id, object: 'test_helpers.test_clock', deleted: true };
  }),
  route('GET /v1/test_helpers/test_clocks', z.strictObject(listing), ({ account }, parameters) =>
    listPage(account.testClocks, '/v1/test_helpers/test_clocks', parameters),
  ),
];

function clockOf(account: Account, id: string): TestClock {
  const clock = account.testClocks.get(id);
  if (clock === undefined) throw noSuch('test_clock', id);
  return clock;
}

function reasonable(time: number): number {
  if (time >= 0 && time <= latestTime) return time;
  throw new ApiError(400, 'Invalid timestamp: must be an integer Unix timestamp before the year 2100.', {
    param: 'frozen_time',
  });
}
