import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Collection, type StripeObject } from './collection.ts';

interface Thing extends StripeObject {
  readonly color: string;
}

const things = fc.array(
  fc.record({ created: fc.integer({ min: 0, max: 20 }), color: fc.constantFrom('red', 'green', 'blue') }),
  { maxLength: 60 },
);

/** The same list the slow way: sorted by time and order of making, newest first. */
function slowly(stored: Thing[], accepts: (thing: Thing) => boolean): string[] {
  return stored
    .map((thing, sequence) => ({ thing, sequence }))
    .sort((left, right) => right.thing.created - left.thing.created || right.sequence - left.sequence)
    .filter(({ thing }) => accepts(thing))
    .map(({ thing }) => thing.id);
}

test('pages forward and back give what sorting and filtering everything gives, whatever the order of making', () => {
  fc.assert(
    fc.property(
      things,
      fc.integer({ min: 1, max: 7 }),
      fc.subarray(['red', 'green', 'blue']),
      (made, limit, colors) => {
        const collection = new Collection<Thing>({ color: ({ color }) => [color] });
        const stored = made.map((fields, index) => ({ ...fields, id: `t_${index}`, object: 'thing' }));
        for (const thing of stored) collection.put({ ...thing, color: 'grey' });
        for (const thing of stored) collection.put(thing);
        const query = { keys: { color: colors }, createdFrom: 3, createdTo: 17 };
        const wanted = slowly(
          stored,
          (thing) => colors.includes(thing.color) && thing.created >= 3 && thing.created <= 17,
        );
        const read: string[] = [];
        for (let more = true, startingAfter: string | undefined; more;) {
          const page = collection.page(query, { limit, startingAfter });
          read.push(...page.data.map(({ id }) => id));
          startingAfter = read.at(-1);
          more = page.hasMore;
        }
        expect(read).toEqual(wanted);
        const last = wanted.at(-1);
        if (last === undefined) return;
        const back = collection.page(query, { limit, endingBefore: last });
        expect(back.data.map(({ id }) => id)).toEqual(wanted.slice(0, -1).slice(-limit));
        expect(back.hasMore).toBe(wanted.length - 1 > limit);
      },
    ),
    { seed: 1, numRuns: 200 },
  );
});

test('five thousand objects made in any order are listed in order, and those deleted are gone', () => {
  const collection = new Collection<Thing>({ color: ({ color }) => [color] });
  for (let index = 0; index < 5_000; index += 1) {
    collection.put({ id: `t_${index}`, object: 'thing', created: (index * 7_919) % 5_000, color: 'red' });
  }
  for (let index = 0; index < 5_000; index += 2) collection.delete(`t_${index}`);
  const times = [...collection.newestFirst({ keys: { color: ['red'] } })].map(({ created }) => created);
  expect(times).toHaveLength(2_500);
  expect(times).toEqual([...times].sort((left, right) => right - left));
  expect(collection.size).toBe(2_500);
});

test('a page looks at its own objects and the one behind them, wherever it begins and however many there are', () => {
  const collection = new Collection<Thing>({ color: ({ color }) => [color] });
  for (let index = 0; index < 20_000; index += 1) {
    collection.put({ id: `t_${index}`, object: 'thing', created: index, color: index % 3 === 0 ? 'red' : 'blue' });
  }
  let looked = 0;
  const accepts = () => (looked += 1) > 0;
  const ranges = [{}, { createdFrom: 5_000, createdTo: 14_999 }, { keys: { color: ['red', 'blue'] } }];
  for (const range of ranges) {
    for (const startingAfter of [undefined, 't_14000', 't_7000']) {
      looked = 0;
      expect(collection.page({ ...range, accepts }, { limit: 100, startingAfter })).toMatchObject({ hasMore: true });
      expect(looked).toBe(101);
    }
  }
});
