import { expect, test } from 'vitest';
import { erasure } from '../../policies/erasure.ts';
import { viewRemains } from './erasure-remains.ts';

test('each table that keeps the id of a customer is named where it is said what remains, and once', () => {
  const keeping = Object.entries(erasure).flatMap(([table, columns]) =>
    Object.values(columns).some(({ erase, reason }) => !erase && reason === 'identity') ? [table] : [],
  );
  const named = viewRemains().flatMap(({ where }) => where.match(/\bbilling_\w+/g) ?? []);
  expect(keeping.length).toBeGreaterThan(5);
  expect(named.toSorted()).toEqual(keeping.toSorted());
});

test('each thing that remains has a place, an end or the word that it has none, and who ends it', () => {
  for (const { what, where, howLong, endedBy } of viewRemains()) {
    expect([what, where, howLong, endedBy].filter((text) => text.trim() === '')).toEqual([]);
  }
});
