import { SqlError } from 'mariadb';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { databaseSecondsMax, gatheredMax, gatheredWaitingMax } from '../../policies/api.ts';
import { DatabaseUnavailable } from '../database/lane.ts';
import { type Answering, Gathering } from './gathering.ts';

const connection = { destroy: vi.fn(), end: () => Promise.resolve(), isValid: () => true, on: vi.fn(), query: vi.fn() };
const connect = vi.hoisted(() => vi.fn());
vi.mock('../database/billing-prisma.ts', () => ({ connectBilling: connect }));

let gathering: Gathering<number, string> | undefined;
/** The questions of each batch, in the order in which they were asked of the database. */
let batches: number[][];
beforeEach(() => {
  batches = [];
  connect.mockReset().mockResolvedValue(connection);
});
afterEach(async () => {
  await gathering?.close();
  vi.useRealTimers();
});

const answers = (questions: readonly number[]) => questions.map((question) => `answer ${question}`);
const ask = (questions: readonly number[]) => Promise.allSettled(questions.map((question) => gathering!.ask(question)));
const numbers = (count: number) => Array.from({ length: count }, (_, index) => index);
const outcomes = (settled: readonly PromiseSettledResult<string>[]) =>
  settled.map((one) => (one.status === 'fulfilled' ? one.value : one.reason instanceof DatabaseUnavailable));

/** A gathering whose database does with each batch what the test says; by itself it answers. */
function gather(meanwhile: (questions: readonly number[], batch: number) => unknown = () => undefined): void {
  const answering: Answering<number, string> = async (_connection, questions) => {
    const batch = batches.push([...questions]);
    await meanwhile(questions, batch);
    return answers(questions);
  };
  gathering = new Gathering(answering);
}

/** A database that answers a batch when it is let. */
function gatherAndHold() {
  const gate = Promise.withResolvers<void>();
  gather((_questions, batch) => (batch === 1 ? gate.promise : undefined));
  return gate;
}

const untilAsked = () => vi.waitFor(() => expect(batches).toHaveLength(1));

test('what is asked in one turn goes together, and each question gets its own answer', async () => {
  gather();
  expect(outcomes(await ask(numbers(10)))).toEqual(answers(numbers(10)));
  expect(batches).toEqual([numbers(10)]);
  expect(await gathering!.ask(10)).toBe('answer 10');
  expect(batches).toHaveLength(2);
});

test('what is asked while the database answers goes with the next batch, in the order of asking', async () => {
  const gate = gatherAndHold();
  const first = gathering!.ask(0);
  await untilAsked();
  const late = [];
  for (const question of [3, 1, 2]) {
    late.push(gathering!.ask(question));
    await new Promise(setImmediate);
  }
  gate.resolve();
  expect(await Promise.all([first, ...late])).toEqual(answers([0, 3, 1, 2]));
  expect(batches).toEqual([[0], [3, 1, 2]]);
});

test('no batch is larger than the policy says', async () => {
  gather();
  const questions = numbers(2 * gatheredMax + 1);
  expect(outcomes(await ask(questions))).toEqual(answers(questions));
  expect(batches.map(({ length }) => length)).toEqual([gatheredMax, gatheredMax, 1]);
});

test('no more wait than the policy says: one more is refused at once, and the others are answered', async () => {
  const gate = gatherAndHold();
  const first = gathering!.ask(-1);
  await untilAsked();
  const waiting = ask(numbers(gatheredWaitingMax));
  await expect(gathering!.ask(-2)).rejects.toThrow(DatabaseUnavailable);
  gate.resolve();
  await first;
  expect(outcomes(await waiting)).toEqual(answers(numbers(gatheredWaitingMax)));
});

const refusal = () => new SqlError('refused', '', false);
test.each([
  ['the database refuses', refusal],
  ['cannot be read', () => new RangeError('Invalid time value')],
])('a question that %s fails alone, and those behind it wait on', async (_, fault) => {
  const gate = Promise.withResolvers<void>();
  gather(async (questions) => {
    await gate.promise;
    if (questions.includes(2)) throw fault();
  });
  const asked = ask(numbers(5));
  await untilAsked();
  const behind = gathering!.ask(7);
  gate.resolve();
  expect(outcomes(await asked)).toEqual(['answer 0', 'answer 1', true, 'answer 3', 'answer 4']);
  expect(await behind).toBe('answer 7');
});

test.each([
  ['is lost', () => Promise.reject(new SqlError('lost', '', true))],
  [
    'says nothing',
    () => {
      void vi.advanceTimersByTimeAsync(databaseSecondsMax * 1000);
      return new Promise(() => undefined);
    },
  ],
])(
  'where the connection %s, the batch and all behind it are refused, and the next question is answered',
  async (_, fail) => {
    const gate = Promise.withResolvers<void>();
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    gather((_questions, batch) => (batch === 1 ? gate.promise.then(fail) : undefined));
    const asked = ask([1, 2]);
    await vi.advanceTimersByTimeAsync(1);
    await vi.waitFor(() => expect(batches).toHaveLength(1));
    const behind = ask(numbers(3 * gatheredMax));
    gate.resolve();
    expect(new Set(outcomes([...(await asked), ...(await behind)]))).toEqual(new Set([true]));
    expect(batches).toHaveLength(1);
    vi.useRealTimers();
    expect(await gathering!.ask(9)).toBe('answer 9');
    expect(connect).toHaveBeenCalledTimes(2);
  },
);

test('where there is no connection to be had nobody is asked, and all are refused', async () => {
  connect.mockRejectedValueOnce(new Error('ECONNREFUSED'));
  gather();
  expect(outcomes(await ask([1, 2]))).toEqual([true, true]);
  expect(batches).toEqual([]);
  expect(await gathering!.ask(3)).toBe('answer 3');
});

test('its end waits for what was asked', async () => {
  const gate = gatherAndHold();
  const asked = ask([1, 2]);
  await untilAsked();
  const later = ask([3]);
  const closed = gathering!.close();
  gate.resolve();
  await closed;
  expect(outcomes([...(await asked), ...(await later)])).toEqual(answers([1, 2, 3]));
});
