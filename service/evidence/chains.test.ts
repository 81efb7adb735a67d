import { expect, test } from 'vitest';
import { type Chain, chainName, recordsOf, reportOn, withoutFaults } from './chains.ts';
import { madeChain, manyRecords } from './testing/made-chain.ts';

const now = new Date('2026-11-25T12:00:00.000Z');
const hoursAgo = (hours: number) => new Date(now.getTime() - hours * 3_600_000);
const billing: Chain = { name: 'billing', entries: madeChain(manyRecords(3), hoursAgo(10)) };
const ci: Chain = { name: 'ci', entries: madeChain(manyRecords(3), hoursAgo(9.5)) };
const lastOf = ({ entries }: Chain) => {
  const entry = entries.at(-1)!;
  if (!('record' in entry)) throw new Error('the last entry is no record');
  return { sequence: entry.record.sequence, hash: entry.record.hash };
};

test('records of all chains come in the order in which they were recorded, each with its chain', () => {
  expect(recordsOf([ci, billing]).map(({ chain, sequence }) => `${chain} ${sequence}`)).toEqual([
    'billing 1',
    'ci 1',
    'billing 2',
    'ci 2',
    'billing 3',
    'ci 3',
  ]);
});

test('what is said to be the last is what --expect takes, and holds for its own chain alone', () => {
  const { last } = reportOn(billing, now);
  expect(last).toBe(`billing=3:${lastOf(billing).hash}`);
  const expected = [{ chain: 'billing', ...lastOf(billing) }];
  expect(reportOn(billing, now, expected).faults).toEqual([]);
  expect(reportOn(ci, now, expected).faults).toEqual([]);
  const cut: Chain = { name: 'billing', entries: billing.entries.slice(0, -1) };
  expect(reportOn(cut, now, expected).faults).toEqual([
    { name: 'records/000000003.json', problem: 'was there once, and is missing' },
  ]);
});

test('a chain without records has no last, and no fault', () => {
  expect(reportOn({ name: 'main', entries: [] }, now)).toEqual({ chain: 'main', records: 0, last: null, faults: [] });
});

test('what a fault names is left out of its own chain, and its namesake in another stays', () => {
  const broken: Chain = { name: 'ci', entries: ci.entries.toSpliced(1, 1) };
  const left = [billing, withoutFaults(broken, reportOn(broken, now))];
  expect(recordsOf(left).map(({ chain, sequence }) => `${chain} ${sequence}`)).toEqual([
    'billing 1',
    'ci 1',
    'billing 2',
    'billing 3',
  ]);
});

test.each(['', 'A', '1a', 'a b', '../a', 'a=b', 'a"b', 'x'.repeat(33)])('%j is no name of a chain', (name) => {
  expect(chainName.test(name)).toBe(false);
});
